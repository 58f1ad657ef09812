"""WL040 to WL044: the build order of a component, and who builds on whom."""

from pathlib import Path

import pytest

from dflint.settings import Settings
from tests.rules.trees import Files, found, said

FROM = "FROM ubuntu:24.04\n"

NAMES = [
    ("Dockerfile", ""),
    ("Dockerfile.1.base", ""),
    ("Dockerfile.9.base", ""),
    ("Dockerfile.1.a.b-c_d", ""),
    ("Dockerfile.1.", ""),
    ("Dockerfile.m4", ""),
    ("Dockerfile.j2", ""),
    ("Dockerfile.1.m4", ""),
    ("Dockerfile.1.base.j2", ""),
    ("Dockerfile.dockerignore", ""),
    ("Dockerfile.1.base.dockerignore", ""),
    ("Dockerfile.0.base", "WL040"),
    ("Dockerfile.10.base", "WL040"),
    ("Dockerfile.1", "WL040"),
    ("Dockerfile.1m4", "WL040"),
    ("Dockerfile.foo", "WL040"),
    ("Dockerfile.foo.1", "WL040"),
    ("Dockerfile-1.base", "WL040"),
    ("Dockerfile1.base", "WL040"),
    ("Dockerfile_base", "WL040"),
    ("Dockerfile.a1.base", "WL040"),
    ("Dockerfile.-1.base", "WL040"),
    ("Dockerfile.\u0661.base", "WL040"),
    ("Dockerfile.0.m4", "WL040"),
    ("Dockerfile.foo.j2", "WL040"),
    ("Dockerfile.orig", "WL040"),
    ("Dockerfile~", "WL040"),
    ("Dockerfile.1~", "WL040"),
    ("Dockerfile.1.base.orig", "WL041"),
    ("Dockerfile.1.base.bak", "WL041"),
    ("Dockerfile.1.base.rej", "WL041"),
    ("Dockerfile.1.base.swp", "WL041"),
    ("Dockerfile.1.base~", "WL041"),
    ("Dockerfile.1.original", ""),
    ("Dockerfile.1.bakery", ""),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_names(name: str, expected: str, tmp_path: Path) -> None:
    files = {"workload/a/Dockerfile.2.x": "# x\n" + FROM, f"workload/a/{name}": "# a\n" + FROM}
    items = found(tmp_path, files, "WL040", "WL041")
    assert [(item.path, item.code) for item in items] == ([(f"workload/a/{name}", expected)] if expected else [])


def test_names_outside_components(tmp_path: Path) -> None:
    assert said(tmp_path, {"workload/a/Dockerfile": "# a\n" + FROM, "tools/Dockerfile.foo": FROM}, "WL04") == []


def test_a_file_that_is_not_built_is_named_in_its_first_line(tmp_path: Path) -> None:
    assert said(tmp_path, {"stack/a/Dockerfile.0.x": "# a\n" + FROM}, "WL04") == [
        "stack/a/Dockerfile.0.x:1 WL040 '# a'"
    ]


R = "ARG RELEASE\n"
BASE = "## base\n" + FROM
USE = "# use\n" + R + "FROM base${RELEASE}\n"

ORDERED: list[Files] = [
    {"Dockerfile.1.base": BASE, "Dockerfile": USE},
    {"Dockerfile.2.base": BASE, "Dockerfile.1.use": USE},
    {"Dockerfile.9.base": BASE, "Dockerfile.1.use": USE},
    {"Dockerfile.2.base": BASE, "Dockerfile.1.use": "# use\nFROM x\nCOPY --from=base /a /a\n"},
    {"Dockerfile.1.use": "# use\n" + R + "FROM another${RELEASE}\n", "Dockerfile": BASE},
    {"Dockerfile.1.use": "# use\nFROM base:1.0\n", "Dockerfile": BASE},
    {"Dockerfile.1.use": "# use\nFROM registry.example/base\n", "Dockerfile": BASE},
    {"Dockerfile.1.use": "# use\nFROM ubuntu AS base\nFROM base\n", "Dockerfile": BASE},
    {"Dockerfile.1.use": "# use\nFROM ubuntu AS base\nFROM x\nCOPY --from=base /a /a\n", "Dockerfile": BASE},
    {"Dockerfile.1.use": "# use\nFROM ubuntu AS b\nFROM x\nCOPY --from=0 /a /a\n", "Dockerfile": "# 0\n" + FROM},
    {"Dockerfile.1.use": "# use\nFROM ${BUILDARCH}\n", "Dockerfile": BASE},
    {"Dockerfile.1.use": "# use\n" + R + "FROM base-${BUILDARCH}${RELEASE}\n", "Dockerfile": "# base-amd64\n" + FROM},
    {"Dockerfile.1.use": "# use\nFROM x\nARG B=base\nCOPY --from=$B /a /a\n", "Dockerfile": BASE},
    {"Dockerfile.1.use": "# use\n# FROM base\nFROM x\n", "Dockerfile": BASE},
    {"Dockerfile.1.base.arm": "# base\n" + FROM, "Dockerfile.2.base.intel": "# base\n" + FROM, "Dockerfile.1.use": USE},
    {"Dockerfile": "# redis\nFROM redis:latest\n"},
]


@pytest.mark.parametrize("files", ORDERED)
def test_ordered(files: Files, tmp_path: Path) -> None:
    tree = {f"workload/a/{name}": text for name, text in files.items()}
    assert said(tmp_path, tree, "WL040", "WL042", "WL043") == []


LATE: list[tuple[Files, list[str]]] = [
    ({"Dockerfile": BASE, "Dockerfile.1.use": USE}, ["Dockerfile.1.use:3 'base${RELEASE}'"]),
    ({"Dockerfile.1.base": BASE, "Dockerfile.2.use": USE}, ["Dockerfile.2.use:3 'base${RELEASE}'"]),
    ({"Dockerfile.1.base": BASE, "Dockerfile.1.use": USE}, ["Dockerfile.1.use:3 'base${RELEASE}'"]),
    ({"Dockerfile": BASE, "Dockerfile.1.use": "# use\nFROM base\n"}, ["Dockerfile.1.use:2 'base'"]),
    ({"Dockerfile": BASE, "Dockerfile.1.use": "# use\nFROM base:latest\n"}, ["Dockerfile.1.use:2 'base:latest'"]),
    (
        {"Dockerfile": BASE, "Dockerfile.1.use": "# use\nFROM x\nCOPY --from=base /a /a\n"},
        ["Dockerfile.1.use:3 '--from=base'"],
    ),
    (
        {"Dockerfile": BASE, "Dockerfile.1.use": "# use\nFROM x\nRUN --mount=type=bind,from=base,target=/a true\n"},
        ["Dockerfile.1.use:3 '--mount=type=bind,from=base,target=/a'"],
    ),
    (
        {"Dockerfile": BASE, "Dockerfile.1.use": "# use\nARG B=base\n" + R + "FROM ${B}${RELEASE}\n"},
        ["Dockerfile.1.use:4 '${B}${RELEASE}'"],
    ),
    (
        {"Dockerfile": BASE, "Dockerfile.1.use": "# use\nARG B\n" + R + "FROM ${B:-base}${RELEASE} AS b\n"},
        ["Dockerfile.1.use:4 '${B:-base}${RELEASE}'"],
    ),
    (
        {"Dockerfile": BASE,
         "Dockerfile.1.use": "# use\nARG REGISTRY IMAGESUFFIX RELEASE\nFROM ${REGISTRY}base${IMAGESUFFIX}${RELEASE}\n"},
        ["Dockerfile.1.use:3 '${REGISTRY}base${IMAGESUFFIX}${RELEASE}'"],
    ),
    (
        {"Dockerfile": BASE, "Dockerfile.1.use": "# use\n" + R + "FROM base-arm64${RELEASE}\n"},
        ["Dockerfile.1.use:3 'base-arm64${RELEASE}'"],
    ),
    (
        {"Dockerfile": "# base-arm64\n" + FROM, "Dockerfile.1.use": "# use\n" + R + "FROM base-arm64${RELEASE}\n"},
        ["Dockerfile.1.use:3 'base-arm64${RELEASE}'"],
    ),
    (
        {"Dockerfile": BASE, "Dockerfile.1.use": USE.strip() + " AS b\nFROM x\nCOPY --from=b /a /\n"},
        ["Dockerfile.1.use:3 'base${RELEASE}'"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), LATE)
def test_built_later(files: Files, expected: list[str], tmp_path: Path) -> None:
    tree = {f"workload/a/{name}": text for name, text in files.items()}
    assert said(tmp_path, tree, "WL042", "WL043") == [
        f"workload/a/{place.replace(' ', ' WL042 ', 1)}" for place in expected
    ]


def test_another_component_has_no_order(tmp_path: Path) -> None:
    tree = {"workload/a/Dockerfile.1.use": USE, "stack/s/Dockerfile": BASE}
    assert said(tmp_path, tree, "WL042", "WL044") == []


def test_a_registry_of_the_configuration(tmp_path: Path) -> None:
    text = "# use\nARG REGISTRY\nARG RELEASE\nFROM ${REGISTRY}base${RELEASE}\n"
    tree = {"workload/a/Dockerfile": BASE, "workload/a/Dockerfile.1.use": text}
    settings = Settings(build_args={"REGISTRY": "r.example/", "RELEASE": ":v1"})
    assert [item.code for item in found(tmp_path, tree, "WL04", settings=settings)] == ["WL042"]


def needs(name: str, *others: str) -> str:
    return f"# {name}\nARG RELEASE\n" + "".join(f"FROM {other}${{RELEASE}}\n" for other in others)


CYCLES: list[tuple[Files, list[str]]] = [
    ({"Dockerfile.1.a": needs("a", "a")}, ["Dockerfile.1.a -> Dockerfile.1.a"]),
    (
        {"Dockerfile.1.a": needs("a", "b"), "Dockerfile.2.b": needs("b", "a")},
        ["Dockerfile.1.a -> Dockerfile.2.b -> Dockerfile.1.a", "Dockerfile.2.b -> Dockerfile.1.a -> Dockerfile.2.b"],
    ),
    (
        {"Dockerfile.1.a": needs("a", "b"), "Dockerfile.2.b": needs("b", "c"), "Dockerfile.3.c": needs("c", "a")},
        [
            "Dockerfile.1.a -> Dockerfile.2.b -> Dockerfile.3.c -> Dockerfile.1.a",
            "Dockerfile.2.b -> Dockerfile.3.c -> Dockerfile.1.a -> Dockerfile.2.b",
            "Dockerfile.3.c -> Dockerfile.1.a -> Dockerfile.2.b -> Dockerfile.3.c",
        ],
    ),
    (
        {"Dockerfile.1.a": needs("a", "b"), "Dockerfile.2.b": "# b\nFROM x\nCOPY --from=a /a /a\n"},
        ["Dockerfile.1.a -> Dockerfile.2.b -> Dockerfile.1.a", "Dockerfile.2.b -> Dockerfile.1.a -> Dockerfile.2.b"],
    ),
    ({"Dockerfile.1.a": needs("a", "b", "c"), "Dockerfile.2.b": needs("b", "c"), "Dockerfile.3.c": "# c\n" + FROM}, []),
]


@pytest.mark.parametrize(("files", "expected"), CYCLES)
def test_cycles(files: Files, expected: list[str], tmp_path: Path) -> None:
    items = found(tmp_path, {f"workload/a/{name}": text for name, text in files.items()}, "WL043")
    assert [item.message.partition(": ")[2].partition(";")[0] for item in items] == expected


RELEASES = [
    ("FROM base\n", ["'base'"]),
    ("FROM base:latest\n", ["'base:latest'"]),
    ("FROM base AS b\n", ["'base'"]),
    ("FROM --platform=linux/amd64 base\n", ["'base'"]),
    ("FROM x\nCOPY --from=base /a /a\n", ["'--from=base'"]),
    ("ARG B=base\nFROM ${B}\n", ["'${B}'"]),
    (R + "FROM base${RELEASE}\n", []),
    (R + "FROM base$RELEASE\n", []),
    (R + "ARG B=base${RELEASE}\nFROM ${B}\n", []),
    ("FROM base:1.0\n", []),
    ("FROM hub.example/base\n", []),
    ("FROM ubuntu AS base\nFROM base\n", []),
    (R + "FROM base${RELEASE} AS base\nFROM x\nCOPY --from=base /a /a\n", []),
]


@pytest.mark.parametrize(("text", "expected"), RELEASES)
def test_release(text: str, expected: list[str], tmp_path: Path) -> None:
    tree = {"workload/a/Dockerfile.2.base": BASE, "workload/a/Dockerfile": "# use\n" + text}
    assert [line.partition(" WL044 ")[2] for line in said(tmp_path, tree, "WL04")] == expected
