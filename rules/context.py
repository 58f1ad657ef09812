"""The build context."""

import os
import re
from collections.abc import Iterator

from dflint.lint.finding import ERROR, INFO, Finding
from dflint.lint.rule import rule
from dflint.model.context import IGNORE_FILE
from dflint.model.file import File
from dflint.model.script import is_windows
from dflint.model.stages import Stage
from dflint.model.transfers import Source, leads_out, sources
from dflint.model.words import near
from dflint.text import replace, unsafe

# What needs no quotes in a path.
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+/@")


@rule("BK019", "copies-an-ignored-file", aliases=("CopyIgnoredFile",))
def ignored(stage: Stage, file: File) -> Iterator[Finding]:
    """COPY or ADD of what the `.dockerignore` leaves out of the context."""
    for _, source in sources(stage):
        rules = file.context.ignored
        if rules is not None and rules.excludes(source.path) and not file.context.is_above:
            name = os.path.basename(file.context.ignore_path or IGNORE_FILE)
            yield Finding(source.word.span, f'"{source.value.text}" is not in the build context: {name} leaves it out')


@rule("DF062", "copies-from-outside-the-context", severity=ERROR)
def outside(stage: Stage) -> Iterator[Finding]:
    """COPY or ADD of a path that leads above the context."""
    for _, source in sources(stage):
        if leads_out(source, stage):
            message = f'"{source.value.text}" leads out of the build context; the builder reads "{source.path}"'
            yield Finding(source.word.span, message)


@rule("DF063", "copies-a-missing-file", default=False)
def missing(stage: Stage, file: File) -> Iterator[Finding]:
    """COPY or ADD of a file that is not in the context."""
    for source in _missing(stage, file):
        if _nearest(file, source) is None:
            yield Finding(source.word.span, f'"{source.path}" is not in the build context')


@rule("DF068", "copies-a-misspelt-file", severity=ERROR)
def misspelt(stage: Stage, file: File) -> Iterator[Finding]:
    """COPY or ADD of a file that is not in the context, where one with a similar name is."""
    for source in _missing(stage, file):
        other, span = _nearest(file, source), source.word.span
        if other is not None and not (other.casefold() == source.path.casefold() and _may_ignore_case(stage)):
            plain = file.source[span] == source.path and PLAIN.issuperset(other)
            fix = unsafe(replace(span, other)) if plain else None
            yield Finding(span, f'"{source.path}" is not in the build context; did you mean "{other}"?', fix)


def _may_ignore_case(stage: Stage) -> bool:
    """True for what is, or may be, built on Windows, where `Web.config` and `web.config` are one file."""
    return is_windows(stage) or not stage.line_of_descent[-1].image.known


def _missing(stage: Stage, file: File) -> Iterator[Source]:
    for _, source in sources(stage):
        context, path = file.context, source.path
        if source.certain and context.known and context.kind(path) == "missing" and not context.is_elsewhere(path):
            yield source


def _nearest(file: File, source: Source) -> str | None:
    """The path of the context that differs from that of `source` by a letter or two, not by a number."""
    folder, _, name = source.path.rpartition("/")
    for other in file.context.names(folder or "."):
        if near(_letters(name), _letters(other)) or name.casefold() == other.casefold():
            return f"{folder}/{other}" if folder else other
    return None


def _letters(name: str) -> str:
    """`name` without numbers, and without what sets them apart."""
    return re.sub(r"[-_.]?[0-9]+", "", name)


@rule("DF064", "has-no-dockerignore", severity=INFO, default=False)
def no_ignore_file(stage: Stage, file: File) -> Iterator[Finding]:
    """The whole context is copied, and nothing is left out of it."""
    for _, source in sources(stage):
        context = file.context
        if source.path == "." and context.ignore_path is None and not context.is_elsewhere(IGNORE_FILE):
            message = "all of the build context is copied; name in a .dockerignore what the image does not need"
            yield Finding(source.word.span, message)


@rule("DF065", "copies-the-whole-context", severity=INFO, default=False)
def whole(stage: Stage) -> Iterator[Finding]:
    """`COPY .`"""
    for _, source in sources(stage):
        if source.path == ".":
            yield Finding(source.word.span, "all of the build context is copied; copy what the image needs by its name")
