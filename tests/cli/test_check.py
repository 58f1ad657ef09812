"""`dflint check`: exit codes, options, configuration, bad input."""

import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cli.conftest import GOOD, Plant, Run

BAD = GOOD + "ENTRYPOINT a\n"


def codes(out: str) -> list[str]:
    return [item["code"] for item in json.loads(out)]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("good", 0),
        ("bad", 1),
        (".", 1),
        ("", 1),
        ("bad --exit-zero", 0),
        ("bad --ignore WL010", 0),
        ("bad --ignore wl010,WL02", 0),
        ("bad --ignore WL02 --ignore WL010", 0),
        ("bad --select E", 0),
        ("bad --select ALL", 1),
        ("bad --preset docker --ignore DL3025", 0),
        ("good none", 2),
        ("bad none --exit-zero", 2),
        ("good/Dockerfile bad/Dockerfile", 1),
    ],
)
def test_exit_codes(run: Run, plant: Plant, arguments: str, code: int) -> None:
    plant({"good/Dockerfile": GOOD, "bad/Dockerfile": BAD.replace("# name", "# other")})
    assert run("check", *arguments.split()).code == code


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("info", 1), ("style", 1)])
def test_fail_on(run: Run, plant: Plant, level: str, code: int) -> None:
    plant({"Dockerfile": GOOD + "ARG A_VER=1\nARG A_REPO=a\nARG B_VER=main\nARG B_REPO=b\n"})
    assert run("check", "--fail-on", level).code == code
    plant({".dflint.toml": f'fail-on = "{level}"'})
    assert run("check").code == code


