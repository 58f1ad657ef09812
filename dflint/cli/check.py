"""`dflint check`: the findings of all rules on the given paths."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from dflint.cli import complain
from dflint.cli.parser import Parser, add_paths, names, options_of
from dflint.config import NEVER, SEVERITIES
from dflint.lint.engine import lint
from dflint.lint.finding import Severity
from dflint.lint.scripts import Ahead
from dflint.output.result import Result, result_of
from dflint.settings import Settings
from dflint.workspace import Workspace, open_workspace

EPILOG = """\
exit code:
  0  nothing at or above the severity of --fail-on
  1  something
  2  dflint could not do its work: a wrong option or configuration, a path that is not there

CODE is the code of a rule (WL010), the beginning of codes (WL), a name, or ALL. dflint rules lists them.
"""


def parser() -> Parser:
    """The options of the command."""
    check = Parser("check", "Check Dockerfiles and say what is wrong with them.", epilog=EPILOG)
    add_paths(check)
    rules = check.add_argument_group("rules")
    codes = {"metavar": "CODE,...", "action": "extend", "type": names}
    rules.add_argument("--select", **codes, help="use these rules only")  # type: ignore[arg-type]
    rules.add_argument("--ignore", **codes, help="leave these rules out")  # type: ignore[arg-type]
    rules.add_argument("--extend-select", **codes, help="use these rules, too")  # type: ignore[arg-type]
    rules.add_argument(
        "--fail-on", metavar="SEVERITY", help=f"least severity that gives exit code 1: {', '.join(SEVERITIES)}, {NEVER}"
    )
    rules.add_argument("--exit-zero", action="store_true", help="give exit code 0 whatever is found")
    rules.add_argument(
        "--no-shellcheck",
        dest="shellcheck",
        action="store_const",
        const=False,
        help="leave out what ShellCheck says, the SC codes",
    )
    _add_output(check)
    return check


def _add_output(check: Parser) -> None:
    output = check.add_argument_group("output")
    output.add_argument("--format", choices=("text", "json"), default="text", help="form of the output")
    output.add_argument("--statistics", action="store_true", help="print how often each rule speaks, not the findings")
    output.add_argument("-q", "--quiet", action="store_true", help="print the findings and nothing else")
    output.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours: auto means on a terminal only"
    )
    output.add_argument(
        "--no-color", dest="color", action="store_const", const="never", help="the same as --color never"
    )


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    arguments = parser().parse_args(argv)
    options = options_of(
        arguments,
        select=arguments.select,
        ignore=arguments.ignore,
        extend_select=arguments.extend_select,
        fail_on=arguments.fail_on,
        shellcheck=arguments.shellcheck,
    )
    gc.set_threshold(100_000)  # nearly all that is made here is needed to the end
    with Ahead() as ahead:
        workspace = open_workspace(arguments.paths, options, ahead.add)
        found = [item for project in workspace.projects for item in lint(project, ahead, workspace.notes)]
    result = result_of(workspace.projects, found)
    sys.stdout.write(_rendered(result, arguments))
    complain_of(workspace, arguments.quiet)
    if workspace.missing or workspace.broken:
        return 2
    return int(_fails(workspace, result) and not arguments.exit_zero)


def complain_of(workspace: Workspace, quiet: bool = False) -> None:
    """Say on the standard error output what could not be read."""
    sys.stdout.flush()
    for message in workspace.broken:
        complain(message)
    for path in workspace.missing:
        complain(f"{path}: no such file or folder")
    for note in () if quiet else workspace.notes:
        complain(note)


def _rendered(result: Result, arguments: argparse.Namespace) -> str:
    if arguments.format == "json":
        from dflint.output import json

        return json.counts(result) if arguments.statistics else json.findings(result)
    from dflint.output.text import Printer

    printer = Printer(_wants_color(arguments.color), arguments.quiet)
    return printer.statistics(result) if arguments.statistics else printer.findings(result)


def _wants_color(when: str) -> bool:
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _fails(workspace: Workspace, result: Result) -> bool:
    """True when a finding is at or above the severity that its file is to fail on."""
    limits = {file.shown: _limit(file.settings) for project in workspace.projects for file in project.files}
    return any(item.severity >= limits[item.path] for item in result.diagnostics)


def _limit(settings: Settings) -> int:
    return 99 if settings.fail_on == NEVER else Severity[settings.fail_on.upper()]
