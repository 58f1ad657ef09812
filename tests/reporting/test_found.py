"""What is found in stages, joined with what is declared."""

from pathlib import Path

import pytest

from dflint.reporting import Only, Report, Row
from dflint.settings import Reporting, Settings, preset
from tests.reporting.trees import report

HUB = "https://github.com/o/tool"
SUM = "a" * 64
DOCKER = preset("docker")


def told(row: Row) -> str:
    """`name version (kind, source) found`, marked `=` where it is declared and `-` where it does not ship."""
    marks = ("=" if row.declared else "") + ("" if row.shipped else "-")
    source = f" {row.source}" if row.source else ""
    return f"{marks}{row.name} {row.version} ({row.kind}{source}) {row.found}"


def rows(root: Path, text: str, settings: Settings = DOCKER, only: Only = "all") -> list[str]:
    made = report(root, {"app/Dockerfile": text}, settings, only)
    return [told(row) for component in made.components for row in component.rows]


JOINED = [
    (
        f"ARG T_VER=1.2\nARG T_REPO={HUB}.git\nFROM x\nARG T_VER\nARG T_REPO\nRUN git clone -b v$T_VER $T_REPO",
        [f"=T 1.2 (git repository {HUB}.git) ARG, git clone", "x  (image x) FROM"],
    ),
    (
        f"FROM x\nARG T_REPO={HUB}.git\nRUN git clone -b v3 $T_REPO",
        [f"=T v3 (git repository {HUB}.git) ARG, git clone", "x  (image x) FROM"],
    ),
    (
        "ARG OS_VER=24.04\nARG OS_IMAGE=ubuntu\nFROM ${OS_IMAGE}:${OS_VER}-slim\nFROM ${OS_IMAGE}:${OS_VER}",
        ["=OS 24.04 (image ubuntu) ARG, FROM"],
    ),
    (
        "ARG GO_VERSION=1.22\nARG ALPINE_VERSION=3.20\nFROM golang:${GO_VERSION}-alpine${ALPINE_VERSION}",
        ["=ALPINE 3.20 (version) ARG", "=GO 1.22 (image golang:1.22-alpine3.20) ARG, FROM"],
    ),
    ("FROM x\nARG TORCH_VER=2.1\nRUN pip install torch==$TORCH_VER",
     ["=TORCH 2.1 (Python package) ARG, pip install", "x  (image x) FROM"]),
    ("FROM x\nARG RAPIDS_VER=26\nRUN conda install cuvs=$RAPIDS_VER.*",
     ["=RAPIDS 26 (conda package cuvs) ARG, conda install", "x  (image x) FROM"]),
    (
        "FROM x\nARG CUDA_VER=12\nRUN apt-get install a-$CUDA_VER=$CUDA_VER b=$CUDA_VER",
        [
            "=CUDA 12 (version) ARG", "a-12 12 (OS package) apt-get install", "b 12 (OS package) apt-get install",
            "x  (image x) FROM",
        ],
    ),
    ("FROM x\nARG T_PACKAGE='a b'\nRUN apt-get install $T_PACKAGE",
     ["=T  (OS package a b) ARG, apt-get install", "x  (image x) FROM"]),
    ("FROM x\nARG T_VER=2\nARG T_PACKAGE=t==$T_VER\nRUN pip install $T_PACKAGE",
     ["=T 2 (Python package t==2) ARG, pip install", "x  (image x) FROM"]),
    (
        f"FROM x\nARG TOOL_VERSION=3.0\nARG TOOL_GIT_REPO={HUB}\n"
        "RUN curl -L ${TOOL_GIT_REPO}/releases/download/${TOOL_VERSION}/t.tar.gz | tar xz",
        [f"=TOOL 3.0 (archive {HUB}/releases/download/3.0/t.tar.gz) ARG, curl", "x  (image x) FROM"],
    ),
    (
        "FROM x\nARG BASE_REPO=https://x.org\nRUN curl -O $BASE_REPO/a-1.0.tgz && curl -O $BASE_REPO/b-2.0.tgz",
        [
            "=BASE  (repository https://x.org) ARG", "a 1.0 (archive https://x.org/a-1.0.tgz) curl",
            "b 2.0 (archive https://x.org/b-2.0.tgz) curl", "x  (image x) FROM",
        ],
    ),
    (
        "ARG B_IMAGE=o/b:1\nFROM $B_IMAGE AS a\nFROM ${B_IMAGE}-base\nCOPY --from=a /b /b",
        ["=B 1 (image o/b:1) ARG, FROM", "o/b 1-base (image o/b:1-base) FROM"],
    ),
    ("FROM x AS a\nARG T_VER=1\nFROM y", ["=-T 1 (version) ARG", "-x  (image x) FROM", "y  (image y) FROM"]),
    (
        f"FROM a:1@sha256:{SUM} AS a\nFROM b AS b\nRUN x\nFROM c\nCOPY --from=a /x /\nCOPY --from=b /x /\n"
        "COPY --from=d:2 /x /\nRUN --mount=from=e,target=/e x",
        [
            "a 1 (image a:1) FROM", "-b  (image b) FROM", "c  (image c) FROM", "d 2 (image d:2) COPY --from",
            "-e  (image e) RUN --mount",
        ],
    ),
    ("FROM scratch\nCOPY --from=0 /a /a", []),
    ("FROM base-$X", ["base-  (image base-) FROM"]),
    ("FROM x AS a-1\nARG X\nFROM a-$TARGETARCH", ["x  (image x) FROM"]),
    ("FROM $REGISTRY/x:1", ["/x 1 (image /x:1) FROM"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), JOINED)
def test_joined(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert sorted(rows(tmp_path, text), key=lambda line: line.strip("=-")) == sorted(
        expected, key=lambda line: line.strip("=-")
    )


def row(made: Report, name: str) -> Row:
    return next(row for component in made.components for row in component.rows if row.name == name)


def test_places_and_pins(tmp_path: Path) -> None:
    text = (
        f"ARG A_IMAGE=a:1@sha256:{SUM}\nFROM $A_IMAGE\nARG T_REPO={HUB}\nRUN git clone $T_REPO /t && \\\n"
        f"  cd /t && git checkout 0123abcd\nRUN pip install -U \\\n  p==1\nRUN pip install p==1 $Q\n"
    )
    made = report(tmp_path, {"app/Dockerfile": text}, DOCKER, "all")
    image, tool, package = row(made, "A"), row(made, "T"), row(made, "p")
    assert (image.pin, [place.line for place in image.places], [place.line for place in image.uses]) == (
        f"sha256:{SUM}", [1], [2],
    )  # fmt: skip
    assert (tool.pin, tool.version, [place.line for place in tool.uses]) == ("0123abcd", "0123abcd", [4])
    assert ([place.line for place in package.places], package.uses, package.resolved) == ([7, 8], (), True)
    assert not row(made, "${Q}").resolved


SIBLINGS = {
    "workload/F/Dockerfile.3.tools": "## f-tools\nFROM t:1\nRUN apt-get install make && git clone https://x.org/lib.git\n",
    "workload/F/Dockerfile.2.base": "## f-base\nARG RELEASE\nFROM u:1\nRUN apt-get install curl\n"
    "COPY --from=f-tools /lib /lib\n",
    "workload/F/Dockerfile": "# f\nARG RELEASE\nFROM f-base${RELEASE}\nRUN apt-get install git\n",
    "workload/F/Dockerfile.1.other": "# f-other\nFROM v:1\nRUN apt-get install vim\n",
}


def test_siblings(tmp_path: Path) -> None:
    made = report(tmp_path, SIBLINGS, only="all")
    (component,) = made.components
    assert [(item.name, item.images, item.shipped) for item in component.rows] == [
        ("curl", ("f-base", "f"), True),
        ("git", ("f",), True),
        ("lib", ("f-tools",), True),
        ("make", ("f-tools",), False),
        ("t", ("f-tools",), False),
        ("u", ("f-base", "f"), True),
        ("v", ("f-other",), True),
        ("vim", ("f-other",), True),
    ]
    base, final = (next(it for it in component.images if it.image == name) for name in ("f-base", "f"))
    assert [(it.of, it.path) for it in base.stages[0].copies] == [("sibling", "workload/F/Dockerfile.3.tools")]
    assert (final.stages[0].base.of, final.stages[0].base.path) == ("sibling", "workload/F/Dockerfile.2.base")


def test_stages(tmp_path: Path) -> None:
    text = (
        f"FROM a@sha256:{SUM} AS One\nFROM scratch\nFROM one\nFROM b AS two\nFROM scratch\n"
        "COPY --from=0 /a /\nCOPY --from=two /a /b /\nCOPY --from=two /c /\nCOPY --from=c:1 /a /\n"
    )
    made = report(tmp_path, {"app/Dockerfile": text}, DOCKER)
    stages = made.components[0].images[0].stages
    assert [(it.name, it.line, it.base.text, it.base.of, it.base.stage, it.shipped) for it in stages] == [
        ("One", 1, f"a@sha256:{SUM}", "image", -1, True),
        ("", 2, "scratch", "scratch", -1, False),
        ("", 3, "one", "stage", 0, False),
        ("two", 4, "b", "image", -1, True),
        ("", 5, "scratch", "scratch", -1, True),
    ]
    assert stages[0].base.digest == f"sha256:{SUM}"
    assert [(it.text, it.of, it.stage) for it in stages[4].copies] == [
        ("0", "stage", 0), ("two", "stage", 3), ("c:1", "image", -1),
    ]  # fmt: skip


CHOSEN = (
    "ARG T_VER=1\nFROM a AS a\nRUN apt-get install make\nARG U_VER=2\n"
    "FROM b\nCOPY --from=a /x /\nRUN apt-get install curl\n"
)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ("declared", ["T", "U", "a", "b"]),
        ("shipped", ["T", "U", "b", "curl"]),
        ("all", ["T", "U", "a", "b", "curl", "make"]),
    ],
)
def test_only(tmp_path: Path, only: Only, expected: list[str]) -> None:
    made = report(tmp_path, {"app/Dockerfile": CHOSEN}, DOCKER, only)
    assert [item.name for item in made.components[0].rows] == expected
    settings = DOCKER._replace(report=Reporting(only=only))
    assert [item.name for item in report(tmp_path, {"app/Dockerfile": CHOSEN}, settings).components[0].rows] == expected


