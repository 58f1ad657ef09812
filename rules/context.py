"""The build context."""

import os
from collections.abc import Iterator

from dflint.lint.finding import ERROR, INFO, Finding
from dflint.lint.rule import rule
from dflint.model.context import IGNORE_FILE
from dflint.model.file import File
from dflint.model.sources import Source, leads_out, local_sources
from dflint.model.stages import Stage
from dflint.model.words import near
from dflint.syntax.nodes import Transfer


def _sources(stage: Stage) -> Iterator[tuple[Transfer, Source]]:
    for node in stage.of(Transfer):
        for source in local_sources(stage, node):
            yield node, source


@rule("BK019", "copies-an-ignored-file", aliases=("CopyIgnoredFile",))
def ignored(stage: Stage, file: File) -> Iterator[Finding]:
    """COPY or ADD of what the `.dockerignore` leaves out of the context."""
    for _, source in _sources(stage):
        rules = file.context.ignored
        if rules is not None and rules.excludes(source.path):
            name = os.path.basename(file.context.ignore_path or IGNORE_FILE)
            yield Finding(source.word.span, f'"{source.value.text}" is not in the build context: {name} leaves it out')


@rule("DF062", "copies-from-outside-the-context", severity=ERROR)
def outside(stage: Stage) -> Iterator[Finding]:
    """COPY or ADD of a path that leads above the context."""
    for _, source in _sources(stage):
        if leads_out(source, stage):
            message = f'"{source.value.text}" leads out of the build context; the builder reads "{source.path}"'
            yield Finding(source.word.span, message)


@rule("DF063", "copies-a-missing-file", default=False)
def missing(stage: Stage, file: File) -> Iterator[Finding]:
    """COPY or ADD of a file that is not in the context."""
    for _, source in _sources(stage):
        context, path = file.context, source.path
        if source.certain and context.known and context.kind(path) == "missing" and not context.is_elsewhere(path):
            yield Finding(source.word.span, f'"{path}" is not in the build context{_hint(file, path)}')


def _hint(file: File, path: str) -> str:
    """`; did you mean X?`"""
    folder, _, name = path.rpartition("/")
    others = [other for other in file.context.names(folder or ".") if near(name, other) or name.lower() == other.lower()]
    return f'; did you mean "{os.path.join(folder, others[0])}"?' if others else ""


@rule("DF064", "has-no-dockerignore", severity=INFO, default=False)
def no_ignore_file(stage: Stage, file: File) -> Iterator[Finding]:
    """The whole context is copied, and nothing is left out of it."""
    for _, source in _sources(stage):
        context = file.context
        if source.path == "." and context.ignore_path is None and not context.is_elsewhere(IGNORE_FILE):
            message = "all of the build context is copied; name in a .dockerignore what the image does not need"
            yield Finding(source.word.span, message)


@rule("DF065", "copies-the-whole-context", severity=INFO, default=False)
def whole(stage: Stage) -> Iterator[Finding]:
    """`COPY .`"""
    for _, source in _sources(stage):
        if source.path == ".":
            yield Finding(source.word.span, "all of the build context is copied; copy what the image needs by its name")
