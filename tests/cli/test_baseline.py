"""`dflint check --baseline` and `--write-baseline`: known findings are hidden, new ones are not."""

import io
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

import dflint
from tests.cli.conftest import Outcome, Plant, Run

FILE = ".dflint-baseline.json"
CODES = "DL3003,DL3004,DL3006,DL3008,DL3009,DL3014,DL3025,DL4000"
OPTIONS = ("--preset", "docker", "--no-shellcheck", "--select", CODES)
OLD = """\
FROM ubuntu
RUN apt-get update && \\
    apt-get install curl git && \\
    echo a
RUN sudo make
ENTRYPOINT a
MAINTAINER me
"""


def found(outcome: Outcome) -> list[str]:
    """Line and code of each finding, with the path where that is not the usual one."""
    items = json.loads(outcome.out)
    return [f"{item['path'].removeprefix('Dockerfile')}{item['line']} {item['code']}" for item in items]


@pytest.fixture
def known(run: Run, plant: Plant) -> None:
    """A file with findings, all of which the baseline knows."""
    plant({"Dockerfile": OLD})
    code, _, err = run("check", *OPTIONS, "--write-baseline")
    assert (code, err) == (
        0, f'dflint: 8 findings are known to {FILE}; put baseline = "{FILE}" into the configuration\n'
    )  # fmt: skip


def new(run: Run, *arguments: str) -> list[str]:
    return found(run("check", *OPTIONS, "--format", "json", "--baseline", FILE, *arguments))


# What is done to the text, and what is new then.
EDITS: list[tuple[str, str, list[str]]] = [
    ("", "", []),
    ("FROM", "# a\n# b\n\nFROM", []),
    ("RUN sudo make\nENTRYPOINT a\n", "ENTRYPOINT a\nRUN sudo make\n", []),
    ("    apt-get", "  apt-get", []),
    ("RUN sudo", "RUN   sudo", []),
    ("install curl git", "install  curl  git", []),
    ("install curl git", "install \\\n  curl \\\n  git", []),
    ("echo a", "echo b", []),
    ("\n", "\r\n", []),
    ("install curl git", "install curl git wget", ["3 DL3008"]),
    ("install curl git", "install curl jq", ["3 DL3008"]),
    ("FROM ubuntu", "FROM debian", ["1 DL3006"]),
    ("ENTRYPOINT a", "ENTRYPOINT b", ["6 DL3025"]),
    ("MAINTAINER me", "MAINTAINER you", ["7 DL4000"]),
    ("MAINTAINER me\n", "MAINTAINER me\nRUN sudo make\n", ["8 DL3004"]),
    ("RUN sudo make\n", "RUN sudo make\nRUN sudo make\n", ["6 DL3004"]),
    ("RUN sudo make\n", "", []),
]


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("old", "edited", "wanted"), EDITS)
def test_what_is_new(run: Run, plant: Plant, old: str, edited: str, wanted: list[str]) -> None:
    plant({"Dockerfile": OLD.replace(old, edited)})
    assert new(run) == wanted


@pytest.mark.usefixtures("known")
def test_summary_and_exit_code(run: Run, plant: Plant) -> None:
    assert run("check", *OPTIONS).code == 1
    assert run("check", *OPTIONS, "--baseline", FILE) == (
        0, "Found nothing new in 1 file.\n8 known findings are hidden by the baseline.\n", ""
    )  # fmt: skip
    assert run("check", *OPTIONS, "--baseline", FILE, "-q").out == ""
    plant({"Dockerfile": OLD.replace("sudo make", "make").replace("RUN make", "RUN cd a && make")})
    code, out, err = run("check", *OPTIONS, "--baseline", FILE)
    assert (code, err) == (1, "")
    assert out.splitlines()[-3:] == [
        "Found 1 warning in 1 of 1 file.",
        "7 known findings are hidden by the baseline.",
        "1 known finding is no longer there; --write-baseline takes it out of the baseline.",
    ]
    assert (
        run("check", *OPTIONS, "--baseline", FILE, "--statistics", "-q").out == "1  DL3003  changes-the-folder-by-cd\n"
    )
    run("check", *OPTIONS, "--write-baseline")
    assert run("check", *OPTIONS, "--baseline", FILE).out.endswith("8 known findings are hidden by the baseline.\n")
    plant({"Dockerfile": OLD})
    assert new(run) == ["5 DL3004"]


@pytest.mark.usefixtures("known")
def test_other_files_and_other_names(run: Run, plant: Plant, tmp_path: Path) -> None:
    plant({"a/Dockerfile": "FROM ubuntu\n"})
    assert new(run) == ["a/Dockerfile1 DL3006"]
    (tmp_path / "Dockerfile").rename(tmp_path / "Dockerfile.x")
    assert new(run)[:2] == [".x1 DL3006", ".x2 DL3009"]


