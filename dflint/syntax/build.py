"""A logical line to a typed instruction: how each keyword's arguments are split.

After the dispatch table of moby/buildkit, frontend/dockerfile/parser/parser.go.
"""

from collections.abc import Callable

from dflint.syntax import nodes
from dflint.syntax.blanks import BYTE_BLANKS, blank_run
from dflint.syntax.fold import Folded
from dflint.syntax.json_form import NotStringsError, split_json
from dflint.syntax.nodes import Assignments, Flag, Instruction, Onbuild, Pair, Problem, Word
from dflint.syntax.piece import Piece, keyword
from dflint.syntax.words import Command, split_blanks, split_command, split_words
from dflint.text import Span


class Builder:
    """Builds the instruction of one logical line; what the builder's parser rejects goes to `errors`."""

    __slots__ = ("errors", "escape", "folded", "line", "triggered")

    def __init__(self, folded: Folded, escape: str, errors: list[Problem]) -> None:
        self.folded = folded
        self.line = folded.text
        self.escape = escape
        self.errors = errors
        self.triggered = False

    def build(self, start: int = 0) -> Instruction:
        """The instruction that starts at `start` of the logical line."""
        command = split_command(self.line, self.escape, start)
        kind, split = KEYWORDS.get(keyword(command.keyword.text), (nodes.Unknown, _nothing))
        node = kind(self.word(command.keyword), self.word(command.rest))
        at = command.rest.start
        node.locate = lambda first, last: self.folded.span(at + first, at + last)
        node.options = tuple(self.flag(piece) for piece in command.flags)
        if command.rest.text:
            split(self, node, command)
        node.understand()
        return node

    def word(self, piece: Piece) -> Word:
        """`piece` with its place in the source."""
        return Word(piece.text, self.folded.span(piece.start, piece.end))

    def words(self, pieces: list[Piece]) -> tuple[Word, ...]:
        """All of `pieces` with their places in the source."""
        return tuple(self.word(piece) for piece in pieces)

    def flag(self, piece: Piece) -> Flag:
        """`piece` as a flag."""
        name, equals, value = piece.text[2:].partition("=")
        return Flag(piece.text, name, value if equals else None, self.folded.span(piece.start, piece.end))

    def reject(self, code: str, message: str, span: Span) -> None:
        """Note that the builder refuses the text at `span`."""
        self.errors.append(Problem(code, message, span))


def _nothing(builder: Builder, node: Instruction, command: Command) -> None:
    """An unknown instruction has no arguments."""


def _string(builder: Builder, node: Instruction, command: Command) -> None:
    node.args = (node.rest,)


def _blanks(builder: Builder, node: Instruction, command: Command) -> None:
    node.args = builder.words(split_blanks(builder.line, command.rest.start, command.rest.end))


def _json_or_string(builder: Builder, node: Instruction, command: Command) -> None:
    if not _json(builder, node, command.rest.start, command.rest.end):
        _string(builder, node, command)


def _json_or_blanks(builder: Builder, node: Instruction, command: Command) -> None:
    if not _json(builder, node, command.rest.start, command.rest.end):
        _blanks(builder, node, command)


def _json(builder: Builder, node: Instruction, start: int, end: int) -> bool:
    """True when the arguments are a JSON array; `node` has them then."""
    try:
        strings = split_json(builder.line, start, end)
    except NotStringsError:
        builder.reject("E007", f"{node.keyword}: a JSON array may hold only strings", builder.folded.span(start, end))
        return False
    if strings is None:
        return False
    node.args, node.is_json = builder.words(strings), True
    return True


def _health(builder: Builder, node: Instruction, command: Command) -> None:
    """HEALTHCHECK: a type, then a command."""
    start, end = command.rest.start, command.rest.end
    stop = start
    while stop < end and builder.line[stop] not in BYTE_BLANKS:
        stop += 1
    kind = builder.word(Piece(builder.line[start:stop], start, stop))
    while stop < end and builder.line[stop] in BYTE_BLANKS:
        stop += 1
    if stop < end and not _json(builder, node, stop, end):
        node.args = (builder.word(Piece(builder.line[stop:end], stop, end)),)
    node.args = (kind, *node.args)


