"""WL001 to WL003: the image name in the first two lines, and that it is unique."""

from pathlib import Path

import pytest

from dflint.settings import Settings
from tests.rules.trees import found, said

FROM = "FROM ubuntu:24.04\n"

GOOD = [
    "# fio\n" + FROM,
    "## fio\n" + FROM,
    "# fio\n\n# Copyright (C) 2024 The authors\n" + FROM,
    "# fio\n#\n# Copyright (C) 2024 The authors\n" + FROM,
    "# fio\n#\tCopyright\n" + FROM,
    "# syntax=docker/dockerfile:1\n# fio\n" + FROM,
    "#syntax=docker/dockerfile:1\n## fio\n" + FROM,
    "# escape=`\n# fio\n" + FROM,
    "\n# fio\n" + FROM,
    "#\n# fio\n" + FROM,
    "# The image of fio, for tests\n# fio\n" + FROM,
    "# fio-3.36_lts.base\n" + FROM,
    "# group/fio\n" + FROM,
    "# fio (final image)\n" + FROM,
    "# fio\nFROM ubuntu:24.04",
]


@pytest.mark.parametrize("text", GOOD)
def test_a_name_is_found(text: str, tmp_path: Path) -> None:
    assert said(tmp_path, {"workload/a/Dockerfile": text}, "WL00") == []


NO_NAME = [
    FROM,
    "\n\n# fio\n" + FROM,
    "# syntax=docker/dockerfile:1\n" + FROM,
    "# syntax=docker/dockerfile:1\n# check=skip=all\n# fio\n" + FROM,
    "# Copyright (C) 2024 The authors\n" + FROM,
    "# this builds fio\n" + FROM,
    "# hadolint ignore=DL3006\n" + FROM,
    "# dflint: ignore[WL010]\n" + FROM,
    "# \n" + FROM,
    "# https://example.com/fio\n" + FROM,
    "#   https://example.com/fio\n" + FROM,
    "# --------\n" + FROM,
    "# #\n" + FROM,
    "#\n" + FROM,
    "##\n#\n" + FROM,
    "ARG A=1\n" + FROM + "# fio\n",
    "#  fio\n# Copyright (C) 2024 The authors\n" + FROM,
]


@pytest.mark.parametrize("text", NO_NAME)
def test_no_name(text: str, tmp_path: Path) -> None:
    assert [item.code for item in found(tmp_path, {"workload/a/Dockerfile": text}, "WL00")] == ["WL001"]


MALFORMED = [
    ("#  fio\n", "1 '  '"),
    ("#   fio\n", "1 '   '"),
    ("# \tfio\n", "1 ' \\t'"),
    ("#\tfio\n", "1 '\\t'"),
    ("##\tfio\n", "1 '\\t'"),
    ("#fio\n", "1 '#fio'"),
    ("##fio\n", "1 '##fio'"),
    (" # fio\n", "1 ' '"),
    ("\t# fio\n", "1 '\\t'"),
    ("\ufeff# fio\n", "1 '\\ufeff'"),
    ("### fio\n", "1 '###'"),
    ("##### fio\n", "1 '#####'"),
    ("# fio\r\n", "1 ''"),
    ("# Fio\n", "1 'Fio'"),
    ("# fio:1.0\n", "1 'fio:1.0'"),
    ("# -fio\n", "1 '-fio'"),
    ("# fio-\n", "1 'fio-'"),
    ("# f..io\n", "1 'f..io'"),
    ("# fio benchmark\n# Copyright 2024\n", "2 '# Copyright 2024'"),
    ("# fio\n# Copyright (C) 2024\n", "2 '# Copyright (C) 2024'"),
    ("# fio\n## more\n", "2 '## more'"),
    ("# fio\n# \n", "2 '# '"),
    ("# fio\n#  more\n", "2 '#  more'"),
    ("# fio\n# syntax=docker/dockerfile:1\n", "2 '# syntax=docker/dockerfile:1'"),
    ("# syntax=docker/dockerfile:1\n#fio\n", "2 '#fio'"),
    ("# syntax=docker/dockerfile:1\n#  fio\n", "2 '  '"),
    ("# syntax=docker/dockerfile:1\n### fio\n", "2 '###'"),
]


