"""WL030 to WL035: versions and sources of ingredients."""

from pathlib import Path

import pytest

from dflint.settings import Settings
from tests.rules.trees import found, said

HEAD = "# a\n"
FROM = "FROM ubuntu:24.04\n"


def pairs(root: Path, args: str) -> list[str]:
    """`WL030 'NAME'` for each half without the other in a stage of `args`."""
    lines = said(root, {"workload/a/Dockerfile": HEAD + FROM + args}, "WL030", "WL031")
    return [line.partition(" ")[2] for line in lines]


PAIRED = [
    "ARG A_VER=1\nARG A_REPO=https://x\n",
    "ARG A_VERSION=1\nARG A_REPOSITORY=https://x\n",
    "ARG A_VER=1\nARG A_IMG=x\n",
    "ARG A_VERSION=1\nARG A_IMAGE=x\n",
    "ARG A_VER=1\nARG A_PKG=x\n",
    "ARG A_VER=1\nARG A_PACKAGE=x\n",
    "ARG a_ver=1\nARG a_repo=https://x\n",
    "ARG a_version=1\nARG A_PKG=https://x\n",
    "ARG Open_Ssl_Ver=1\nARG OPEN_SSL_REPO=https://x\n",
    "ARG A_REPO=https://x\nARG A_VER=1\n",
    "ARG A_VER=1 A_REPO=https://x\n",
    "ARG A_VER=1 \\\n    # the source\n    A_REPO=https://x\n",
    "ARG \\\n  A_VER='1' \\\n  A_REPO=\"https://x\"\n",
    "ARG A_VER=1\nARG A_REPO\n",
    "ARG A_VER\nARG A_REPO=https://x\n",
    "ARG A_VER=1\nFROM x\nARG A_REPO=https://x\n",
    "ARG A_VER=1\nARG A_REPO=https://x\nARG A_PKG=a.tgz\n",
    "  ARG A_VER=1\n\targ A_REPO=https://x\n",
    "ARG A_VER=1\nARG A_FILE=a-${A_VER}.tgz\n",
    "ARG A_VER=1\nARG A_FILE=a-$A_VER.tgz\n",
    "ARG A_VER=1\nARG A_FILE=a-${A_VER:-2}.tgz\n",
    "ARG A_VER=1\nARG B_PKG=https://x/a-${A_VER}.tgz\n",
    "ARG BASE_REPO=https://x\nARG A_VER=1\nARG A_REPO=${BASE_REPO}/a\n",
    "ARG A_IMAGE_PKG=https://x\n",
    "ARG A_VER=\n",
    "ARG A_REPO=\n",
    "ARG A_VER\nARG B_REPO\n",
    "ENV A_VER=1\n",
    "ARG VER=1\nARG _VER=1\nARG VERSION=2\n",
    "ARG A_VERSIONS=1\nARG A_URL=https://x\nARG A_VERBOSE=1\n",
    "# ARG A_VER=1\n",
    "RUN A_VER=1 make\n",
]


@pytest.mark.parametrize("args", PAIRED)
def test_paired(args: str, tmp_path: Path) -> None:
    assert pairs(tmp_path, args) == []


UNPAIRED = [
    ("ARG A_VER=1\n", ["WL030 'A_VER'"]),
    ("ARG A_VERSION=1\n", ["WL030 'A_VERSION'"]),
    ("ARG a_ver=1\n", ["WL030 'a_ver'"]),
    ("ARG A_vEr=1\n", ["WL030 'A_vEr'"]),
    ("ARG A_REPO=x\n", ["WL031 'A_REPO'"]),
    ("ARG A_REPOSITORY=x\n", ["WL031 'A_REPOSITORY'"]),
    ("ARG A_IMG=x\n", ["WL031 'A_IMG'"]),
    ("ARG A_IMAGE=x\n", ["WL031 'A_IMAGE'"]),
    ("ARG A_PKG=x\n", ["WL031 'A_PKG'"]),
    ("ARG A_PACKAGE=x\n", ["WL031 'A_PACKAGE'"]),
    ("ARG a_package=x\n", ["WL031 'a_package'"]),
    ("ARG A_VER=1 B_REPO=x\n", ["WL030 'A_VER'", "WL031 'B_REPO'"]),
    ("ARG A_VER=1 \\\n    B_REPO=x\n", ["WL030 'A_VER'", "WL031 'B_REPO'"]),
    ("ARG A_VER=1\nARG A_VER=1\n", ["WL030 'A_VER'"]),
    ('ARG A_VER="${B:-1}"\n', ["WL030 'A_VER'"]),
    ("ARG A_VER=1\nARG A_URL=x\n", ["WL030 'A_VER'"]),
    ("ARG A_VER=1\n# ARG A_REPO=x\n", ["WL030 'A_VER'"]),
    ("ARG A_VER=1\nENV A_REPO=x\n", ["WL030 'A_VER'"]),
    ("ARG A_VER=1\nRUN install a-${A_VER}\n", ["WL030 'A_VER'"]),
    ("ARG A_REPO=https://x#frag\n", ["WL031 'A_REPO'"]),
    ("ARG B_REPO=https://x\nARG B_VER=1\nARG A_REPO=${B_REPO}/a\n", ["WL031 'A_REPO'"]),
]