def test_lone_file(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": 'FROM ubuntu:24.04\nENTRYPOINT ["a"]\n'})
    found = codes(run("check", "--format", "json", "Dockerfile").out)
    assert {"WL001", "WL010", "WL020"} <= set(found)
    assert run("check", "--preset", "docker", "Dockerfile") == (0, "1 file passes.\n", "")


def test_text_output(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": GOOD, "a/Dockerfile.tmpl": "include(x)\n", "b/Dockerfile": "FROM a\nFORM b\n"})
    code, out, err = run("check", "--select", "E001")
    assert (code, err) == (1, "")
    assert out == (
        'b/Dockerfile:2:1 E001 error unknown instruction "FORM", did you mean FROM?\n'
        "2 | FORM b\n"
        "  | ^^^^\n\n"
        "Found 1 error in 1 of 2 files.\n"
        "1 template is not expanded, so not checked: a/Dockerfile.tmpl.\n"
    )


def test_quiet_and_statistics(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": "FROM a:1\nFORM b\nFORM c\n"})
    arguments = ("--ignore", "WL")
    assert run("check", "-q", *arguments).out.splitlines()[-1] == "  | ^^^^"
    assert run("check", "--statistics", "-q", *arguments).out == "2  E001  has-an-unknown-instruction\n"
    counted = run("check", "--statistics", "--format", "json", *arguments).out
    assert json.loads(counted) == [{"code": "E001", "name": "has-an-unknown-instruction", "count": 2}]


@pytest.mark.parametrize(
    ("arguments", "variable", "terminal", "colored"),
    [
        ("", "A=", False, False),
        ("", "A=", True, True),
        ("", "NO_COLOR=1", True, False),
        ("", "NO_COLOR=", True, True),
        ("", "TERM=dumb", True, False),
        ("", "FORCE_COLOR=1", False, True),
        ("--no-color", "A=", True, False),
        ("--color never", "A=", True, False),
        ("--color always", "NO_COLOR=1", False, True),
    ],
)
def test_colour(run: Run, plant: Plant, *, arguments: str, variable: str, terminal: bool, colored: bool) -> None:
    plant({"Dockerfile": BAD})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERM", "xterm")
        patch.setenv(*variable.split("="))
        patch.setattr(sys.stdout, "isatty", lambda: terminal)
        assert ("\x1b[" in run("check", *arguments.split()).out) is colored


def test_configuration_files_and_how_to_avoid_them(run: Run, plant: Plant) -> None:
    plant(
        {"Dockerfile": BAD, "pyproject.toml": '[tool.dflint]\nignore = ["WL010"]\n', "other.toml": 'select = ["E"]\n'}
    )
    assert run("check").code == 0
    assert run("check", "--isolated").code == 1
    assert run("check", "--config", "other.toml").code == 0
    assert run("check", "--select", "WL010").code == 1
    assert run("check", "--isolated", "--preset", "docker", "--ignore", "DL3025").code == 0


def standard_input(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))


def test_standard_input(run: Run, plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant({"a/Dockerfile": GOOD, "a/.dflint.toml": 'ignore = ["WL010"]\n'})
    standard_input(monkeypatch, BAD)
    code, out, _ = run("check", "-")
    assert (code, out.splitlines()[0][:14]) == (1, "-:5:1 WL010 er")
    standard_input(monkeypatch, BAD)
    assert run("check", "-", "--stdin-filename", "a/Dockerfile") == (0, "1 file passes.\n", "")
    standard_input(monkeypatch, "FROM a\nFORM b\n")
    assert "a/Dockerfile:2:1 E001 error" in run("check", "-", "--stdin-filename", "a/Dockerfile").out


# Each kind of bad input with the line that it gives; `None` makes a folder, a Path a link.
BAD_INPUT: dict[str, tuple[dict[str, str | bytes | Path | None], str, str]] = {
    "folder": ({"Dockerfile": None}, "", ""),
    "folder in the way": ({"Dockerfile.1.x": None}, "", ""),
    "loop": ({"Dockerfile.x": Path("Dockerfile.x")}, "Dockerfile.x:1:1 E012 error cannot read the file: Too many", ""),
    "loop of folders": ({"a/b": Path("..")}, "", ""),
    "broken link": (
        {"Dockerfile.x": Path("none")},
        "Dockerfile.x:1:1 E012 error cannot read the file: No such file",
        "",
    ),
    "huge": ({"Dockerfile.x": b"#" * 50_000_000}, "Dockerfile.x:1:1 E012 error file is larger than 5 MB", ""),
    "binary": ({"Dockerfile.x": bytes(range(256)) * 9}, "Dockerfile.x:1:1 E012 error file is binary", ""),
    "empty": ({"Dockerfile.x": b""}, "Dockerfile.x:1:1 E011 error ", ""),
    "blank": ({"Dockerfile.x": b"\n \n"}, "Dockerfile.x:2:3 E011 error ", ""),
    "other encoding": (
        {"Dockerfile.x": b"FROM a\nFORM \xff\xfe\n"},
        'Dockerfile.x:2:1 E001 error unknown instruction "FORM"',
        "",
    ),
    "broken configuration": (
        {"x/.dflint.toml": "a = \n", "x/Dockerfile": "FORM"},
        "",
        "dflint: x/.dflint.toml:1:5: is not valid TOML: invalid value\n",
    ),
    "unknown key": (
        {"x/.dflint.toml": "slect = []\n", "x/Dockerfile": "FORM", "x/y/Dockerfile": "FORM"},
        "",
        'dflint: x/.dflint.toml: unknown key "slect", did you mean select?\n',
    ),
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_gets_one_line_and_the_rest_is_checked(run: Run, plant: Plant, tmp_path: Path, name: str) -> None:
    files, line, err = BAD_INPUT[name]
    plant(
        {
            "z/Dockerfile": "FROM a\nFORM b\n",
            **{key: text for key, text in files.items() if isinstance(text, (str, bytes))},
        }
    )
    for key, text in files.items():
        (tmp_path / key).parent.mkdir(exist_ok=True)
        if text is None:
            (tmp_path / key).mkdir()
        elif isinstance(text, Path):
            (tmp_path / key).symlink_to(text)
    code, out, told = run("check", "--select", "E")
    assert (code, told) == (2 if err else 1, err)
    found = [text for text in out.splitlines() if ":" in text.partition(" ")[0]]
    assert len(found) == 1 + bool(line)
    assert found[0].startswith(line or "z/")
    assert found[-1].startswith("z/Dockerfile:2:1 E001")


def test_unreadable_file_and_folder(run: Run, plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run as root, to whom nothing is unreadable."""
    plant({"a/Dockerfile": GOOD, "locked/Dockerfile": GOOD, "z/Dockerfile": "FROM a\nFORM b\n"})
    denied = PermissionError(13, "Permission denied")
    real_open, real_scan = open, os.scandir

    def scan(path: str) -> object:
        if str(path).endswith("locked"):
            raise denied
        return real_scan(path)

    def opened(path: str, *more: Any) -> object:
        if str(path).endswith("a/Dockerfile"):
            raise denied
        return real_open(path, *more)

    monkeypatch.setattr("dflint.listing.os.scandir", scan)
    monkeypatch.setattr("builtins.open", opened)
    code, out, err = run("check", "--select", "E")
    assert code == 1
    assert "a/Dockerfile:1:1 E012 error cannot read the file: Permission denied\n" in out
    assert "z/Dockerfile:2:1 E001" in out
    assert err == "dflint: locked: cannot read the folder: Permission denied\n"


def test_nothing_to_check(run: Run, plant: Plant) -> None:
    plant({"readme.md": ""})
    assert run("check") == (0, "No Dockerfile found.\n", "")
    assert run("check", "--format", "json") == (0, "[]\n", "")
    assert run("check", "none", "a\nb") == (
        2,
        "No Dockerfile found.\n",
        "dflint: none: no such file or folder\ndflint: a\\x0ab: no such file or folder\n",
    )
