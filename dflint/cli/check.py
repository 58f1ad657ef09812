"""`dflint check`: the findings of all rules on the given paths, and their fixes."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence

from dflint.cli import complain, novelty
from dflint.cli.parser import Parser, add_paths, build_arg, names, number_of_jobs, options_of
from dflint.cli.progress import Progress
from dflint.config import NEVER, SEVERITIES
from dflint.cores import cores
from dflint.lint.finding import Severity
from dflint.lint.run import check
from dflint.model.project import Project
from dflint.output.result import Result, result_of
from dflint.settings import Settings
from dflint.workspace import Options, Workspace, open_workspace

EPILOG = """\
exit code:
  0  nothing at or above the severity of --fail-on
  1  something; with --diff: something would be fixed
  2  dflint could not do its work: a wrong option or configuration, a path that is not there,
     a file that cannot be written

With --fix the findings that remain count.
CODE is the code of a rule (WL010), the beginning of codes (WL), a name, or ALL. dflint rules lists them.
"""


def parser() -> Parser:
    """The options of the command."""
    check = Parser("check", "Check Dockerfiles, say what is wrong with them, and fix it.", epilog=EPILOG)
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
    rules.add_argument(
        "--build-arg",
        metavar="NAME=VALUE",
        action="append",
        type=build_arg,
        help="what the build passes; may be repeated",
    )
    novelty.add_options(check)
    _add_fixes(check)
    _add_output(check)
    check.add_argument(
        "--jobs", metavar="N", type=number_of_jobs, help="work with so many processes (default: one for each core)"
    )
    return check


def _add_fixes(check: Parser) -> None:
    fixes = check.add_argument_group("fixes")
    fixes.add_argument("--fix", action="store_true", help="fix what can be fixed safely; what remains is printed")
    fixes.add_argument("--diff", action="store_true", help="print what --fix would change, and write nothing")
    fixes.add_argument(
        "--unsafe-fixes",
        action="store_const",
        const=True,
        help="with the fixes that are right in most cases only; look at what they did",
    )
    fixes.add_argument(
        "--no-unsafe-fixes",
        dest="unsafe_fixes",
        action="store_const",
        const=False,
        help="without them, whatever the configuration says",
    )
    fixes.add_argument(
        "--exit-non-zero-on-fix", action="store_true", help="give exit code 1 when something was fixed, too"
    )


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
        unsafe_fixes=arguments.unsafe_fixes,
        baseline=novelty.baseline_of(arguments),
    )._replace(build_args=dict(arguments.build_arg or ()))
    work = _fix if arguments.fix or arguments.diff else _check
    workspace, status = work(arguments, options)
    complain_of(workspace, arguments.quiet)
    return 2 if workspace.missing or workspace.broken or workspace.is_blind else status


def _check(arguments: argparse.Namespace, options: Options) -> tuple[Workspace, int]:
    sieve = novelty.sieve_of(arguments)
    workspace = open_workspace(arguments.paths, options)
    with Progress(wanted=not arguments.quiet) as progress:
        found = check(workspace.projects, arguments.jobs or cores(), workspace.notes, progress)
    result = novelty.reported(sieve, result_of(workspace.projects, found), workspace, arguments)
    sys.stdout.writelines(rendered(result, arguments))
    return workspace, int(fails(workspace.projects, result) and not arguments.exit_zero)


def _fix(arguments: argparse.Namespace, options: Options) -> tuple[Workspace, int]:
    from dflint.cli import mend

    sieve = novelty.sieve_of(arguments)
    workspace = open_workspace(arguments.paths, options)
    return workspace, mend.run(workspace, arguments, options, sieve)


def complain_of(workspace: Workspace, quiet: bool = False) -> None:
    """Say on the standard error output what could not be read."""
    sys.stdout.flush()
    for message in workspace.broken:
        complain(message)
    for path in workspace.missing:
        complain(f"{path}: no such file or folder")
    for note in () if quiet else workspace.notes:
        complain(note)


def rendered(result: Result, arguments: argparse.Namespace) -> Iterable[str]:
    """The output for `result`, as the options have it, in pieces: there may be much of it."""
    if arguments.format == "json":
        from dflint.output import json

        return [json.counts(result)] if arguments.statistics else json.pieces(result)
    from dflint.output.text import Printer

    printer = Printer(_wants_color(arguments.color), arguments.quiet)
    return [printer.statistics(result)] if arguments.statistics else printer.pieces(result)


def _wants_color(when: str) -> bool:
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def fails(projects: list[Project], result: Result) -> bool:
    """True when a finding is at or above the severity that its file is to fail on."""
    limits = {file.shown: _limit(file.settings) for project in projects for file in project.files}
    least = min(limits.values(), default=0)  # for a file that a template includes
    return any(item.severity >= limits.get(item.path, least) for item in result.diagnostics)


def _limit(settings: Settings) -> int:
    return 99 if settings.fail_on == NEVER else Severity[settings.fail_on.upper()]
