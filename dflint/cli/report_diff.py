"""`dflint report --diff`: what images are made of now, and were before."""

import argparse
import sys
from functools import partial

from dflint.cli import complain
from dflint.cli.parser import Parser, options_of
from dflint.options import STDIN
from dflint.reporting import build
from dflint.reporting.history import history


def run(parser: Parser, arguments: argparse.Namespace) -> int:
    """Print what changed, and return the exit code."""
    form = arguments.format or "markdown"
    pages = (arguments.output, arguments.check, arguments.insert)
    if form not in ("markdown", "json") or any(pages) or STDIN in arguments.paths:
        parser.error("--diff goes with --format markdown or json, and with files and folders only")
    found = history(arguments.diff, arguments.paths, options_of(arguments), partial(build, only=arguments.only))
    if form == "json":
        import json

        sys.stdout.write(json.dumps(found.changes.json(), indent=2) + "\n")
    else:
        sys.stdout.write(found.changes.markdown())
    sys.stdout.flush()
    for line in [*found.broken, *(() if arguments.quiet else found.notes)]:
        complain(line)
    return 2 if found.broken else 0
