"""`dflint upgrade`: give ARGs new versions, in Dockerfiles, templates and Ansible defaults."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from dflint.cli import complain, complain_of
from dflint.cli.parser import Parser, add_configuration
from dflint.errors import DflintError
from dflint.options import Options
from dflint.output.fixes import differences, obstacle, written
from dflint.output.printable import printable
from dflint.paths import absolute, shown
from dflint.upgrading import Plan, Selection, Step, Wish, is_pair, make_plan, read_pair, read_spec
from dflint.workspace import open_workspace

EPILOG = """\
NAME is the name of an ARG, or what stands before _VER or _VERSION in it; upper and lower case are the same.
An upgrade file is YAML. Below the name of an ARG, FROM is the old version (or *, or left out: any), TO the new one:

  SOURCEROOT: workload/Fio
  FIO_VER:
    FROM: 3.38
    TO: 3.39

SOURCEROOT (the folder of a component), WORKLOAD, STACK (its name in the build), DOCKERFILE (the name of a file) and
PLATFORM (what templates are expanded for) select files. --- begins a new document. All documents count.

exit code:
  0  all that was meant is upgraded, or was so before
  1  something was not found, or cannot be edited; the rest is upgraded
  2  dflint could not do its work: a wrong option, upgrade file or configuration, a file that cannot be written
"""


def parser() -> Parser:
    """The options of the command."""
    upgrade = Parser("upgrade", "Give ARGs new versions; nothing else in their files changes.", epilog=EPILOG)
    upgrade.add_argument(
        "what",
        nargs="+",
        metavar="NAME=VERSION|FILE",
        help="a new version, or an upgrade file; - is the standard input",
    )
    upgrade.add_argument(
        "--in",
        dest="globs",
        metavar="GLOB",
        action="append",
        help="only in files whose path from here fits: a folder, a file name, or a pattern; may be repeated",
    )
    output = upgrade.add_argument_group("output")
    output.add_argument("--dry-run", action="store_true", help="print what would change, and write nothing")
    output.add_argument("--diff", action="store_true", help="print it as a patch, and write nothing")
    output.add_argument("-q", "--quiet", action="store_true", help="print only what was not done")
    add_configuration(upgrade)
    return upgrade


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    arguments = parser().parse_args(argv)
    wishes = _wishes(arguments)
    preset = {} if arguments.preset is None else {"preset": arguments.preset}
    workspace = open_workspace(["."], Options(preset, arguments.isolated, arguments.config))
    plan = make_plan(workspace.projects, wishes)
    failed = {} if arguments.diff or arguments.dry_run else _write(plan)
    if arguments.diff:
        _print_diff(plan)
    if not arguments.quiet:
        _print(plan, failed, arguments)
    complain_of(workspace.broken, workspace.missing, () if arguments.quiet else workspace.notes)
    for line in [*plan.unmatched, *plan.left, *failed.values()]:
        complain(line)
    return 2 if failed or workspace.broken else 0 if plan.is_complete else 1


def _wishes(arguments: argparse.Namespace) -> list[Wish]:
    globs = tuple(_pattern(glob) for glob in arguments.globs or ())
    wishes: list[Wish] = []
    for word in arguments.what:
        if is_pair(word):
            wishes.append(read_pair(word, Selection(globs=globs)))
        else:
            wishes += read_spec(_read(word), word, globs)
    return wishes


def _pattern(glob: str) -> str:
    """A pattern for paths from here; an absolute path becomes one."""
    return shown(absolute(glob)) if os.path.isabs(glob) and os.path.lexists(glob) else glob


def _read(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        hint = "; write NAME=VERSION or the name of an upgrade file" if isinstance(error, FileNotFoundError) else ""
        raise DflintError(f"{path}: cannot read the upgrade file: {error.strerror or error}{hint}") from None


def _write(plan: Plan) -> dict[str, str]:
    """Write the files of `plan`; gives a line, by path, for each that cannot be."""
    failed = {}
    for change in plan.changes:
        reason = obstacle(change.path) or written(change)
        if reason is not None:
            failed[change.path] = f"{change.shown}: {reason}"
    return failed


def _print_diff(plan: Plan) -> None:
    sys.stdout.flush()
    for change in plan.changes:
        sys.stdout.buffer.write("".join(differences(change)).encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()


def _print(plan: Plan, failed: Mapping[str, str], arguments: argparse.Namespace) -> None:
    """What changed, a line a value, and how much that is; beside a patch only the latter, on the other output."""
    steps = [step for step in plan.steps if step.target.path not in failed]
    if not arguments.diff:
        for step in steps:
            target = step.target
            line = f"{target.shown}:{target.line}: {target.name} {target.value or '(empty)'} → {step.wish.new}"
            print(printable(line))
    dry = arguments.diff or arguments.dry_run
    print(_summary(plan, steps, dry), file=sys.stderr if arguments.diff else sys.stdout)


def _summary(plan: Plan, steps: list[Step], dry: bool) -> str:
    files = len({step.target.path for step in steps})
    current = f"{_counted(plan.current, 'value')} {'is' if plan.current == 1 else 'are'} up to date"
    if not steps:
        return f"Nothing to upgrade; {current}." if plan.current or plan.is_complete else "Nothing to upgrade."
    done = f"{'Would upgrade' if dry else 'Upgraded'} {_counted(len(steps), 'value')} in {_counted(files, 'file')}"
    return f"{done}; {current}." if plan.current else f"{done}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
