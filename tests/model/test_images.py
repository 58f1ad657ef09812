"""Image names of headers and references, build numbers, platforms, nearness."""

from pathlib import Path

import pytest

from dflint.model.file import build_number
from dflint.model.images import is_repository, sibling_names
from dflint.model.platforms import differ_by_platform
from dflint.model.words import near
from dflint.settings import Settings
from tests.model.texts import file
from tests.rules.trees import project

HEADS = [
    ("# fio\n", "fio", True),
    ("## fio\n", "fio", False),
    ("### fio\n", "fio", False),
    ("# fio more\n", "fio", True),
    ("# fio\n# other\n", "other", True),
    ("# fio\n## other\n", "other", False),
    ("# syntax=a\n# fio\n", "fio", True),
    ("# fio\r\n", "fio", True),
    ("#  fio\n", None, None),
    ("#fio\n", None, None),
    ("\n\n# fio\n", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("text", "name", "final"), HEADS)
def test_headers(text: str, name: str | None, final: bool | None) -> None:
    image = file(text + "FROM a\n").image
    assert (image and image.name, image and image.final) == (name, final)


def test_the_full_reference() -> None:
    settings = Settings(build_args={"REGISTRY": "r.example/", "IMAGESUFFIX": "-arm64", "RELEASE": ":v1"})
    image = file("# fio\n", settings=settings).image
    assert image is not None and image.reference == "r.example/fio-arm64:v1"


REPOSITORIES = {
    "fio": True, "fio-1.0_a": True, "a__b": True, "a--b": True, "group/fio": True, "0": True,
    "Fio": False, "a..b": False, "a___b": False, "-a": False, "a-": False, "a:1": False, "": False, "a b": False,
    "a" * 255: True, "a" * 256: False,
}  # fmt: skip


@pytest.mark.parametrize("name", REPOSITORIES)
def test_repositories(name: str) -> None:
    assert is_repository(name) is REPOSITORIES[name]


SIBLINGS = [
    ("base", ["base"]),
    ("base:latest", ["base"]),
    ("base:v1", ["base"]),
    ("r.example/base:v1", ["base"]),
    ("r.example/base-arm64:v1", ["base-arm64", "base", "base"]),
    ("base-arm64", ["base-arm64", "base", "base"]),
    ("base:1.0", ["base:1.0"]),
    ("other.example/base:v1", ["other.example/base"]),
]


@pytest.mark.parametrize(("reference", "expected"), SIBLINGS)
def test_sibling_names(reference: str, expected: list[str]) -> None:
    build_args = {"REGISTRY": "r.example/", "IMAGESUFFIX": "-arm64", "RELEASE": ":v1"}
    assert sibling_names(reference, build_args) == expected


NUMBERS = {
    "Dockerfile": 0, "Dockerfile.m4": 0, "Dockerfile.j2": 0, "Dockerfile.1.a": 1, "Dockerfile.9.a.b": 9,
    "Dockerfile.1.m4": 1, "Dockerfile.1.": 1, "Dockerfile.1": None, "Dockerfile.0.a": None, "Dockerfile.10.a": None,
    "Dockerfile.a": None, "Dockerfile1.a": None, "Dockerfile.\u0661.a": None, "dockerfile.1.a": None,
}  # fmt: skip


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers(name: str) -> None:
    assert build_number(name) == NUMBERS[name]


def test_the_order_of_a_component(tmp_path: Path) -> None:
    names = ("Dockerfile", "Dockerfile.1.b", "Dockerfile.1.a", "Dockerfile.9.x", "Dockerfile.foo", "Dockerfile.2.m4")
    component = project(tmp_path, {f"workload/w/{name}": "FROM a\n" for name in names}).components[0]
    ordered = ["Dockerfile.9.x", "Dockerfile.2.m4", "Dockerfile.1.a", "Dockerfile.1.b", "Dockerfile"]
    assert [file.name for file in component.files] == [*ordered, "Dockerfile.foo"]
    assert [file.name for file in component.built] == ordered
    assert (component.path, component.kind, component.group) == ("workload/w", "workload", "workload/w")


def test_components_are_below_the_roots(tmp_path: Path) -> None:
    names = ("workload/a/Dockerfile", "stack/s/v1/Dockerfile", "tools/Dockerfile", "Dockerfile")
    found = project(tmp_path, dict.fromkeys(names, "FROM a\n")).components
    assert [(item.path, item.group) for item in found] == [("stack/s/v1", "stack/s"), ("workload/a", "workload/a")]


def test_every_folder_is_a_component_without_roots(tmp_path: Path) -> None:
    found = project(tmp_path, dict.fromkeys(("Dockerfile", "a/Dockerfile"), "FROM a\n")).components
    assert [(item.path, item.kind) for item in found] == [(".", ""), ("a", "")]


DIFFER = [
    ("1.arm", "1.intel", True),
    ("1.x.arm64", "2.x.amd64", True),
    ("1.x-x86_64", "1.x-aarch64", True),
    ("1.x_amd", "1.x", True),
    ("1.arm.x", "1.x.intel", True),
    ("1.arm", "1.arm", False),
    ("1.x.arm", "1.y.intel", False),
    ("1.arm.amd", "1.intel.x64", False),
    ("1.armor", "1.intel", False),
    ("1.SPR", "1.icx", False),
]


@pytest.mark.parametrize(("first", "second", "expected"), DIFFER)
def test_platforms(first: str, second: str, expected: bool) -> None:
    assert differ_by_platform(file("", f"Dockerfile.{first}"), file("", f"Dockerfile.{second}")) is expected


def test_platforms_of_the_configuration() -> None:
    one, two = (file("", f"Dockerfile.1.{name}", Settings(platforms=("SPR", "ICX"))) for name in ("spr", "icx"))
    assert differ_by_platform(one, two)


NEAR = [
    ("TRANSFORMERS", "TRANSFORMES", True),
    ("PYTORCH", "PYTROCH", True),
    ("OPENSSL", "OPENSSL3", True),
    ("KITTEN", "SITTING", False),
    ("NUMPY", "NUMBA", False),
    ("A", "B", False),
    ("GO", "GCC", False),
    ("FIO", "FOO", True),
    ("SAME", "SAME", False),
    ("", "", False),
]


@pytest.mark.parametrize(("first", "second", "expected"), NEAR)
def test_near(first: str, second: str, expected: bool) -> None:
    assert near(first, second) is near(second, first) is expected
