"""References to variables, `$NAME` and `${NAME...}`, where the builder itself expands them, with their places.

After moby/buildkit, frontend/dockerfile/shell/lex.go: what stands in single quotes or behind the escape is plain text.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from dflint.records import NamedTuple
from dflint.syntax import nodes
from dflint.syntax.nodes import Instruction, Word
from dflint.text import Span

# What may follow the name in braces; the builder refuses everything else.
MODIFIERS = ("", "-", "+", "?", ":-", ":+", ":?", "#", "%", "/")
# Flags whose values the builder expands.
FLAGS = {
    "ADD": ("chown", "chmod", "checksum"), "COPY": ("chown", "chmod"), "FROM": ("platform",),
    "RUN": ("mount",),
}  # fmt: skip
WHOLE = (
    nodes.Arg, nodes.Env, nodes.Expose, nodes.From, nodes.Label, nodes.StopSignal, nodes.Transfer, nodes.User,
    nodes.Volume, nodes.Workdir,
)  # fmt: skip


class Mark(NamedTuple):
    """One reference in a text: its offsets, its name, and the modifier after the name (`:-`), at `at`.

    `closed` is False for one whose brace stays open. `modifier` is what the builder reads there, right or wrong.
    """

    start: int
    end: int
    name: str
    modifier: str
    at: int
    closed: bool = True

    @property
    def is_refused(self) -> bool:
        """True when the builder gives up on it."""
        return not self.closed or not self.name or self.modifier not in MODIFIERS

    @property
    def has_default(self) -> bool:
        """True when the text says what to take for a name that is unset."""
        return self.modifier in ("-", "+", ":-", ":+")


class Reference(NamedTuple):
    """A reference in an instruction: `mark` with its place in the source and that of its modifier."""

    mark: Mark
    span: Span
    modifier_span: Span

    @property
    def name(self) -> str:
        """The name of the variable."""
        return self.mark.name


def marks(text: str, escape: str, *, quotes: bool = True) -> Iterator[Mark]:
    """The references in `text`, those in the modifiers of others included; without `quotes`, these mean nothing."""
    at, quoted = 0, False
    while match := _special(escape).search(text, at):
        at = match.start()
        char = match[0]
        if char == escape:
            at += 2
        elif quotes and char == "'" and not quoted:
            at = text.find("'", at + 1) + 1 or len(text)
        elif char == "$":
            mark = _mark(text, at)
            if mark:
                yield mark
            # What stands in the modifier is looked at next, so that references in it are found, too.
            at = max(at + 1, mark.at + len(mark.modifier) if mark else 0)
        else:
            quoted ^= quotes and char == '"'
            at += 1


@cache
def _special(escape: str) -> "re.Pattern[str]":
    return re.compile(rf"[{re.escape(escape)}$'\"]")


@cache
def _name() -> "re.Pattern[str]":
    return re.compile(r"[^\W\d]\w*|\d+|[@*#?$!0-]")


def _mark(text: str, at: int) -> Mark | None:
    """The reference at the `$` at `at`, if it is one."""
    braced = text.startswith("{", at + 1)
    start = at + 1 + braced
    match = _name().match(text, start)
    name = match[0] if match else ""
    end = start + len(name)
    if not braced:
        return Mark(at, end, name, "", end) if name else None
    close = _close(text, end)
    closed = close < len(text)
    modifier = "" if text.startswith("}", end) or not closed else text[end : end + 1 + text.startswith(":", end)]
    return Mark(at, min(close + 1, len(text)), name, modifier, end, closed)


def _close(text: str, at: int) -> int:
    """The place of the brace that ends a reference, or the end of the text."""
    depth = 0
    while at < len(text):
        if text.startswith("${", at):
            depth += 1
        elif text[at] == "}":
            if not depth:
                return at
            depth -= 1
        at += 1
    return at


def references(node: Instruction, escape: str) -> list[Reference]:
    """The references in `node` that the builder expands, in the order of the text but those in flags first.

    They are looked up once.
    """
    if node.references is None:
        node.references = list(_references(node, escape))
    return node.references


def _references(node: Instruction, escape: str) -> Iterator[Reference]:
    if node.options:
        yield from _in_flags(node, escape)
    if not isinstance(node, WHOLE):
        return
    if node.is_json:
        for word in node.args:
            yield from _in_word(word, escape)
    elif "$" in node.rest.text:
        yield from _found(node.rest.text, escape, node.locate)
    for heredoc in node.heredocs if isinstance(node, nodes.Transfer) else ():
        if heredoc.expand:
            yield from _found(heredoc.content, "\\", _shifted(heredoc.body.start), quotes=False)


def _shifted(by: int) -> Callable[[int, int], Span]:
    return lambda first, last: Span(by + first, by + last)


def _found(text: str, escape: str, locate: Callable[[int, int], Span], *, quotes: bool = True) -> Iterator[Reference]:
    if "$" in text:
        for mark in marks(text, escape, quotes=quotes):
            yield Reference(mark, locate(mark.start, mark.end), locate(mark.at, mark.at + max(1, len(mark.modifier))))


def _in_word(word: Word, escape: str) -> Iterator[Reference]:
    yield from _found(word.text, escape, lambda first, last: word.span)


def _in_flags(node: Instruction, escape: str) -> Iterator[Reference]:
    for flag in node.options:
        if flag.name not in FLAGS.get(node.keyword, ()) or not flag.value:
            continue
        for part in flag.value.split(",") if flag.name == "mount" else [flag.value]:
            if not part.startswith("from="):
                yield from _in_word(Word(part, flag.span), escape)
