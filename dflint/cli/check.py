"""`dflint check`: the findings of all rules on the given paths, and their fixes."""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial

from dflint.cli import complain, complain_of, novelty
from dflint.cli.memory import Memory, Outcome, Run
from dflint.cli.parser import Parser, add_paths, build_arg, names, number_of_jobs, options_of
from dflint.cli.view import View
from dflint.config import NEVER, SEVERITIES
from dflint.cores import cores
from dflint.discover import find
from dflint.model.templates import ahead
from dflint.options import STDIN, Options

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
    _add_cache(check)
    check.add_argument(
        "--jobs", metavar="N", type=number_of_jobs, help="work with so many processes at most (default: the cores)"
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
    return _fix(arguments, options) if arguments.fix or arguments.diff else _check(arguments, options)


def _add_cache(check: Parser) -> None:
    cache = check.add_argument_group("cache")
    cache.add_argument("--no-cache", action="store_true", help="work everything out anew, and keep nothing")
    cache.add_argument(
        "--cache-dir", metavar="DIR", help="keep what was found in this folder (default: .dflint_cache of the project)"
    )


def view_of(arguments: argparse.Namespace) -> View:
    """How the options of the command have the result shown."""
    return View(arguments.format, _wants_color(arguments.color), arguments.quiet, arguments.statistics)


def _check(arguments: argparse.Namespace, options: Options) -> int:
    view = view_of(arguments)
    novelty.refuse_clashes(arguments)
    found = find(path for path in arguments.paths if path != STDIN)
    memory = Memory.of(arguments, options, found, view.name)
    outcome = memory.recall()
    if outcome is None:
        run = Run(arguments.paths, options, found, arguments.jobs or cores(), not arguments.quiet)
        with ahead([*found.named, *found.files]):
            sift = partial(novelty.reported, novelty.sieve_of(arguments), arguments=arguments)
            outcome = memory.work_out(run, view, sift)
    sys.stdout.writelines(outcome.text)
    complain_of(outcome.broken, outcome.missing, () if arguments.quiet else outcome.notes)
    for line in () if arguments.quiet else memory.trouble:
        complain(line)
    return _status(outcome, arguments.exit_zero)


def _status(outcome: Outcome, exit_zero: bool) -> int:
    return 2 if outcome.missing or outcome.broken or outcome.is_blind else int(outcome.fails and not exit_zero)


def _fix(arguments: argparse.Namespace, options: Options) -> int:
    from dflint.cli import mend
    from dflint.workspace import open_workspace

    novelty.refuse_clashes(arguments)
    sieve = novelty.sieve_of(arguments)
    workspace = open_workspace(arguments.paths, options)
    status = mend.run(workspace, arguments, options, sieve)
    complain_of(workspace.broken, workspace.missing, () if arguments.quiet else workspace.notes)
    return 2 if workspace.missing or workspace.broken or workspace.is_blind else status


def _wants_color(when: str) -> bool:
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