@pytest.mark.parametrize(("head", "expected"), MALFORMED)
def test_malformed(head: str, expected: str, tmp_path: Path) -> None:
    line, _, text = expected.partition(" ")
    assert said(tmp_path, {"workload/a/Dockerfile": head + FROM}, "WL00") == [
        f"workload/a/Dockerfile:{line} WL002 {text}"
    ]


def test_a_carriage_return_is_named(tmp_path: Path) -> None:
    item = found(tmp_path, {"workload/a/Dockerfile": "# fio\r\nFROM a\r\n"}, "WL00")[0]
    assert (item.column, item.end_column) == (6, 7)
    assert "CR" in item.message


UNIQUE = [
    ({"a/Dockerfile.1.x": "# one\n", "a/Dockerfile.2.y": "## two\n"}, []),
    ({"a/Dockerfile.1.x": "# one\n", "a/Dockerfile.2.y": "## one\n"}, ["a/Dockerfile.2.y"]),
    ({"a/Dockerfile.1.x": "# one\n", "a/Dockerfile.1.y": "# one\n"}, ["a/Dockerfile.1.y"]),
    ({"a/Dockerfile": "# one\n", "a/Dockerfile.1.y": "# one\n"}, ["a/Dockerfile.1.y"]),
    ({"a/Dockerfile": "# one\n", "b/Dockerfile": "# one\n"}, ["b/Dockerfile"]),
    ({"a/Dockerfile.1.arm": "# one\n", "b/Dockerfile.1.intel": "# one\n"}, ["b/Dockerfile.1.intel"]),
    ({"a/Dockerfile.1.arm": "# one\n", "a/Dockerfile.1.intel": "# one\n"}, []),
    ({"a/Dockerfile.1.x.arm64": "# one\n", "a/Dockerfile.1.x.x86_64": "# one\n"}, []),
    ({"a/Dockerfile.1.x-amd64": "# one\n", "a/Dockerfile.2.x-aarch64": "# one\n"}, []),
    ({"a/Dockerfile.1.x_AMD": "# one\n", "a/Dockerfile.1.x_x64": "# one\n"}, []),
    ({"a/Dockerfile": "# one\n", "a/Dockerfile.1.arm": "# one\n"}, []),
    ({"a/Dockerfile.1.x.arm": "# one\n", "a/Dockerfile.1.x": "# one\n"}, []),
    ({"a/Dockerfile.1.x.arm": "# one\n", "a/Dockerfile.1.y.intel": "# one\n"}, ["a/Dockerfile.1.y.intel"]),
    ({"a/Dockerfile.1.charm": "# one\n", "a/Dockerfile.1.swarm": "# one\n"}, ["a/Dockerfile.1.swarm"]),
    ({"a/Dockerfile.1.x.icx": "# one\n", "a/Dockerfile.1.x.spr": "# one\n"}, ["a/Dockerfile.1.x.spr"]),
    ({"a/Dockerfile.1.x": "# one\n", "a/Dockerfile.10.x": "# one\n"}, []),
    ({"a/Dockerfile.1.x": "# Builder\n", "a/Dockerfile.2.x": "# Builder\n"}, []),
    ({"a/Dockerfile.1.x": "# Copyright (C) X\n", "a/Dockerfile.2.x": "# Copyright (C) X\n"}, []),
]


@pytest.mark.parametrize(("heads", "expected"), UNIQUE)
def test_unique(heads: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    files = {f"workload/{name}": head + FROM for name, head in heads.items()}
    assert [item.path.removeprefix("workload/") for item in found(tmp_path, files, "WL003")] == expected


def test_a_platform_of_the_configuration(tmp_path: Path) -> None:
    files = {f"workload/a/Dockerfile.1.{name}": "# one\n" + FROM for name in ("icx", "spr")}
    assert said(tmp_path, files, "WL003", settings=Settings(platforms=("ICX", "SPR"))) == []


def test_only_components_are_judged(tmp_path: Path) -> None:
    assert said(tmp_path, {"workload/a/Dockerfile": "# a\n" + FROM, "tools/Dockerfile": FROM}, "WL00") == []
    assert said(tmp_path / "lone", {"Dockerfile": FROM}, "WL001") == ["Dockerfile:1 WL001 'FROM ubuntu:24.04'"]


def test_the_conventions_can_be_off(tmp_path: Path) -> None:
    assert said(tmp_path, {"Dockerfile": FROM}, "WL0", settings=Settings(conventions=False)) == []
