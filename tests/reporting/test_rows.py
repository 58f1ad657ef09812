"""From files to rows."""

from pathlib import Path

import pytest

from dflint.reporting import Report, Row
from dflint.settings import Settings, preset
from tests.reporting.trees import dockerfile, report

FIO = "https://github.com/axboe/fio.git"
Short = tuple[str, str, str, str]


def short(made: Report) -> list[Short]:
    """What is declared."""
    every = [row for component in made.components for row in component.rows]
    return [(row.name, row.version, row.kind, row.source) for row in every if row.declared]


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (["ARG FIO_VER=3.28", f"ARG FIO_REPO={FIO}"], [("FIO", "3.28", "git repository", FIO)]),
        ([f"ARG FIO_REPO={FIO}", 'ARG fio_version="3.28"'], [("FIO", "3.28", "git repository", FIO)]),
        (["ARG A_VER=1.10"], [("A", "1.10", "version", "")]),
        (["ARG A_VER=1.10 B_VER='2 3'"], [("A", "1.10", "version", ""), ("B", "2 3", "version", "")]),
        (["ARG A_REPO=pip"], [("A", "", "package", "pip")]),
        (["ARG A_VER=1 A_REPO="], [("A", "1", "version", "")]),
        (["ARG OS_VER=24.04 OS_IMAGE=ubuntu"], [("OS", "24.04", "image", "ubuntu")]),
        (["ARG A_VER=1", "ARG A_PKG=https://x.org/a-${A_VER}.tgz"], [("A", "1", "archive", "https://x.org/a-1.tgz")]),
        (["ARG A_VER=1", "ARG A_PKG=https://x.org/$X"], [("A", "1", "archive", "https://x.org/")]),
        (["FROM x", "ARG X", "ARG A_PKG=https://x.org/$X"], [("A", "", "archive", "https://x.org/${X}")]),
        (["ARG A_VER=1", "ARG A_REPO=pip A_PKG=a"], [("A", "1", "OS package", "a"), ("A", "1", "package", "pip")]),
        (["ARG A_VER=1 A_IMG=p", "FROM x", "ARG A_VER=2"], [("A", "1", "image", "p"), ("A", "2", "image", "p")]),
        (["ARG A_VER=1", "FROM x", "ARG A_VER"], [("A", "1", "version", "")]),
        (["ARG A_VER", "ARG VER=1"], []),
        (["# ARG A_VER=1"], []),
        (["ARG A_VER=1#2"], [("A", "1#2", "version", "")]),
        (["ARG A_VER=\udcff"], [("A", "\ufffd", "version", "")]),
    ],
)  # fmt: skip
def test_rows_of_a_file(tmp_path: Path, lines: list[str], rows: list[Short]) -> None:
    assert short(report(tmp_path, {"workload/Fio/Dockerfile": dockerfile("# fio", *lines)})) == rows


def row(made: Report, name: str) -> Row:
    return next(row for component in made.components for row in component.rows if row.name == name)


def test_files_of_a_component(tmp_path: Path) -> None:
    files = {
        "workload/Fio/Dockerfile": dockerfile("# fio", "ARG A_VER=1", "ARG B_VER=1"),
        "workload/Fio/Dockerfile.1.arm": dockerfile("# fio-arm", "", "ARG A_VER=1", "ARG B_VER=2", "ARG A_VER=1"),
        "workload/Gin/Dockerfile": dockerfile("# gin", "ARG A_VER=1"),
    }
    made = report(tmp_path, files)
    fio, gin = made.components
    assert short(made)[:3] == [("A", "1", "version", ""), ("B", "1", "version", ""), ("B", "2", "version", "")]
    assert fio.rows[0].images == ("fio-arm", "fio")
    assert [(place.name, place.line) for place in fio.rows[0].places] == [
        ("Dockerfile.1.arm", 3), ("Dockerfile.1.arm", 5), ("Dockerfile", 2),
    ]  # fmt: skip
    assert gin.rows[0].images == ("gin",)


def test_images(tmp_path: Path) -> None:
    files = {
        "workload/Fio/Dockerfile": "# fio\nARG X=9\nFROM base:$X AS one\nFROM one\n",
        "workload/Fio/Dockerfile.2.base": "## fio-base\nFROM scratch\n",
        "workload/Fio/Dockerfile.1.tmpl": "# fio-m4\nFROM X\n",
        "workload/Fio/Dockerfile.extra": "# extra\nARG A_VER=1\nFROM X\n",
        "workload/Fio/Dockerfile.3.none": "FROM x\n",
        "workload/Fio/Dockerfile.4.binary": "\0\1\2",
    }
    (fio,) = report(tmp_path, files).components
    assert [(it.name, it.reference, it.final, it.base, it.template, it.built) for it in fio.images] == [
        ("Dockerfile.4.binary", "", False, "", False, True),
        ("Dockerfile.3.none", "", False, "x", False, True),
        ("Dockerfile.2.base", "fio-base:latest", False, "scratch", False, True),
        ("Dockerfile.1.tmpl", "", False, "", True, True),
        ("Dockerfile", "fio:latest", True, "base:9", False, True),
        ("Dockerfile.extra", "extra:latest", True, "X", False, False),
    ]
    assert [bool(it.error) for it in fio.images] == [True, False, False, False, False, False]
    assert [row.name for row in fio.rows] == ["base", "x"]


