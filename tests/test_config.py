"""Configuration files to settings, and what is said of wrong ones."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dflint import config
from dflint.config import Configuration, configuration_for, read_table
from dflint.errors import ConfigError
from dflint.settings import PRESETS, Reporting, Settings, Template

SCHEMA = Path(config.__file__).with_name("config.schema.json")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.setattr("dflint.config.shown", lambda path: os.path.relpath(path, tmp_path))
    return tmp_path


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def settings_at(tree: Path, name: str = "Dockerfile", **options: Any) -> Settings:
    return Configuration(options).of(str(tree / name)).settings


def test_without_a_file_the_defaults_hold(tree: Path) -> None:
    assert settings_at(tree) == Settings()


def test_every_field_can_be_set(tree: Path) -> None:
    write(
        tree / ".dflint.toml",
        """
        preset = "docker"
        select = ["WL", "names-a-sibling-without-the-release"]
        extend-select = ["ALL"]
        ignore = ["wl010"]
        fail-on = "error"
        exclude = ["old/"]
        conventions = true
        roots = ["images/", "apps"]
        fifo = "/logs"
        platforms = ["icx"]
        upper-case-names = true
        source-url = "https://example.org"
        [severity]
        WL011 = "info"
        [per-file-ignores]
        "a*" = ["WL"]
        [build-args]
        X = "1"
        [template]
        definitions = { PLATFORM = "ARM" }
        include = ["m4"]
        files = ["*.tpl"]
        delimiters = ["<%", "%>", "<{", "}>", "<#", "#>"]
        variables = ["config/*.yaml"]
        output = "out/{name}"
        generated = ["out/*"]
        trim-blocks = true
        lstrip-blocks = true
        [[template.variants]]
        name = "arm"
        """,
    )
    assert settings_at(tree) == Settings(
        preset="docker",
        select=("WL", "names-a-sibling-without-the-release"),
        extend_select=("ALL",),
        ignore=("wl010",),
        severity={"WL011": "info"},
        per_file_ignores={"a*": ("WL",)},
        fail_on="error",
        exclude=("old/",),
        conventions=True,
        roots=("images", "apps"),
        fifo="/logs",
        platforms=("icx",),
        build_args={"X": "1"},
        template=Template(
            definitions={"PLATFORM": "ARM"},
            variants=({"name": "arm"},),
            include=("m4",),
            files=("*.tpl",),
            delimiters=("<%", "%>", "<{", "}>", "<#", "#>"),
            variables=("config/*.yaml",),
            output="out/{name}",
            generated=("out/*",),
            trim_blocks=True,
            lstrip_blocks=True,
        ),
        upper_case_names=True,
        source_url="https://example.org",
    )


def test_build_args_add_to_those_of_the_preset(tree: Path) -> None:
    write(tree / ".dflint.toml", 'build-args.RELEASE = ":v1"\n')
    assert settings_at(tree).build_args == {"RELEASE": ":v1", "IMAGESUFFIX": "", "REGISTRY": ""}


def test_nearest_file_counts_alone(tree: Path) -> None:
    write(tree / ".dflint.toml", 'fifo = "/top"\nfail-on = "info"\n')
    write(tree / "a" / "pyproject.toml", '[tool.dflint]\nfifo = "/a"\n')
    write(tree / "a" / "b" / "pyproject.toml", "[project]\nname = 'no dflint here'\n")
    write(tree / "c" / "pyproject.toml", '[tool.dflint]\nfifo = "/second"\n')
    write(tree / "c" / ".dflint.toml", 'fifo = "/first"\n')
    found = {name: settings_at(tree, f"{name}/Dockerfile").fifo for name in ("x/y", "a", "a/b", "c")}
    assert found == {"x/y": "/top", "a": "/a", "a/b": "/a", "c": "/first"}
    assert settings_at(tree, "a/Dockerfile").fail_on == "warning"


def test_search_ends_at_the_repository(tree: Path) -> None:
    write(tree / ".dflint.toml", 'fifo = "/top"\n')
    (tree / "inner" / ".git").mkdir(parents=True)
    assert settings_at(tree, "inner/x/Dockerfile").fifo == Settings().fifo


def test_files_of_one_folder_share_their_settings(tree: Path) -> None:
    write(tree / ".dflint.toml", 'fifo = "/top"\n')
    configuration = Configuration()
    assert configuration.of(str(tree / "a" / "X")).settings is configuration.of(str(tree / "b" / "Y")).settings


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({"preset": "docker"}, {"conventions": False, "fifo": "/top", "ignore": ("WL010",)}),
        ({"select": ["WL"]}, {"select": ("WL",), "extend_select": (), "ignore": ()}),
        ({"select": ["WL"], "ignore": ["WL02"]}, {"select": ("WL",), "ignore": ("WL02",)}),
        ({"ignore": ["WL02"]}, {"select": ("E",), "ignore": ("WL010", "WL02")}),
        ({"extend_select": ["WL02"]}, {"select": ("E",), "extend_select": ("WL011", "WL02")}),
        ({"fail_on": "style"}, {"fail_on": "style", "select": ("E",)}),
        ({"build_args": {"A": "1"}}, {"build_args": {"A": "1"}}),
    ],
    ids=str,
)
def test_options_override_files(tree: Path, overrides: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    text = 'fifo = "/top"\nselect = ["E"]\nextend-select = ["WL011"]\nignore = ["WL010"]\n'
    write(tree / ".dflint.toml", text)
    found = settings_at(tree, **overrides)
    assert {name: getattr(found, name) for name in expected} == expected


def test_isolated_and_given_file(tree: Path) -> None:
    write(tree / ".dflint.toml", 'fifo = "/top"\n')
    write(tree / "other.toml", 'fifo = "/other"\n')
    assert configuration_for(str(tree / "Dockerfile"), isolated=True).fifo == Settings().fifo
    assert configuration_for(str(tree / "Dockerfile")).fifo == "/top"
    assert Configuration(file=str(tree / "other.toml")).of(str(tree / "Dockerfile")).settings.fifo == "/other"


HINT = ", did you mean shares-its-image-name?"
WRONG = {
    'selct = ["WL"]': 'unknown key "selct", did you mean select?',
    'fail_on = "error"': 'unknown key "fail_on", did you mean fail-on?',
    "zzz = 1": 'unknown key "zzz"',
    'preset = "dokcer"': 'preset cannot be "dokcer", did you mean docker?',
    'preset = "x"': f'preset cannot be "x"; known are {", ".join(PRESETS)}',
    'report.only = "some"': 'report.only cannot be "some"; known are declared, shipped, all',
    "report.manifests = []": 'unknown key "report.manifests", did you mean manifest?',
    'fail-on = "warn"': 'fail-on cannot be "warn", did you mean warning?',
    'select = "WL"': 'select must be a list of strings, not "WL"',
    "select = [1]": "select must be a list of strings, not [1]",
    "conventions = 1": "conventions must be true or false, not 1",
    "fifo = true": "fifo must be a string, not True",
    "build-args = []": "build-args must be a table of strings, not []",
    "build-args.X = 1": "build-args must be a table of strings, not {'X': 1}",
    'per-file-ignores."a" = "WL"': "per-file-ignores must be a table of lists of strings, not {'a': 'WL'}",
    'severity.WL010 = "fatal"': 'severity cannot be "fatal"; known are error, warning, info, style',
    'severity.ALLL = "info"': 'severity names no rule: "ALLL"; dflint rules lists them',
    'select = ["ALLL"]': 'select names no rule: "ALLL"; dflint rules lists them',
    'ignore = ["shares-its-image-nme"]': 'ignore names no rule: "shares-its-image-nme"' + HINT,
    'ignore = [""]': 'ignore names no rule: ""; dflint rules lists them',
    'per-file-ignores."a" = ["ALLL"]': 'per-file-ignores names no rule: "ALLL"; dflint rules lists them',
}


@pytest.mark.parametrize(("text", "message"), WRONG.items(), ids=str)
@pytest.mark.parametrize("name", [".dflint.toml", "pyproject.toml"])
def test_what_is_wrong_is_said(tree: Path, name: str, text: str, message: str) -> None:
    write(tree / name, f"[tool.dflint]\n{text}" if name == "pyproject.toml" else text)
    for _ in range(2):  # the second time from the cache
        with pytest.raises(ConfigError) as caught:
            settings_at(tree)
        assert str(caught.value) == f"{name}: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a = 1\nb = ]", ".dflint.toml:2:5: is not valid TOML: invalid value"),
        (b"a = [1\n", ".dflint.toml:1: is not valid TOML: unclosed array"),
        (b"\na = '\xff'", ".dflint.toml:2: is not UTF-8; save the file as UTF-8"),
        (b"a = " + b"[" * 100_000, ".dflint.toml: is nested too deeply"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_broken_toml_gets_its_place(tree: Path, text: bytes, message: str) -> None:
    write(tree / ".dflint.toml", text)
    with pytest.raises(ConfigError) as caught:
        settings_at(tree)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("tool.dflint = 1", "tool.dflint must be a table"),
        ("tool = 1 # dflint", None),
        ("not toml", None),
        ("not toml # dflint", "is not valid TOML"),
        ("\ufeff[tool.dflint]\n", {}),
    ],
)
def test_pyproject_of_others_is_left_alone(tree: Path, text: str, expected: object) -> None:
    write(tree / "pyproject.toml", text)
    path = str(tree / "pyproject.toml")
    if not isinstance(expected, str):
        assert read_table(path) == expected
        return
    with pytest.raises(ConfigError, match=expected):
        read_table(path)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (
            {"select": ["ALLL"]},
            'options: select names no rule: "ALLL"; dflint rules lists them',
        ),
        ({"fail_on": "warn"}, 'options: fail-on cannot be "warn", did you mean warning?'),
        ({"select": "WL"}, 'options: select must be a list of strings, not "WL"'),
    ],
)
def test_wrong_options(overrides: Mapping[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Configuration(overrides)
    assert str(caught.value) == message


def test_missing_file_is_said(tree: Path) -> None:
    with pytest.raises(ConfigError, match=r"no\.toml: cannot read the configuration: No such file"):
        Configuration(file=str(tree / "no.toml"))


def compare(told: dict[str, Any], settings: Settings | Template | Reporting) -> None:
    """The schema's properties are the fields of the settings, with their types and defaults."""
    types = {str: "string", bool: "boolean", tuple[str, ...]: "array", tuple[Mapping[str, str], ...]: "array"}
    for name, kind in type(settings).__annotations__.items():
        if kind in (Template, Reporting):
            continue
        schema, default = told[name.replace("_", "-")], getattr(settings, name)
        assert schema["default"] == (list(default) if isinstance(default, tuple) else default), name
        assert "enum" in schema or schema["type"] == types.get(kind, "object"), name
        assert schema["description"].endswith("."), name


def test_schema_speaks_of_the_settings() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    definitions = schema["definitions"]
    properties = {
        key: {**definitions.get(value.get("$ref", "").rpartition("/")[2], {}), **value}
        for key, value in schema["properties"].items()
    }
    assert list(properties) == [name.replace("_", "-") for name in Settings._fields]
    nested = {
        key: {**definitions.get(value.get("$ref", "").rpartition("/")[2], {}), **value}
        for key, value in properties.pop("template")["properties"].items()
    }
    compare(properties.pop("report")["properties"], Reporting())
    compare(properties, Settings())
    compare(nested, Template())
    assert properties["preset"]["enum"] == list(PRESETS)
    assert definitions["severity"]["enum"] == list(config.SEVERITIES)
