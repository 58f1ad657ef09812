"""WL010 and WL011: the reserved ENTRYPOINT."""

from pathlib import Path

import pytest

from tests.rules.trees import Files, said

HEAD = "# a\nFROM ubuntu:24.04\n"

FINAL = [
    (HEAD + 'ENTRYPOINT ["/run.sh"]\n', ["3 'ENTRYPOINT'"]),
    (HEAD + "ENTRYPOINT /run.sh\n", ["3 'ENTRYPOINT'"]),
    (HEAD + "entrypoint /run.sh\n", ["3 'entrypoint'"]),
    (HEAD + 'ENTRYPOINT ["/bin/sh", "-c"]\nCMD ["/run.sh"]\n', ["3 'ENTRYPOINT'"]),
    (HEAD.replace("#", "##") + "ENTRYPOINT /run.sh\n", ["3 'ENTRYPOINT'"]),
    (HEAD + "ENTRYPOINT []\n", []),
    (HEAD + 'ENTRYPOINT [""]\n', []),
    (HEAD + 'ENTRYPOINT [ "" ]\n', []),
    (HEAD + "ENTRYPOINT /run.sh\nENTRYPOINT []\n", []),
    (HEAD + "ENTRYPOINT []\nENTRYPOINT /run.sh\n", ["4 'ENTRYPOINT'"]),
    (HEAD + "# ENTRYPOINT /run.sh\nCMD /run.sh\n", []),
    (HEAD + "RUN echo ENTRYPOINT /run.sh\n", []),
    ("# a\nFROM x AS b\nENTRYPOINT /run.sh\nFROM ubuntu:24.04\nCOPY --from=b /a /b\n", []),
    ("# a\nFROM x AS b\nENTRYPOINT /run.sh\nFROM b\n", ["3 'ENTRYPOINT'"]),
    ("# a\nFROM x AS b\nENTRYPOINT /run.sh\nFROM b AS c\nFROM C\nENTRYPOINT []\n", []),
    ("# a\nFROM x AS b\nENTRYPOINT /run.sh\nFROM b AS c\nFROM C\n", ["3 'ENTRYPOINT'"]),
]


@pytest.mark.parametrize(("text", "expected"), FINAL)
def test_final_image(text: str, expected: list[str], tmp_path: Path) -> None:
    places = [place.replace(" ", " WL010 ", 1) for place in expected]
    assert said(tmp_path, {"workload/a/Dockerfile": text}, "WL01") == [f"workload/a/Dockerfile:{p}" for p in places]


BASE = "## base\nFROM ubuntu:24.04\nENTRYPOINT /run.sh\n"
BASED = "# a\nARG RELEASE\nFROM base${RELEASE}\n"

INHERITED: list[tuple[Files, list[str]]] = [
    ({"Dockerfile": BASED}, ["workload/a/Dockerfile:3 WL011 'base${RELEASE}'"]),
    ({"Dockerfile": BASED + "ENTRYPOINT []\n"}, []),
    ({"Dockerfile": BASED + 'ENTRYPOINT [""]\n'}, []),
    ({"Dockerfile": "# a\nARG RELEASE\nFROM base${RELEASE} AS b\nFROM ubuntu:24.04\nCOPY --from=b /a /a\n"}, []),
    (
        {"Dockerfile": "# a\nARG RELEASE\nFROM base${RELEASE} AS b\nFROM b\n"},
        ["workload/a/Dockerfile:3 WL011 'base${RELEASE}'"],
    ),
    ({"Dockerfile": "# a\nARG BASE=base\nARG RELEASE\nFROM ${BASE}${RELEASE}\n"},
     ["workload/a/Dockerfile:4 WL011 '${BASE}${RELEASE}'"]),
    ({"Dockerfile": "# a\nARG RELEASE\nFROM ${BUILDARCH}${RELEASE}\n"}, []),
    ({"Dockerfile": "# a\nFROM base:1.0\n"}, []),
    (
        {"Dockerfile.3.mid": "## mid\nARG RELEASE\nFROM base${RELEASE}\nENTRYPOINT []\n",
         "Dockerfile": "# a\nARG RELEASE\nFROM mid${RELEASE}\n"}, [],
    ),
    (
        {"Dockerfile.3.mid": "## mid\nARG RELEASE\nFROM base${RELEASE}\n",
         "Dockerfile": "# a\nARG RELEASE\nFROM mid${RELEASE}\n"},
        ["workload/a/Dockerfile:3 WL011 'mid${RELEASE}'",
         "workload/a/Dockerfile.3.mid:3 WL011 'base${RELEASE}'"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), INHERITED)
def test_inherited(files: Files, expected: list[str], tmp_path: Path) -> None:
    tree = {f"workload/a/{name}": text for name, text in {"Dockerfile.5.base": BASE, **files}.items()}
    assert said(tmp_path, tree, "WL011") == expected


def test_inherited_from_another_component(tmp_path: Path) -> None:
    tree = {"stack/s/Dockerfile": BASE, "workload/a/Dockerfile": BASED}
    assert said(tmp_path, tree, "WL011") == ["workload/a/Dockerfile:3 WL011 'base${RELEASE}'"]


def test_a_public_image_of_the_same_name_is_no_sibling(tmp_path: Path) -> None:
    assert said(tmp_path, {"workload/a/Dockerfile": "# redis\nFROM redis\nENTRYPOINT []\n"}, "WL01", "WL04") == []


def test_outside_components(tmp_path: Path) -> None:
    tree = {"workload/a/Dockerfile": HEAD, "tools/Dockerfile": HEAD + "ENTRYPOINT /run.sh\n"}
    assert said(tmp_path, tree, "WL01") == []