def test_arguments_of_images(tmp_path: Path) -> None:
    settings = DOCKER._replace(report=Reporting(image_arguments=True))
    text = 'ARG TORCH="1.9.1"\nARG CUDA=11.1\nARG REG=x.org/\nARG UNUSED=3\nFROM ${REG}o/torch:${TORCH}-cuda${CUDA}'
    assert rows(tmp_path, text, settings) == [
        "=CUDA 11.1 (version) ARG", "=TORCH 1.9.1 (image x.org/o/torch:1.9.1-cuda11.1) ARG, FROM",
    ]  # fmt: skip
    assert rows(tmp_path, "ARG from=python:3.12\nFROM ${from}", settings) == [
        "=python 3.12 (image python:3.12) ARG, FROM"
    ]
    assert rows(tmp_path, "ARG from\nFROM ${from}", settings) == ["${from}  (image ${from}) FROM"]


def test_versions_in_env(tmp_path: Path) -> None:
    settings = DOCKER._replace(report=Reporting(env_versions=True))
    text = f"FROM x\nENV BLAS_LABEL=v0.3 A_TAG=latest B=1\nRUN git clone -b $BLAS_LABEL {HUB}"
    assert rows(tmp_path, text, settings, "declared") == [
        f"=BLAS v0.3 (git repository {HUB}) ENV, git clone", "x  (image x) FROM",
    ]  # fmt: skip
    assert rows(tmp_path, text, DOCKER, "declared") == ["x  (image x) FROM"]