def entries(path: str = FILE) -> dict[str, list[str]]:
    with open(path, encoding="utf-8") as stream:
        table = json.load(stream)
    return {name: [item["code"] for item in items] for name, items in table["findings"].items()}


@pytest.mark.usefixtures("known")
def test_writing_keeps_what_was_not_looked_at(run: Run, plant: Plant, tmp_path: Path) -> None:
    everything = ["DL3004", "DL3006", "DL3008", "DL3008", "DL3009", "DL3014", "DL3025", "DL4000"]
    assert entries() == {"Dockerfile": everything}
    with open(FILE, "rb") as stream:
        before = stream.read()
    assert run("check", *OPTIONS, "--write-baseline", "-q") == (0, "", "")
    with open(FILE, "rb") as stream:
        assert stream.read() == before
    plant({"Dockerfile": "FROM ubuntu:24.04\n", "a/Dockerfile": OLD})
    run("check", "--preset", "docker", "--no-shellcheck", "--select", "DL3006,DL3025", "--write-baseline")
    assert entries() == {
        "Dockerfile": [code for code in everything if code not in ("DL3006", "DL3025")],
        "a/Dockerfile": ["DL3006", "DL3025"],
    }
    run("check", "a", *OPTIONS, "--write-baseline")
    assert len(entries()["Dockerfile"]) == 6
    assert entries()["a/Dockerfile"] == everything
    run("check", *OPTIONS, "--write-baseline")
    assert entries() == {"a/Dockerfile": everything}
    (tmp_path / "a" / "Dockerfile").unlink()
    assert "8 known findings are no longer there" in run("check", *OPTIONS, "--baseline", FILE).out
    run("check", *OPTIONS, "--write-baseline")
    assert entries() == {}