def _onbuild(builder: Builder, node: Instruction, command: Command) -> None:
    assert isinstance(node, Onbuild)
    node.args = (node.rest,)
    if builder.triggered:  # ONBUILD in an ONBUILD, which the builder refuses
        return
    builder.triggered = True
    node.inner = builder.build(command.rest.start)
    node.is_json = node.inner.is_json


def _arg(builder: Builder, node: Instruction, command: Command) -> None:
    assert isinstance(node, Assignments)
    pieces = split_words(builder.line, command.rest.start, command.rest.end, builder.escape)
    node.args = builder.words(pieces)
    node.pairs = tuple(_pair(builder, piece) for piece in pieces)


def _pairs(builder: Builder, node: Instruction, command: Command) -> None:
    """ENV and LABEL: `name=value ...`, or the old `name value` when the first word has no `=`."""
    assert isinstance(node, Assignments)
    pieces = split_words(builder.line, command.rest.start, command.rest.end, builder.escape)
    node.args = builder.words(pieces)
    if pieces and "=" not in pieces[0].text:
        _legacy_pair(builder, node, command)
        return
    for piece in pieces:
        if "=" not in piece.text:
            message = f'{node.keyword}: "{piece.text}" has no "="; write name=value, with quotes around blanks'
            builder.reject("E004", message, builder.folded.span(piece.start, piece.end))
    node.pairs = tuple(_pair(builder, piece) for piece in pieces if "=" in piece.text)


def _pair(builder: Builder, piece: Piece) -> Pair:
    name, equals, value = piece.text.partition("=")
    span = builder.folded.span(piece.start, piece.end)
    at = builder.line.find("=", piece.start, piece.end) if equals else piece.end
    key = Word(name, builder.folded.span(piece.start, at))
    return Pair(key, Word(value, builder.folded.span(at + 1, piece.end)) if equals else None, span)


def _legacy_pair(builder: Builder, node: Assignments, command: Command) -> None:
    node.legacy = True
    gap = blank_run().search(builder.line, command.rest.start, command.rest.end)
    if gap is None:
        builder.reject("E004", f'{node.keyword} "{node.rest.text}" has no value; write name=value', node.rest.span)
        return
    start, end = command.rest.start, command.rest.end
    name = builder.word(Piece(builder.line[start : gap.start()], start, gap.start()))
    value = builder.word(Piece(builder.line[gap.end() : end], gap.end(), end))
    node.pairs = (Pair(name, value, node.rest.span),)


Split = Callable[[Builder, Instruction, Command], object]

KEYWORDS: dict[str, tuple[type[Instruction], Split]] = {
    "ADD": (nodes.Add, _json_or_blanks),
    "ARG": (nodes.Arg, _arg),
    "CMD": (nodes.Cmd, _json_or_string),
    "COPY": (nodes.Copy, _json_or_blanks),
    "ENTRYPOINT": (nodes.Entrypoint, _json_or_string),
    "ENV": (nodes.Env, _pairs),
    "EXPOSE": (nodes.Expose, _blanks),
    "FROM": (nodes.From, _blanks),
    "HEALTHCHECK": (nodes.Healthcheck, _health),
    "LABEL": (nodes.Label, _pairs),
    "MAINTAINER": (nodes.Maintainer, _string),
    "ONBUILD": (nodes.Onbuild, _onbuild),
    "RUN": (nodes.Run, _json_or_string),
    "SHELL": (nodes.Shell, _json_or_string),
    "STOPSIGNAL": (nodes.StopSignal, _string),
    "USER": (nodes.User, _string),
    "VOLUME": (nodes.Volume, _json_or_blanks),
    "WORKDIR": (nodes.Workdir, _string),
}
