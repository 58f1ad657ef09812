"""The program as it is installed: how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

START = f"import sys; sys.path[:0] = {sys.path!r}; "
PROGRAM = START + "from dflint.cli import command; sys.exit(command())"


def start(folder: Path, *arguments: str, program: str = PROGRAM, **more: object) -> "subprocess.Popen[bytes]":
    """Start it in `folder`."""
    command = [sys.executable, "-I", "-c", program, *arguments]
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.Popen(command, cwd=folder, **given)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(
    ("arguments", "code", "out", "error"),
    [
        (["check", "good", "--preset", "docker"], 0, b"", b""),
        (["check", "bad"], 1, b"WL010", b""),
        (["check", "bad", "--exit-zero"], 0, b"WL010", b""),
        (["check", "gone"], 2, b"", b"no such file"),
        (["check", "--wrong"], 2, b"", b"--wrong"),
        (["wrong"], 2, b"", b"wrong"),
        (["--version"], 0, b"dflint", b""),
        (["check", "--help"], 0, b"usage", b""),
    ],
)
def test_says_all_before_it_ends(tmp_path: Path, arguments: list[str], code: int, out: bytes, error: bytes) -> None:
    (tmp_path / "good").write_text("# name\nFROM ubuntu:24.04\n", encoding="utf-8")
    (tmp_path / "bad").write_text("# name\nFROM ubuntu:24.04\n" + "ENTRYPOINT a\n" * 2_000, encoding="utf-8")
    child = start(tmp_path, *arguments)
    shown = child.communicate()
    assert child.returncode == code, shown
    assert out in shown[0] and error in shown[1]
    if arguments == ["check", "bad"]:
        assert b"fixable with --fix" in shown[0].splitlines()[-1]


@pytest.mark.parametrize("copies", [True, False])
def test_ends_quietly_after_several_processes(tmp_path: Path, copies: bool) -> None:
    """Whether these are copies of the program or were started anew."""
    for number in range(20):
        (tmp_path / f"Dockerfile.{number}").write_text("FROM a\nRUN cd a\n" * 50, encoding="utf-8")
    switch = f"import dflint.lint.run as run; run.COPIES &= {copies}; run.WORTHWHILE = 0; "
    program = START + switch + "from dflint.cli import command; __name__ == '__main__' and sys.exit(command())"
    for _ in range(3):
        child = start(tmp_path, "check", "--no-cache", "--jobs", "2", "--preset", "docker", program=program)
        out, err = child.communicate()
        assert (child.returncode, err) == (1, b"")
        assert out.endswith(b"Found 1000 warnings in 20 of 20 files.\n")


def test_nobody_reads(tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("# name\nFROM ubuntu:24.04\n" + "ENTRYPOINT a\n" * 2_000, encoding="utf-8")
    child = start(tmp_path, "check", "bad")
    assert child.stdout is not None and child.stderr is not None
    child.stdout.close()
    assert (child.wait(), child.stderr.read()) == (1, b"")
    child.stderr.close()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full disk here")
def test_output_that_is_full(tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        child = start(tmp_path, "--help", stdout=full)
        assert b"No space left" in child.communicate()[1]
    assert child.returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="closed by a shell of Unix")
@pytest.mark.parametrize(("closed", "arguments", "code"), [(1, "--help", 0), (1, "check bad", 1), (2, "wrong", 2)])
def test_output_that_is_closed(tmp_path: Path, closed: int, arguments: str, code: int) -> None:
    (tmp_path / "bad").write_text("# name\nFROM ubuntu:24.04\nENTRYPOINT a\n", encoding="utf-8")
    command = ["sh", "-c", f'exec "$0" -I -c "$1" {arguments} {closed}>&-', sys.executable, PROGRAM]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, b"", b"")


def test_profilers_hear_of_the_end(tmp_path: Path) -> None:
    program = START + "import cProfile; from dflint.cli import command; cProfile.run('command()', sort='name')"
    shown, _ = start(tmp_path, "--version", program=program).communicate()
    assert b"function calls" in shown