def test_entries_of_shellcheck_stay_without_it(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": "FROM ubuntu:24.04\nRUN make\n"})
    text = '{"version": 1, "findings": {"Dockerfile": [{"code": "SC2164", "count": 1, "fingerprint": "x"}]}}'
    plant({FILE: text})
    for arguments in (["--no-shellcheck"], ["--ignore", "SC"]):
        assert "no longer" not in run("check", "--preset", "docker", "--baseline", FILE, *arguments).out
        run("check", "--preset", "docker", "--write-baseline", *arguments)
        assert entries() == {"Dockerfile": ["SC2164"]}


def test_files_that_were_not_read_keep_their_entries(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": "FROM ubuntu\n", "Dockerfile.tmpl": "FROM {{ a }}\n"})
    found = ", ".join(
        f'"{name}": [{{"code": "DL3006", "count": 1, "fingerprint": "x"}}]'
        for name in ("Dockerfile", "Dockerfile.tmpl")
    )
    plant({FILE: f'{{"version": 1, "findings": {{{found}}}}}'})
    plant({"Dockerfile": b"\0" * 2000})
    assert "no longer" not in run("check", *OPTIONS, "--baseline", FILE).out
    run("check", *OPTIONS, "--write-baseline")
    assert entries()["Dockerfile.tmpl"] == ["DL3006"]
    assert "DL3006" in entries()["Dockerfile"]


def test_configuration_names_the_baseline(run: Run, plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative to the configuration, wherever dflint runs; each part of a tree can have its own."""
    plant(
        {
            ".dflint.toml": 'preset = "docker"\nbaseline = "known.json"\nselect = ["DL3006"]\n',
            "sub/.dflint.toml": 'preset = "docker"\nbaseline = "../sub.json"\nselect = ["DL3006"]\n',
            "a/Dockerfile": "FROM ubuntu\n",
            "sub/Dockerfile": "FROM debian\n",
        }
    )
    assert run("check") == (
        2,
        "",
        "dflint: known.json: no such baseline; dflint check --write-baseline=known.json makes it\n",
    )
    assert run("check", "--no-baseline").code == 1
    code, _, err = run("check", "--write-baseline")
    assert (code, err) == (0, "dflint: 1 finding is known to known.json\ndflint: 1 finding is known to sub.json\n")
    assert (entries("known.json"), entries("sub.json")) == (
        {"a/Dockerfile": ["DL3006"]},
        {"sub/Dockerfile": ["DL3006"]},
    )
    monkeypatch.chdir("a")
    assert run("check").code == run("check", "..").code == 0
    assert run("check", "..", "--no-baseline").out.count("DL3006") == 2
    assert [item.code for item in dflint.check("..", baseline="")] == ["DL3006", "DL3006"]
    assert dflint.check("..") == []


def test_command_line_names_another_file(run: Run, plant: Plant) -> None:
    plant({"a/Dockerfile": "FROM ubuntu\n", ".dflint.toml": 'baseline = "none.json"\n'})
    assert run("check", *OPTIONS, "--write-baseline=other.json", "a").code == 0
    assert run("check", *OPTIONS, "--baseline=other.json").code == 0
    assert run("check", *OPTIONS, "--baseline=new.json", "--write-baseline").code == 0
    assert sorted(path for path in os.listdir() if path.endswith("json")) == ["new.json", "other.json"]


def test_included_files(run: Run, plant: Plant) -> None:
    plant({"a/Dockerfile.m4": "include(`part.m4')\n", "template/part.m4": "FROM ubuntu\nRUN sudo make\n"})
    run("check", *OPTIONS, "--write-baseline")
    assert entries() == {"template/part.m4": ["DL3004", "DL3006"]}
    assert run("check", *OPTIONS, "--baseline", FILE).code == 0
    plant({"template/part.m4": "FROM ubuntu:24.04\nRUN sudo make\n"})
    assert "1 known finding is no longer there" in run("check", *OPTIONS, "--baseline", FILE).out
    run("check", *OPTIONS, "--write-baseline")
    assert entries() == {"template/part.m4": ["DL3004"]}


@pytest.mark.usefixtures("known")
def test_fixes_leave_known_findings_alone(run: Run, plant: Plant, tmp_path: Path) -> None:
    plant({"Dockerfile": OLD + "RUN apt-get install vim=1\n"})
    code, out, _ = run("check", *OPTIONS, "--baseline", FILE, "--fix")
    assert code == 0
    assert (tmp_path / "Dockerfile").read_text() == OLD + "RUN apt-get install -y vim=1\n"
    assert out.splitlines() == [
        "Found nothing new in 1 file.",
        "Fixed 1 finding in 1 file.",
        "8 known findings are hidden by the baseline.",
    ]
    assert run("check", *OPTIONS, "--baseline", FILE, "--diff") == (0, "", "Would fix nothing.\n")
    plant({".dflint.toml": f'preset = "docker"\nselect = ["DL"]\nbaseline = "{FILE}"\n'})
    assert dflint.fix(select=CODES.split(","), shellcheck=False, write=False).changes == []


CLASHES = [
    ("--baseline none", "none: no such baseline; dflint check --write-baseline=none makes it"),
    ("--baseline broken", "broken:1:1: is not valid JSON; mend it, or delete it and run dflint check --write-baseline"),
    ("--baseline none --fix", "none: no such baseline; dflint check --write-baseline=none makes it"),
    ("--baseline none empty", "none: no such baseline; dflint check --write-baseline=none makes it"),
    ("--write-baseline Dockerfile", "Dockerfile: is no baseline, so it is not overwritten; name the file with"),
    ("--write-baseline broken", "broken: is no baseline, so it is not overwritten; name the file with"),
    ("--write-baseline empty", "empty: is a folder; name the file with --write-baseline=FILE"),
    ("--write-baseline=no/x", "no/x: cannot write the baseline: No such file or directory"),
    ("--write-baseline --fix", "--write-baseline and --fix do not go together; fix first"),
    ("--write-baseline --diff", "--write-baseline and --diff do not go together; run them one after the other"),
    ("--write-baseline --since HEAD", "--write-baseline and --since do not go together; a baseline holds all findings"),
    ("--write-baseline --no-baseline", "--write-baseline and --no-baseline do not go together"),
    ("--write-baseline=a --baseline=b", "--baseline b and --write-baseline a are two files; name one"),
]


@pytest.mark.parametrize(("arguments", "message"), CLASHES)
def test_what_cannot_be_done(run: Run, plant: Plant, arguments: str, message: str) -> None:
    files: dict[str, str | bytes] = {"Dockerfile": OLD, "broken": "<<<<<<<\n", "empty/x": ""}
    plant(files)
    code, out, err = run("check", *OPTIONS, *arguments.split())
    assert (code, out) == (2, "")
    assert err.startswith(f"dflint: {message}")
    assert err.count("\n") == 1
    for name, text in files.items():
        with open(name, encoding="utf-8") as stream:
            assert stream.read() == text


def test_standard_input(run: Run, plant: Plant, monkeypatch: pytest.MonkeyPatch, known: None) -> None:
    for name, wanted in (("Dockerfile", 0), ("other/Dockerfile", 1)):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(OLD.encode())))
        assert run("check", *OPTIONS, "--baseline", FILE, "-", "--stdin-filename", name).code == wanted
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(OLD.encode())))
    assert run("check", *OPTIONS, "--baseline", FILE, "-").code == 1
