"""`dflint check --since`: findings on changed lines only, and their fixes."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Outcome, Run
from tests.repositories import Repository

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")
OPTIONS = ("--preset", "docker", "--no-shellcheck", "--select", "DL3003,DL3004,DL3006,DL3009,DL3014,DL3025,DL4000")
OLD = """\
FROM ubuntu
# one
# two
RUN apt-get update && \\
    apt-get install curl && \\
    echo a && \\
    rm -rf /var/lib/apt/lists/*
ENV A=1 \\
    B=2
RUN sudo make
ADD a b /c/
ENTRYPOINT a
"""


@pytest.fixture
def repository(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """One in the current directory; `run` is used, too."""
    return Repository(tmp_path / "a", monkeypatch)


def found(outcome: Outcome) -> list[str]:
    """Place and code of each finding."""
    return [f"{item['path']}:{item['line']} {item['code']}" for item in json.loads(outcome.out)]


def since(run: Run, *arguments: str, revision: str = "HEAD") -> list[str]:
    return found(run("check", *OPTIONS, "--format", "json", "--since", revision, *arguments))


# Texts with what is changed, and the findings that it touches.
TABLE: list[tuple[str, str, str]] = [
    ("", "", ""),
    ("ENTRYPOINT a", "ENTRYPOINT b", "12 DL3025"),
    ("FROM ubuntu\n", "FROM debian\n", "1 DL3006"),
    ("FROM ubuntu\n", "\nFROM ubuntu\n", ""),
    ("install curl", "install curl git", "5 DL3014"),
    # A rule that reads the whole script hears of every line, others of their own.
    ("echo a && \\\n    rm -rf /var/lib/apt/lists/*", "echo a", "4 DL3009"),
    ("    echo a && \\\n", "", "5 DL3014"),  # the lines around deleted ones of the same instruction
    ("echo a", "echo b", ""),
    ("lists/*", "lists/none", "4 DL3009"),
    ("RUN sudo make\n", "", ""),
    ("RUN sudo make\nADD a b /c/\n", "RUN sudo make\n", ""),
    ("B=2\n", "B=2\nRUN cd x && y\n", "10 DL3003"),
]


@pytest.mark.parametrize(("old", "new", "wanted"), TABLE)
def test_only_what_changed_lines_touch(repository: Repository, run: Run, old: str, new: str, wanted: str) -> None:
    repository.commit({"Dockerfile": OLD})
    repository.write({"Dockerfile": OLD.replace(old, new, 1)})
    assert since(run) == [f"Dockerfile:{place}" for place in filter(None, wanted.split(","))]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("# name\nFROM", "FROM", ["1 WL001"]),
        ("# name\n\n# more\n", "# name\n# more\n", ["2 WL002"]),
        ("RUN mkfifo /export-logs\n", "", []),
    ],
)
def test_seams_of_deleted_lines(repository: Repository, run: Run, old: str, new: str, wanted: list[str]) -> None:
    text = GOOD if "more" not in old else GOOD.replace("# name\n", "# name\n\n# more\n")
    assert old in text
    repository.commit({"Dockerfile": text})
    repository.write({"Dockerfile": text.replace(old, new)})
    outcome = run("check", "--select", "WL", "--format", "json", "--since", "HEAD")
    assert found(outcome) == [f"Dockerfile:{place}" for place in wanted]


def test_what_is_said_of_a_file(repository: Repository, run: Run) -> None:
    """It counts in a new file, in one that got another name, and where the first line changes."""
    text = GOOD.removeprefix("# name\n") + "# end\n"
    options = ("check", "--select", "WL001", "--format", "json", "--since", "HEAD")
    repository.commit({"Dockerfile": text})
    assert found(run(*options)) == []
    repository.write({"Dockerfile": text + "# more\n"})
    assert found(run(*options)) == []
    repository.git("mv", "Dockerfile", "Dockerfile.1.x")
    assert found(run(*options)) == ["Dockerfile.1.x:1 WL001"]
    repository.write({"Dockerfile.2.y": GOOD.removeprefix("# name\n")})
    assert found(run(*options)) == ["Dockerfile.1.x:1 WL001", "Dockerfile.2.y:1 WL001"]


def test_exit_code_and_summary(repository: Repository, run: Run) -> None:
    repository.commit({"Dockerfile": "FROM ubuntu\nRUN sudo make\n"})
    code, out, err = run("check", *OPTIONS, "--since", "HEAD")
    assert (code, err) == (0, "")
    assert out == "Found nothing new in 1 file.\n2 findings on lines unchanged since HEAD are not shown.\n"
    repository.write({"Dockerfile": "FROM ubuntu\nRUN sudo make all\n"})
    code, out, _ = run("check", *OPTIONS, "--since", "HEAD")
    assert code == 1
    assert out.endswith(
        "Found 1 error in 1 of 1 file.\n1 fixable with --fix --unsafe-fixes.\n"
        "1 finding on lines unchanged since HEAD is not shown.\n"
    )
    assert run("check", *OPTIONS, "--since", "HEAD", "--statistics", "-q").out == "1  DL3004  uses-sudo\n"
    assert run("check", *OPTIONS, "--since", "HEAD", "-q").out.endswith("  = help: delete `sudo `\n")
    repository.commit()
    assert run("check", *OPTIONS, "--since", "HEAD").code == 0
    repository.write({"Dockerfile": "FROM ubuntu:24.04\n"})
    assert run("check", *OPTIONS, "--since", "HEAD").out == "1 file passes.\n"


def test_included_files(repository: Repository, run: Run) -> None:
    """What is found in an included file counts by the lines of that file."""
    files = {"a/Dockerfile.m4": "include(`part.m4')\nUSER a\n", "template/part.m4": "FROM ubuntu\nRUN sudo make\n"}
    repository.commit(files)
    assert since(run) == []
    repository.write({"a/Dockerfile.m4": "include(`part.m4')\nUSER b\n"})
    assert since(run) == []
    repository.write({"template/part.m4": "FROM ubuntu\nRUN sudo make all\n"})
    assert since(run) == ["template/part.m4:2 DL3004"]


def test_from_a_folder_below(repository: Repository, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"a/Dockerfile": OLD, "b/Dockerfile": OLD})
    text = OLD.replace("ENTRYPOINT a", "ENTRYPOINT b")
    repository.write({"a/Dockerfile": text, "b/Dockerfile": text})
    monkeypatch.chdir("a")
    assert since(run) == ["Dockerfile:12 DL3025"]
    assert since(run, "../b/Dockerfile") == [f"{repository.folder.as_posix()}/b/Dockerfile:12 DL3025"]


def fixed(repository: Repository, run: Run, files: Mapping[str, str], *arguments: str) -> str:
    repository.write(files)
    run("check", *OPTIONS, "--since", "HEAD", "--fix", "--unsafe-fixes", *arguments)
    return (repository.folder / "Dockerfile").read_bytes().decode()


FIXABLE = "FROM ubuntu:24.04\nWORKDIR /a\nRUN apt-get install a=1\nRUN apt-get install b=1\nMAINTAINER me\n"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_only_what_is_reported_is_fixed(repository: Repository, run: Run, ending: str) -> None:
    old = FIXABLE.replace("\n", ending)
    new = old.replace("b=1", "b=2")
    repository.commit({"Dockerfile": old})
    assert fixed(repository, run, {"Dockerfile": new}) == new.replace("install b", "install -y b")


def test_fixes_that_move_lines(repository: Repository, run: Run) -> None:
    """The lines are those of the file before the first pass, wherever a fix moves them."""
    old = "FROM ubuntu:24.04\nMAINTAINER me\n" + "".join(f"RUN apt-get install a{at}=1\n" for at in range(5))
    new = old.replace("MAINTAINER me", "MAINTAINER you").replace("a3=1", "a3=2")
    repository.commit({"Dockerfile": old})
    text = fixed(repository, run, {"Dockerfile": new})
    assert text.count("install -y") == 1
    assert "install -y a3=2" in text
    assert "MAINTAINER" not in text


def test_diff_shows_what_fix_would_do(repository: Repository, run: Run) -> None:
    repository.commit({"Dockerfile": FIXABLE})
    repository.write({"Dockerfile": FIXABLE.replace("b=1", "b=2")})
    code, out, err = run("check", *OPTIONS, "--since", "HEAD", "--diff")
    assert code == 1
    assert [line for line in out.splitlines() if line.startswith("+R")] == ["+RUN apt-get install -y b=2"]
    assert err.startswith("Would fix 1 finding in 1 file")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--since nope", 'dflint: --since: git knows no revision "nope"; fetch it, or name one that git log shows\n'),
        ("--since HEAD -", "dflint: --since and --write-baseline are about files; the standard input is none\n"),
        ("--since HEAD ..", "is in no git repository, so --since cannot tell what was changed\n"),
        ("--since HEAD --fix ../b", "b: is in no git repository, so --since cannot tell what was changed\n"),
    ],
)
def test_what_cannot_be_done(
    repository: Repository, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: str, message: str
) -> None:
    repository.commit({"Dockerfile": OLD})
    (repository.folder.parent / "b").mkdir()
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115
    code, out, err = run("check", *arguments.split())
    assert (code, out) == (2, "")
    assert err.endswith(message)
    assert err.count("\n") == 1


def test_nothing_is_asked_of_git_that_is_not_needed(repository: Repository, run: Run) -> None:
    repository.commit({"Dockerfile": "FROM ubuntu:24.04\n"})
    assert run("check", *OPTIONS, "--since", "HEAD").code == 0
    assert run("check", *OPTIONS, "--since", "HEAD", "none").code == 2
