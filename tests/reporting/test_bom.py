"""The BOM form."""

from pathlib import Path

import pytest

from dflint.settings import preset
from tests.reporting.trees import report


@pytest.mark.parametrize(
    ("lines", "arguments"),
    [
        ("ARG A_VER=1.10", ["A_VER=1.10"]),
        ("ARG a_ver=1", ["A_VER=1"]),
        ('  ARG A_VER="1 2"', ["A_VER=1 2"]),
        ("ARG A_VER=1#2", ["A_VER=1#2"]),
        ("ARG A_VER=1 # note", ["A_VER=1"]),
        ("ARG A_VER=1 B_VER=2", ["A_VER=1", "B_VER=2"]),
        ("ARG A_VER=1 \\\n  B_VER=2", ["A_VER=1", "B_VER=2"]),
        ("ARG A_VER=$(id)", ["A_VER=$(id)"]),
        ("ARG A_VER=`id`", ["A_VER=`id`"]),
        ("ARG A_VER=", ["A_VER="]),
        ("ARG A_VER", []),
        ("ARG X=1\nARG A_VER=$X-${Y:-2}", ["A_VER=1-2"]),
        ("ARG A_VER=1\nARG A_VER=2", ["A_VER=1", "A_VER=2"]),
        ("ARG A_PKG=a A_REPO=b\nARG A_IMG=c A_PACKAGE=d", ["A_PKG=a", "A_REPO=b", "A_IMG=c", "A_PACKAGE=d"]),
        ("ARG A_VER=1\x1b2", [r"A_VER=1\x1b2"]),
    ],
)  # fmt: skip
def test_arguments(tmp_path: Path, lines: str, arguments: list[str]) -> None:
    bom = report(tmp_path, {"workload/Fio/Dockerfile": f"# fio\n{lines}\nFROM x\n"}).bom()
    assert bom == "".join(
        f"{line}\n" for line in ["# workload/Fio", "# image: fio:latest", *("ARG " + it for it in arguments)]
    )


def test_order(tmp_path: Path) -> None:
    files = {
        "stack/F/v2/Dockerfile": "# f-2\nFROM x\n",
        "stack/F/v1/Dockerfile": "# f-1\nFROM x\n",
        "stack/F-x/Dockerfile.tmpl": "# m4\nFROM x\n",
        "stack/F-y/Dockerfile": "FROM x\n",
        "workload/W/Dockerfile": "# w\nARG Z_VER=1\nARG A_VER=1\nFROM x\n",
        "workload/W/Dockerfile.1.x": "# w-x\nFROM x\n",
        "workload/W/Dockerfile.9.y": "## w-y\nFROM x\n",
        "workload/W/Dockerfile.old": "# w-old\nFROM x\n",
    }
    assert report(tmp_path, files).bom().splitlines() == [
        "# stack/F-y", "# file: stack/F-y/Dockerfile",
        "# stack/F", "# image: f-1:latest", "# image: f-2:latest",
        "# workload/W", "## image: w-y:latest", "# image: w-x:latest", "# image: w:latest",
        "ARG Z_VER=1", "ARG A_VER=1",
    ]  # fmt: skip


def test_names_as_written(tmp_path: Path) -> None:
    made = report(tmp_path, {"a/Dockerfile": "ARG a_Ver=1\nFROM x\n"}, preset("docker"))
    assert made.bom() == "# a\n# file: a/Dockerfile\nARG a_Ver=1\n"


def test_nothing(tmp_path: Path) -> None:
    assert report(tmp_path, {}).bom() == ""