def test_without_conventions(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "# note\nARG Fio_VER=1\nFROM x\n",
        "b/Dockerfile": "FROM y\n",
        "b/Dockerfile.dev": "ARG A_VER=1\nFROM z\n",
    }
    root, folder = report(tmp_path, files, preset("docker")).components
    assert (root.path, root.title, root.rows[0].name, root.images[0].image) == (".", "(root)", "Fio", "")
    assert [(it.label, it.base, it.built) for it in folder.images] == [
        ("Dockerfile", "y", True), ("Dockerfile.dev", "z", True),
    ]  # fmt: skip
    assert folder.rows[0].images == ("Dockerfile.dev",)


def test_a_lone_file_of_any_name_is_built(tmp_path: Path) -> None:
    (component,) = report(
        tmp_path, {"app/Dockerfile": "FROM x\n", "app/Dockerfile.dev": "ARG A_VER=1\nFROM x\n"}
    ).components
    assert all(it.built for it in component.images)
    assert component.rows


def test_links_to_places(tmp_path: Path) -> None:
    settings = Settings(source_url="https://forge.org/o/r/blob/main/")
    made = report(tmp_path, {"workload/Fio/Dockerfile": "# fio\nARG A_VER=1\nFROM x\n"}, settings)
    assert row(made, "A").places[0].url == "https://forge.org/o/r/blob/main/workload/Fio/Dockerfile#L2"


def test_json(tmp_path: Path) -> None:
    made = report(tmp_path, {"workload/Fio/Dockerfile": dockerfile("# fio", "ARG FIO_VER=3.10", f"ARG FIO_REPO={FIO}")})
    assert made.json() == {
        "counts": {"components": 1, "images": 1, "ingredients": 1, "templates": 0},
        "components": [
            {
                "path": "workload/Fio",
                "name": "Fio",
                "kind": "workload",
                "group": "workload/Fio",
                "findings": None,
                "images": [
                    {
                        "file": "workload/Fio/Dockerfile",
                        "url": None,
                        "name": "fio",
                        "reference": "fio:latest",
                        "final": True,
                        "base": "scratch",
                        "template": False,
                        "built": True,
                        "error": None,
                        "arguments": [
                            {"name": "FIO_VER", "value": "3.10", "line": 2},
                            {"name": "FIO_REPO", "value": FIO, "line": 3},
                        ],
                        "stages": [
                            {
                                "name": None,
                                "line": 4,
                                "base": {
                                    "reference": "scratch",
                                    "of": "scratch",
                                    "stage": None,
                                    "file": None,
                                    "digest": None,
                                },
                                "copies": [],
                                "shipped": True,
                                "whole": True,
                            }
                        ],
                    }
                ],
                "ingredients": [
                    {
                        "name": "FIO",
                        "version": "3.10",
                        "kind": "git repository",
                        "source": FIO,
                        "url": "https://github.com/axboe/fio",
                        "found": "ARG",
                        "declared": True,
                        "shipped": True,
                        "resolved": True,
                        "pin": None,
                        "images": ["fio"],
                        "places": [{"file": "workload/Fio/Dockerfile", "line": 2, "url": None}],
                        "uses": [],
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("path", "first", "names"),
    [
        ("a/Dockerfile", "# This image is for tests", ("", "")),
        ("a/Dockerfile", "# Compile", ("", "")),
        ("a/Dockerfile", "# tester", ("tester", "tester:latest")),
        ("a/Dockerfile.1.b", "# tester and more", ("tester", "tester:latest")),
        ("workload/A/Dockerfile", "# Tester and more", ("Tester", "Tester:latest")),
    ],
)
def test_prose_is_no_name(tmp_path: Path, path: str, first: str, names: tuple[str, str]) -> None:
    made = report(tmp_path, {path: dockerfile(first, "FROM alpine AS a")})
    (image,) = made.components[0].images
    assert (image.image, image.reference) == names
    assert row(made, "alpine").images == (names[0] or image.name,)


@pytest.mark.parametrize("written", ["$PARENT", "${PARENT}", "$X$Y"])
def test_base_of_nothing(tmp_path: Path, written: str) -> None:
    made = report(tmp_path, {"a/Dockerfile": f"FROM {written}\nRUN x\n"})
    (image,) = made.components[0].images
    (found,) = made.components[0].rows
    assert image.base == image.stages[0].base.text == found.name == written
    assert not found.resolved


def test_part_of_a_stage(tmp_path: Path) -> None:
    text = "FROM x:1 AS a\nFROM y:1 AS b\nFROM b AS c\nCOPY --from=a /a /\nFROM z:1 AS d\nFROM c\n"
    (image,) = report(tmp_path, {"a/Dockerfile": text}).components[0].images
    assert [(stage.shipped, stage.whole) for stage in image.stages] == [
        (True, False), (True, True), (True, True), (False, False), (True, True),
    ]  # fmt: skip
