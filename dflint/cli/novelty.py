"""The options of `dflint check` that leave out what is not new: --since and the baselines."""

import argparse

from dflint import disk
from dflint.cli import complain
from dflint.errors import DflintError
from dflint.options import STDIN
from dflint.paths import absolute, shown
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.output.result import Result
    from dflint.output.sieve import Sieve
    from dflint.workspace import Workspace

DEFAULT = ".dflint-baseline.json"
# Options that do not go together, with what to do.
CLASHES = (
    ("write_baseline", "fix", "fix first, then write the baseline"),
    ("write_baseline", "diff", "run them one after the other"),
    ("write_baseline", "since", "a baseline holds all findings; leave out --since"),
)


def add_options(check: argparse.ArgumentParser) -> None:
    """Add the options to those of `check`."""
    new = check.add_argument_group("new findings")
    new.add_argument(
        "--since", metavar="REV", help="report only what is on lines that were changed since this git revision"
    )
    baseline = new.add_mutually_exclusive_group()
    baseline.add_argument("--baseline", metavar="FILE", help="leave out the findings that are known to this file")
    baseline.add_argument(
        "--no-baseline",
        dest="baseline",
        action="store_const",
        const="",
        help="leave out none, whatever the configuration says",
    )
    new.add_argument(
        "--write-baseline",
        metavar="FILE",
        nargs="?",
        const="",
        help=f"make all findings known to FILE; without it, to that of --baseline, the configuration, or {DEFAULT}",
    )


def baseline_of(arguments: argparse.Namespace) -> str | None:
    """The absolute path of the baseline for all files, empty for none, None to leave that to their settings.

    DflintError when it cannot be used.
    """
    given: str | None = arguments.baseline
    if not given and not arguments.write_baseline:
        return given
    from dflint.lint import baseline

    if arguments.write_baseline:
        if given and absolute(given) != absolute(arguments.write_baseline):
            raise DflintError(
                f"--baseline {given} and --write-baseline {arguments.write_baseline} are two files; name one"
            )
        baseline.check_target(absolute(arguments.write_baseline), shown(absolute(arguments.write_baseline)))
        return absolute(arguments.write_baseline)
    if given and arguments.write_baseline is None:
        baseline.read(absolute(given), shown(absolute(given)))
    return absolute(given) if given else None


def refuse_clashes(arguments: argparse.Namespace) -> None:
    """DflintError when the options do not go together."""
    for one, other, advice in CLASHES:
        if getattr(arguments, one) not in (None, False) and getattr(arguments, other) not in (None, False):
            raise DflintError(f"--{one.replace('_', '-')} and --{other} do not go together; {advice}")
    if arguments.write_baseline is not None and arguments.baseline == "":
        raise DflintError("--write-baseline and --no-baseline do not go together; leave out one of them")
    if STDIN in arguments.paths and (arguments.since is not None or arguments.write_baseline is not None):
        raise DflintError("--since and --write-baseline are about files; the standard input is none")


def sieve_of(arguments: argparse.Namespace) -> "Sieve":
    """What the options let through; DflintError when git knows no such revision."""
    from dflint.output.sieve import Sieve

    default = absolute(DEFAULT) if arguments.write_baseline == "" else None
    if arguments.since is None:
        return Sieve(default=default)
    from dflint.changes import Changes
    from dflint.output.since import Since

    return Sieve(Since(Changes(arguments.since, map(absolute, arguments.paths))))


def reported(sieve: "Sieve", result: "Result", workspace: "Workspace", arguments: argparse.Namespace) -> "Result":
    """What is to be reported of `result`; with --write-baseline all of it is made known first."""
    if arguments.since is not None or arguments.write_baseline is not None:
        disk.spoil()  # what git says and what was written is no matter of the files alone
    if arguments.write_baseline is not None:
        for path, number in sieve.write(result, workspace.projects, workspace.notes).items():
            if not arguments.quiet:
                known = "1 finding is" if number == 1 else f"{number} findings are"
                complain(f"{known} known to {shown(path)}{_hint(path, workspace)}")
    return sieve.sift(result, workspace.projects, workspace.notes)


def _hint(path: str, workspace: "Workspace") -> str:
    """What makes later runs read the baseline at `path`, where none does."""
    used = any(file.settings.baseline for project in workspace.projects for file in project.files)
    return "" if used else f'; put baseline = "{shown(path)}" into the configuration'
