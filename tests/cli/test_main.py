"""The command line as a whole: help, mistakes, quiet ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dflint
from dflint import cli
from tests.cli.conftest import Plant, Run


@pytest.mark.parametrize("arguments", [(), ("-h",), ("--help",), ("help",)])
def test_help_names_all_commands(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    assert all(f"\n  {name} " in out for name in cli.COMMANDS)


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"dflint {dflint.__version__}\n", "")


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_each_command_has_help(run: Run, command: str) -> None:
    code, out, err = run(command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"usage: dflint {command}")
    assert max(map(len, out.splitlines())) <= 120


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("chek", "dflint: unknown command chek, did you mean check?"),
        ("zzz", "dflint: unknown command zzz; the commands are check, report, upgrade, render, explain, rules"),
        ("--versoin", "dflint: unknown option --versoin, did you mean --version?"),
        ("Dockerfile", "dflint: Dockerfile is no command, did you mean dflint check Dockerfile?"),
        ("check --slect WL", "dflint check: unrecognized arguments: --slect, did you mean --select?"),
        ("check --format xml", "dflint check: argument --format: invalid choice: 'xml' (choose from 'text', 'json')"),
        ("check --select", "dflint check: argument --select: expected one argument; see dflint check --help"),
        ("check --select WL99", 'dflint: options: select names no rule: "WL99"'),
        ("check --ignore share-its-image-name", "did you mean shares-its-image-name?"),
        ("check --extend-select QQQQ", 'dflint: options: extend-select names no rule: "QQQQ"; dflint rules lists them'),
        ("check --fail-on warn", 'dflint: options: fail-on cannot be "warn", did you mean warning?'),
        ("check --preset dokcer", 'dflint: options: preset cannot be "dokcer", did you mean docker?'),
        ("check --config none.toml", "dflint: none.toml: cannot read the configuration: No such file or directory"),
        ("explain WL01O", "dflint: there is no rule WL01O, did you mean "),
        ("explain", "dflint explain: the following arguments are required: CODE; see dflint explain --help"),
        ("report --format htm", 'dflint report: argument --format: no format "htm", did you mean html?'),
        ("report --format bom --output x", "dflint report: --format bom is for programs and has no pages; choose from"),
    ],
)
def test_mistakes_get_one_line(run: Run, plant: Plant, arguments: str, message: str) -> None:
    plant({"Dockerfile": "FROM a\n"})
    code, out, err = run(*arguments.split())
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def python(*arguments: str, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "dflint", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=pipe, stderr=pipe, text=True)


def test_a_reader_that_leaves_is_no_error(plant: Plant, tmp_path: Path) -> None:
    plant({"Dockerfile": "FROM a\n" + "FORM b\n" * 5000})
    process = python("check", folder=tmp_path)
    assert process.stdout is not None and process.stderr is not None
    assert "Dockerfile:" in process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.wait()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (KeyboardInterrupt(), (130, "", "")),
        (OSError(28, "No space left on device"), (2, "", "dflint: output: No space left on device\n")),
        (PermissionError(13, "Permission denied", "wiki"), (2, "", "dflint: wiki: Permission denied\n")),
    ],
)
def test_interruptions_are_quiet(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, expected: tuple[int, str, str]
) -> None:
    def stop(arguments: list[str]) -> int:
        raise error

    monkeypatch.setattr(cli, "_run", stop)
    assert run("check") == expected
