"""`dflint report`: what each image is made of."""

import argparse
import os
import sys
from collections.abc import Sequence

from dflint.cli import complain, complain_of
from dflint.cli.parser import Parser, add_paths, options_of
from dflint.records import TYPE_CHECKING
from dflint.reporting import ONLY, Report, build
from dflint.reporting.flavours import ALIASES, LINKS, NAMES
from dflint.reporting.forges import Sources, style_of
from dflint.reporting.nodes import number
from dflint.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from dflint.reporting.pages import Style
    from dflint.reporting.wiki import Change

FORMATS = (*NAMES, *ALIASES, "csv", "tsv", "bom", "json")
# The format of a file that the report is inserted in, by its ending; Markdown for any other.
ENDINGS = {
    ".html": "html", ".htm": "html", ".rst": "rst", ".adoc": "asciidoc", ".asciidoc": "asciidoc",
    ".mediawiki": "mediawiki", ".wiki": "mediawiki", ".jira": "jira",
}  # fmt: skip
EPILOG = """\
exit code:
  0  the report was made; with --check: every page is as it should be
  1  with --check: a page is not, or belongs to no component any more
  2  dflint could not do its work: a wrong option or configuration, a path that is not there
"""


def parser() -> Parser:
    """The options of the command."""
    report = Parser(
        "report", "Write down what each image is made of: names, versions, sources, by component.", epilog=EPILOG
    )
    add_paths(report)
    report.add_argument(
        "--diff",
        metavar="REV[..REV]",
        help="what changed from one revision of the git repository to another, or to the work tree, for release notes "
        "(with --format markdown or json)",
    )
    output = report.add_argument_group("output")
    output.add_argument(
        "--format", metavar="NAME", type=_format, help=f"form of the report: {', '.join(FORMATS)} (default: markdown)"
    )
    output.add_argument(
        "--only",
        choices=ONLY,
        help="which ingredients: those declared and the base images, all that ships in the image, or all; the default "
        "is that of the preset",
    )
    where = output.add_mutually_exclusive_group()
    where.add_argument(
        "--output", metavar="FOLDER", help="write a wiki into this folder: an index, a page a component, a sidebar"
    )
    where.add_argument(
        "--check",
        metavar="FOLDER",
        help="compare the wiki in this folder, or a file with --insert's lines; write nothing",
    )
    where.add_argument("--insert", metavar="FILE", help="put the report between the two marker lines of this file")
    output.add_argument("-q", "--quiet", action="store_true", help="print the report and nothing else")
    _add_pages(report)
    return report


def _add_pages(report: Parser) -> None:
    pages = report.add_argument_group("pages")
    pages.add_argument("--ingredient-pages", action="store_true", help="a page for each ingredient, too")
    pages.add_argument(
        "--no-findings", dest="findings", action="store_false", help="without the number of findings of dflint check"
    )
    pages.add_argument(
        "--links", choices=LINKS, help="kind of the wiki, and of the forge where the host's name does not tell it"
    )
    pages.add_argument(
        "--source-url",
        metavar="URL",
        help="where the files can be read: a repository, what stands before a path, or an address with {path} and "
        "{line}; pages have that of git's remote by default",
    )
    pages.add_argument(
        "--revision", metavar="REV", help="branch, tag or commit that links lead to (default: the default branch)"
    )


def _format(name: str) -> str:
    if name not in FORMATS:
        from dflint.syntax.suggest import suggestion

        hint = suggestion(name, FORMATS) or f"; choose from {', '.join(FORMATS)}"
        raise argparse.ArgumentTypeError(f'no format "{name}"{hint}')
    return ALIASES.get(name, name)


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    options = parser()
    arguments = options.parse_args(argv)
    target = _target(arguments)
    if target is not None and arguments.format not in (None, *NAMES):
        options.error(f"--format {arguments.format} is for programs and has no pages; choose from {', '.join(NAMES)}")
    if arguments.diff is not None:
        from dflint.cli import report_diff

        return report_diff.run(options, arguments)
    # ShellCheck is not everywhere the same, and pages must not differ from machine to machine.
    given = options_of(arguments, source_url=arguments.source_url, shellcheck=False if target else None)
    workspace = open_workspace(arguments.paths, given)
    sources = Sources(arguments.revision or "", arguments.links or "", derive=target is not None)
    counted = arguments.findings and arguments.insert is None and target is not None
    report = build(workspace.projects, sources, only=arguments.only, findings=counted)
    status = _print(report, arguments.format) if target is None else _write(report, workspace, arguments)
    complain_of(workspace.broken, workspace.missing, () if arguments.quiet else [*workspace.notes, *_unread(report)])
    return 2 if workspace.missing or workspace.broken else status


