"""The linters that are compared, and how each is called."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
Command = Callable[[Sequence[str]], list[str]]
HADOLINT = "hadolint"


class Subject(NamedTuple):
    """One way to run a linter: the command for some files, and the folder to delete before each run, if any.

    With `warms_up` a run that is not measured comes first.
    """

    name: str
    command: Command
    deletes: Path | None = None
    warms_up: bool = False


def subjects(cache: Path, all_rules: bool, whole: bool) -> list[Subject]:
    """What can be run here; `cache` is a folder for dflint's. `whole` trees are searched by dflint itself."""
    found = []
    hadolint = program(HADOLINT)
    if hadolint:
        found.append(Subject(HADOLINT, lambda files: [hadolint, "--no-color", *files]))
    tally = program("tally")
    if tally:
        options = ["lint", "--no-config", "--no-color", "--slow-checks", "off"]
        found.append(Subject("tally", lambda files: [tally, *options, *files]))
    return found + _dflint(cache, all_rules, whole)


def _dflint(cache: Path, all_rules: bool, whole: bool) -> list[Subject]:
    start = [sys.executable, "-m", "dflint", "check", "--isolated", "--no-color"]
    start += ["--select", "ALL"] if all_rules else []
    known = help_of()

    def command(*options: str) -> Command:
        return lambda files: [*start, *options, *(["."] if whole else files)]

    if "--cache-dir" not in known:
        return [
            Subject("dflint", command()),
            Subject("dflint, no ShellCheck", command("--no-shellcheck")),
        ]
    other = cache.with_name(cache.name + "-plain")
    kept, plain = ("--cache-dir", str(cache)), ("--cache-dir", str(other), "--no-shellcheck")
    found = [
        Subject("dflint, cold", command(*kept), deletes=cache),
        Subject("dflint, cold, no ShellCheck", command(*plain), deletes=other),
        Subject("dflint, warm", command("--cache-dir", f"{cache}-warm"), warms_up=True),
    ]
    if "--no-cache" in known:
        found.insert(0, Subject("dflint, no cache", command("--no-cache")))
    if "--jobs" in known:
        alone = ("--cache-dir", f"{cache}-alone", "--jobs", "1")
        found.append(Subject("dflint, cold, one process", command(*alone), deletes=Path(f"{cache}-alone")))
    return found


def help_of() -> str:
    """The options of `dflint check`, as it explains them."""
    command = [sys.executable, "-m", "dflint", "check", "--help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def program(name: str) -> str | None:
    """The path of a program: beside this Python, or on the PATH."""
    return shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)


def versions(names: Sequence[str]) -> list[str]:
    """What the programs say of their version, one line each; those that are not there left out."""
    found = []
    for name in names:
        path = program(name)
        asked = ([path, flag] for flag in ("--version", "version")) if path else ()
        for command in asked:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            lines = [line for line in done.stdout.splitlines() if any(letter.isdigit() for letter in line)]
            if done.returncode == 0 and lines:
                found.append(f"{name} {_number(lines[0])}")
                break
    return found


def _number(line: str) -> str:
    return next((word for word in line.split() if word[:1].isdigit()), line)


def environment() -> dict[str, str]:
    """The variables for the runs: dflint from this checkout, and no settings of the machine."""
    dropped = ("HADOLINT_", "TALLY_", "DFLINT_", "PYTHONDONTWRITEBYTECODE", "PYTHONPROFILEIMPORTTIME")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return {**clean, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), clean.get("PYTHONPATH", "")]))}
