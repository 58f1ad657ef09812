"""`dflint check --fix` and `--diff`."""

import argparse
import sys

from dflint.cli import complain
from dflint.cli.check import view_of
from dflint.cli.fresh import fails
from dflint.lint.fixes import Change
from dflint.options import STDIN, Options
from dflint.output.fixes import Outcome, differences, fix_workspace
from dflint.output.result import Result, result_of
from dflint.output.sieve import Sieve
from dflint.paths import absolute
from dflint.workspace import Workspace


def run(workspace: Workspace, arguments: argparse.Namespace, options: Options, sieve: Sieve) -> int:
    """Fix the files of `workspace`, or show what that would change; gives the exit code.

    Only what `sieve` lets through is fixed and reported.
    """
    piped = absolute(options.stdin_filename or "Dockerfile") if STDIN in arguments.paths else None
    outcome = fix_workspace(workspace, arguments.fix and not arguments.diff, piped, sieve.keep)
    fixed = (outcome.number, len(outcome.changes)) if not arguments.diff else None
    everything = result_of(outcome.projects, outcome.diagnostics, fixed)
    result = sieve.sift(everything, outcome.projects, workspace.notes)
    if arguments.diff:
        status = _show(outcome, result, arguments)
    else:
        status = _report(outcome, result, arguments, options, piped)
    for line in outcome.bugs + outcome.failed:
        complain(line)
    for line in () if arguments.quiet else outcome.left:
        complain(line)
    return 2 if outcome.failed else 0 if arguments.exit_zero else status


def _show(outcome: Outcome, result: Result, arguments: argparse.Namespace) -> int:
    """Print the differences; on the standard error output, how many there are."""
    for change in outcome.changes:
        _write("".join(differences(change)).encode("utf-8", "surrogateescape"))
    if not arguments.quiet:
        more = result.fixable()[1]
        hint = f"; {more} more can be fixed with --unsafe-fixes" if more else ""
        done = f"Would fix {_counted(outcome)}" if outcome.changes else "Would fix nothing"
        print(f"{done}{hint}.", file=sys.stderr)
    return int(bool(outcome.changes))


def _counted(outcome: Outcome) -> str:
    number, files = outcome.number, len(outcome.changes)
    return f"{number} finding{'s' * (number != 1)} in {files} file{'s' * (files != 1)}"


def _report(
    outcome: Outcome, result: Result, arguments: argparse.Namespace, options: Options, piped: str | None
) -> int:
    """Print what remains; where the fixed standard input takes the output, on the other one."""
    if piped is not None:
        _write(_piped(outcome.changes, options, piped))
    (sys.stdout if piped is None else sys.stderr).writelines(view_of(arguments).of(result))
    remain = fails(outcome.projects, result)
    return int(remain or (arguments.exit_non_zero_on_fix and bool(outcome.changes)))


def _piped(changes: list[Change], options: Options, piped: str) -> bytes:
    """The text of the standard input with its fixes."""
    return next((change.new.to_bytes() for change in changes if change.path == piped), options.data)


def _write(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