@pytest.mark.parametrize(("args", "expected"), UNPAIRED)
def test_unpaired(args: str, expected: list[str], tmp_path: Path) -> None:
    assert pairs(tmp_path, args) == expected


HINTS = [
    ("ARG TRANSFORMERS_VER=1\nARG TRANSFORMES_REPO=x\n",
     ["TRANSFORMES_REPO looks like its other half", "TRANSFORMERS_VER looks like its other half"]),
    ("ARG DATASET__VER=1\nARG DATASET_REPO=x\n", ["DATASET__VER has an underscore too many"] * 2),
    ("ARG OPENVINO_VER=1\nARG OPEN_VINO_REPO=x\n", ["OPEN_VINO_REPO has an underscore too many"] * 2),
    ("ARG A_VER=1\nARG A_URL=x\n", ["A_URL is not read as one; name it A_REPO"]),
    ("ARG A_REPO=x\nARG A_VAR=1\n", ["A_VAR is not read as one; name it A_VER"]),
    ("ARG A_REPO=x\nARG A_VERS=1\n", ["A_VERS is not read as one; name it A_VER"]),
    ("ARG a_repo=x\nARG a_vers=1\n", ["a_vers is not read as one; name it a_ver"]),
    ("ARG JDK_PACKAGE=x\nARG JDKVER=1\n", ["JDKVER lacks an underscore; name it JDK_VER"]),
    ("ARG JDK_VER=x\nARG JDKREPO=1\n", ["JDKREPO lacks an underscore; name it JDK_REPO"]),
    ("ARG A_VER=1\nFROM a:${A_VER}\n", ["FROM uses it, so put the image into A_IMAGE"]),
    ("ARG A_VER=1\n", ["declare A_REPO, _IMAGE or _PACKAGE"]),
    ("ARG a_ver=1\n", ["declare a_repo, _IMAGE or _PACKAGE"]),
    ("ARG A_REPO=x\n", ["declare A_VER"]),
    ("ARG NUMPY_VER=1\nARG NUMBA_VER=1\nARG NUMBA_REPO=x\n", ["declare NUMPY_REPO"]),
    ("ARG GO_VER=1\nARG GCC_REPO=x\n", ["declare GO_REPO", "declare GCC_VER"]),
]  # fmt: skip


@pytest.mark.parametrize(("args", "expected"), HINTS)
def test_hints(args: str, expected: list[str], tmp_path: Path) -> None:
    items = found(tmp_path, {"workload/a/Dockerfile": HEAD + args + FROM}, "WL030", "WL031")
    assert len(items) == len(expected)
    for item, hint in zip(items, expected, strict=True):
        assert hint in item.message


IMAGES = [
    ("ARG BASE_IMAGE=base\nARG RELEASE\nFROM ${BASE_IMAGE}${RELEASE}\n", []),
    ("ARG BASE_IMAGE=base\nFROM ${BASE_IMAGE}\n", []),
    ("ARG RELEASE\nARG BASE_IMAGE=base${RELEASE}\nFROM ${BASE_IMAGE}\n", []),
    ("ARG RELEASE\nARG BASE_IMAGE=another-tree\nFROM ${BASE_IMAGE}-${BUILDARCH}${RELEASE}\n", []),
    ("ARG OS_IMAGE=ubuntu\nFROM ${OS_IMAGE}\n", ["WL031 'OS_IMAGE'"]),
    ("ARG OS_VER=24.04\nARG OS_IMAGE=ubuntu\nFROM ${OS_IMAGE}:${OS_VER}\n", []),
    ("ARG OS_VER=24.04\nFROM ubuntu:${OS_VER}\n", ["WL030 'OS_VER'"]),
    ("ARG OS_VER=24.04\nARG OS_IMAGE=ubuntu:${OS_VER}\nFROM ${OS_IMAGE}\n", []),
]


@pytest.mark.parametrize(("text", "expected"), IMAGES)
def test_images(text: str, expected: list[str], tmp_path: Path) -> None:
    files = {"workload/a/Dockerfile.1.base": "## base\n" + FROM, "workload/a/Dockerfile": HEAD + text}
    assert [line.partition(" ")[2] for line in said(tmp_path, files, "WL030", "WL031")] == expected


def test_pairs_are_of_one_file(tmp_path: Path) -> None:
    files = {
        "workload/a/Dockerfile.1.x": "## x\n" + FROM + "ARG A_VER=1\n",
        "workload/a/Dockerfile": HEAD + FROM + "ARG A_REPO=x\n",
    }
    assert [item.code for item in found(tmp_path, files, "WL03")] == ["WL031", "WL030"]