def _unread(report: Report) -> list[str]:
    """A line on the templates that nothing is known of."""
    from dflint.output.text import unexpanded

    builds = [build for component in report.components for build in component.images]
    paths = [build.path for build in builds if build.template and build.built and not build.error]
    return [unexpanded(paths, "in the report")] if paths else []


def _target(arguments: argparse.Namespace) -> str | None:
    target: str | None = arguments.output or arguments.check or arguments.insert
    return target


def _print(report: Report, form: str | None) -> int:
    if form == "json":
        import json

        text = json.dumps(report.json(), indent=2) + "\n"
    elif form in ("csv", "tsv"):
        text = report.csv("\t" if form == "tsv" else ",")
    else:
        text = report.bom() if form == "bom" else report.document(form or "markdown")
    sys.stdout.write(text)
    return 0


def _write(report: Report, workspace: Workspace, arguments: argparse.Namespace) -> int:
    style = _style(workspace, arguments)
    if arguments.insert is not None:
        return _insert(report, arguments.insert, style, arguments.quiet)
    if arguments.check is not None:
        return _check(report, arguments.check, style, arguments.quiet)
    result = report.write_wiki(arguments.output, style)
    if not arguments.quiet:
        print(f"{arguments.output}: {len(result.written)} pages written, {len(result.unchanged)} unchanged.")
        _tell_stale(arguments.output, result.stale)
    return 0


def _style(workspace: Workspace, arguments: argparse.Namespace) -> "Style":
    from dflint.reporting.pages import Style

    form = arguments.format or _form_of(arguments.insert or arguments.check)
    derived = next(filter(None, (style_of(project.root) for project in workspace.projects[:1])), "")
    links = arguments.links or (derived if derived in LINKS else LINKS[0])
    return Style(form, links, arguments.ingredient_pages)


def _form_of(path: str | None) -> str:
    """The format of the file at `path`; Markdown for a folder, whatever it is called."""
    if path is None or os.path.isdir(path):
        return "markdown"
    return ENDINGS.get(os.path.splitext(path)[1].lower(), "markdown")


def _tell_stale(folder: str, names: Sequence[str]) -> None:
    from dflint.output.printable import printable

    for name in names:
        print(f"{folder}/{printable(name)}: belongs to no component any more; delete it if nobody needs it.")


def _insert(report: Report, path: str, style: "Style", quiet: bool) -> int:
    """Put the report into the file `path`, which is only touched when it changes."""
    from dflint.files import replace_file
    from dflint.reporting.wiki import insertion

    change = insertion(report, path, style)
    if change.old != change.new:
        replace_file(os.path.realpath(path), change.new)
    if not quiet:
        print(f"{path}: {'unchanged' if change.old == change.new else 'written'}.")
    return 0


def _check(report: Report, path: str, style: "Style", quiet: bool) -> int:
    """Print what `--output`, or `--insert` for a file, would change."""
    from dflint.reporting.wiki import compare, insertion

    if os.path.isfile(path):
        change = insertion(report, path, style)
        return _tell([change] if change.old != change.new else [], "--insert", quiet)
    found = compare(report, path, style)
    status = _tell(found.changes, "--output", quiet)
    _tell_stale(path, found.stale)
    if not quiet and not status and not found.stale:
        print(f"{path}: all {found.unchanged} pages are as they should be.")
    return int(bool(status or found.stale))


def _tell(changes: Sequence["Change"], option: str, quiet: bool) -> int:
    """Print the differences, which `option` would remove, or only the names of the files; 1 if there are any."""
    for change in changes:
        if quiet:
            print(change.path)
        else:
            sys.stdout.writelines(change.diff())
    if changes and not quiet:
        complain(f"{number(len(changes), 'page')} not up to date; run the same with {option} in place of --check")
    return int(bool(changes))
