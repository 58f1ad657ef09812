"""`dflint report`: what each image is made of."""

import argparse
import sys
from collections.abc import Sequence

from dflint.cli import complain_of
from dflint.cli.parser import Parser, add_paths, options_of
from dflint.reporting import Report, build
from dflint.workspace import open_workspace

FORMATS = ("markdown", "bom", "json")


def parser() -> Parser:
    """The options of the command."""
    report = Parser("report", "Write down what each image is made of: names, versions, sources, by component.")
    add_paths(report)
    output = report.add_argument_group("output")
    output.add_argument("--format", choices=FORMATS, default="markdown", help="form of the report (default: markdown)")
    output.add_argument(
        "--output", metavar="FOLDER", help="write a wiki into this folder: a page a component, Home.md, _Sidebar.md"
    )
    output.add_argument("-q", "--quiet", action="store_true", help="print the report and nothing else")
    return report


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    options = parser()
    arguments = options.parse_args(argv)
    if arguments.output is not None and arguments.format != "markdown":
        options.error(f"--output writes Markdown pages; leave out --format {arguments.format}")
    workspace = open_workspace(arguments.paths, options_of(arguments))
    report = build(workspace.projects)
    if arguments.output is None:
        _print(report, arguments.format)
    else:
        _write(report, arguments)
    complain_of(workspace.broken, workspace.missing, () if arguments.quiet else workspace.notes)
    return 2 if workspace.missing or workspace.broken else 0


def _print(report: Report, form: str) -> None:
    if form == "json":
        import json

        text = json.dumps(report.json(), indent=2) + "\n"
    else:
        text = report.bom() if form == "bom" else report.markdown()
    sys.stdout.write(text)


def _write(report: Report, arguments: argparse.Namespace) -> None:
    result = report.write_wiki(arguments.output)
    if arguments.quiet:
        return
    print(f"{arguments.output}: {len(result.written)} pages written, {len(result.unchanged)} unchanged.")
    for name in result.stale:
        print(f"{arguments.output}/{name}: belongs to no component any more; delete it if nobody needs it.")