TWICE = [
    ("ARG A_VER=1\nFROM x\nARG A_VER=2\n", ["4 WL032 '2'"]),
    ('ARG A_VER=1\nFROM x\nARG A_VER="2"\n', ["4 WL032 '\"2\"'"]),
    ("ARG A_VER=1\nARG A_VER=1\n", []),
    ("ARG A_VER=1\nARG A_VER='1'\n", []),
    ("ARG A_VER=1\nFROM x\nARG A_VER\n", []),
    ("ARG A_VER\nFROM x\nARG A_VER=1\n", []),
    ("ARG A_VER=1\nARG a_ver=2\n", ["3 WL032 '2'"]),
    ("ARG A_VER=1\nARG A_VER=1\nARG A_VER=3\n", ["4 WL032 '3'"]),
    ("ARG A_VER=1 A_VER=2\n", ["2 WL032 '2'"]),
    ("ARG A_REPO=x\nFROM x\nARG A_REPO=y\n", ["4 WL032 'y'"]),
    ("ARG B=1\nARG A_VER=$B\nARG A_VER=1\n", []),
    ("ARG MODE=1\nFROM x\nARG MODE=2\n", []),
]


@pytest.mark.parametrize(("text", "expected"), TWICE)
def test_two_values(text: str, expected: list[str], tmp_path: Path) -> None:
    lines = said(tmp_path, {"workload/a/Dockerfile": HEAD + text + FROM}, "WL032")
    assert lines == [f"workload/a/Dockerfile:{place}" for place in expected]


COMMENTS = [
    ("ARG A=1 # one\n", ["3 WL033 '# one'"]),
    ("ARG A=1 #\n", ["3 WL033 '#'"]),
    ("ARG A=1 #one\n", ["3 WL033 '#one'"]),
    ("ARG A # one\n", ["3 WL033 '# one'"]),
    ('ARG A="1" \t # one two\n', ["3 WL033 '# one two'"]),
    ("ARG A=1 B=2 # both\n", ["3 WL033 '# both'"]),
    ("ARG A=1 \\\n    B=2 # both\n", ["4 WL033 '# both'"]),
    ("ARG A=1 # one \\\n    B=2\n", ["3 WL033 '# one'"]),
    ("ARG A=1 \\\n    # one\n    B=2\n", []),
    ("ARG A=1#one\n", []),
    ("ARG A=https://x/#one\n", []),
    ('ARG A="1 # one"\n', []),
    ("ARG A='1 # one'\n", []),
    ("# ARG A=1 # one\n", []),
    ("ENV A=1\n", []),
    ("RUN true # one\n", []),
    ("ONBUILD ARG A=1 # one\n", ["3 WL033 '# one'"]),
]


@pytest.mark.parametrize(("args", "expected"), COMMENTS)
def test_comment_after_a_value(args: str, expected: list[str], tmp_path: Path) -> None:
    lines = said(tmp_path, {"workload/a/Dockerfile": HEAD + FROM + args}, "WL033")
    assert lines == [f"workload/a/Dockerfile:{place}" for place in expected]


def test_comment_after_a_value_is_judged_everywhere(tmp_path: Path) -> None:
    off = Settings(conventions=False)
    assert said(tmp_path, {"Dockerfile": FROM + "ARG A=1 # one\n"}, "WL033", settings=off) == [
        "Dockerfile:2 WL033 '# one'"
    ]


FLOATING = [
    ("ARG A_VER=latest\n", ["latest"]),
    ('ARG A_VERSION="main"\n', ['"main"']),
    ("ARG a_ver=master\n", ["master"]),
    ("ARG A_VER=Latest\n", ["Latest"]),
    ("ARG B=main\nARG A_VER=$B\n", ["$B"]),
    ("ARG A_VER=${B:-main}\n", ["${B:-main}"]),
    ("ARG A_VER=v1-main\n", []),
    ("ARG A_VER=mainline\n", []),
    ("ARG A_BRANCH=main\n", []),
    ("ARG A_REPO=main\n", []),
    ("ARG A_VER\n", []),
]


@pytest.mark.parametrize(("args", "expected"), FLOATING)
def test_floating(args: str, expected: list[str], tmp_path: Path) -> None:
    lines = said(tmp_path, {"workload/a/Dockerfile": HEAD + FROM + args}, "WL034")
    assert [line.partition("WL034 ")[2] for line in lines] == [repr(text) for text in expected]


ORDER = [
    ("ARG A_REPO=x\nARG A_VER=1\n", ["A_REPO"]),
    ("ARG A_IMAGE=x A_VER=1\n", ["A_IMAGE"]),
    ("ARG A_REPO=x\nARG A_PKG=x\nARG A_VER=1\n", ["A_REPO"]),
    ("ARG A_VER=1\nARG A_REPO=x\n", []),
    ("ARG A_VER=1\nARG B_VER=1\nARG B_REPO=x\nARG A_REPO=x\n", []),
    ("ARG A_REPO=x\n", []),
]


@pytest.mark.parametrize(("args", "expected"), ORDER)
def test_order(args: str, expected: list[str], tmp_path: Path) -> None:
    items = found(tmp_path, {"workload/a/Dockerfile": HEAD + FROM + args}, "WL035")
    assert [item.message.split()[0] for item in items] == expected
    assert all(item.severity.label == "info" for item in items)
