"""ENTRYPOINT, which the validation runtime of a workload tree reserves for itself."""

from collections.abc import Iterator

from dflint.lint.finding import ERROR, Finding, Related
from dflint.lint.rule import rule
from dflint.model.component import Component
from dflint.model.file import File
from dflint.model.project import Project
from dflint.syntax.nodes import Cmd, Entrypoint
from dflint.text import replace, unsafe


def _sets(node: Entrypoint | None) -> bool:
    """False for a reset: `ENTRYPOINT []` or `ENTRYPOINT [""]`."""
    return node is not None and any(word.text.strip() for word in node.args)


@rule("WL010", "sets-the-reserved-entrypoint", severity=ERROR)
def reserved(file: File, component: Component) -> Iterator[Finding]:
    """The final image has an ENTRYPOINT of this file."""
    node = file.in_force(Entrypoint)
    if node is None or not _sets(node):
        return
    message = "ENTRYPOINT is reserved for the runtime; start the program with CMD"
    fix = unsafe(replace(node.keyword_span, "CMD")) if file.in_force(Cmd) is None else None
    yield Finding(node.keyword_span, message, fix)


@rule("WL011", "inherits-the-entrypoint-of-a-sibling")
def inherited(file: File, component: Component, project: Project) -> Iterator[Finding]:
    """The final image builds on an image of the project that has an ENTRYPOINT, and does not reset it."""
    base = file.base
    if base is None or file.in_force(Entrypoint) is not None:
        return
    for other in project.ancestry(file)[1:]:
        node = other.in_force(Entrypoint)
        if node is None:
            continue
        if _sets(node):
            place = Related(other.shown, other.source.position(node.keyword_span.start), "it is set here")
            message = f"the image inherits the ENTRYPOINT of {other.path}; add ENTRYPOINT [] to reset it"
            yield Finding(base.word.span, message, related=(place,))
        return
