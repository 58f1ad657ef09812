"""`dflint render`: what a template expands to, and whether the files that were generated from templates still fit."""

import sys
from collections.abc import Iterator, Sequence

from dflint.cli import complain, complain_of, fail
from dflint.cli.parser import Parser, add_paths, options_of
from dflint.model.file import File
from dflint.model.generated import Drift, drifts
from dflint.workspace import Workspace, open_workspace

EPILOG = """\
exit code:
  0  the template was expanded; with --check: all generated files fit
  1  it cannot be expanded; with --check: some file does not fit, or no template gives it
  2  dflint could not do its work: a wrong option or configuration, a path that is not there
"""


def parser() -> Parser:
    """The options of the command."""
    render = Parser("render", "Print what a template expands to, or compare generated files.", epilog=EPILOG)
    add_paths(render)
    render.add_argument("--variant", metavar="NAME", help="expand this variant of the configuration, not the first one")
    render.add_argument(
        "--check", action="store_true", help="compare the generated Dockerfiles with what their templates give"
    )
    render.add_argument("-q", "--quiet", action="store_true", help="leave out the differences, name the files only")
    return render


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    options = parser()
    arguments = options.parse_args(argv)
    workspace = open_workspace(arguments.paths, options_of(arguments))
    complain_of(workspace.broken, workspace.missing, () if arguments.quiet else workspace.notes)
    if workspace.missing or workspace.broken:
        return 2
    if arguments.check:
        return check(workspace, arguments.quiet)
    files = [file for project in workspace.projects for file in project.files if file.expansion and file.focus]
    if len({file.path for file in files}) != 1:
        return fail(f"name one template to render; {len({file.path for file in files})} were found")
    return render_one(files, arguments.variant)


def render_one(files: list[File], variant: str | None) -> int:
    """Print the expansion of one template, given in all its variants."""
    names = [file.expansion.variant for file in files if file.expansion]
    if variant is not None and variant not in names:
        return fail(f'no variant "{variant}"; there are {", ".join(names) if any(names) else "none"}')
    file = files[names.index(variant) if variant is not None else 0]
    assert file.expansion is not None
    if file.expansion.error is not None:
        place = file.expansion.files[0].position(file.expansion.error.origin.start)
        complain(f"{file.shown}:{place.line}: template cannot be expanded: {file.expansion.error.message}")
        return 1
    sys.stdout.flush()
    sys.stdout.buffer.write(file.source.to_bytes())
    return 0


def check(workspace: Workspace, quiet: bool) -> int:
    """Print how generated files differ from what their templates give."""
    found = [drift for project in workspace.projects for drift in drifts(project)]
    for drift in found:
        print(_headline(drift))
        if not quiet and drift.old is not None and drift.new is not None:
            sys.stdout.writelines(_difference(drift))
    if not found:
        print("All generated files fit their templates.")
    return 1 if found else 0


def _headline(drift: Drift) -> str:
    if drift.new is None:
        return f"{drift.path}: no template gives this file; delete it, or add its variant"
    if drift.old is None:
        return f"{drift.path}: is missing; generate it from {drift.template}"
    return f"{drift.path}: is not what {drift.template} gives; generate it again"


def _difference(drift: Drift) -> Iterator[str]:
    from difflib import unified_diff

    old, new = (drift.old or "").splitlines(keepends=True), (drift.new or "").splitlines(keepends=True)
    for line in unified_diff(old, new, drift.path, drift.template):
        yield line if line.endswith("\n") else line + "\n"
