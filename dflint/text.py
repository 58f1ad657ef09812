"""Text and places in it: `Span`, `Source`, `Edit` and `Fix`.

Everything above this module speaks of places as offsets into a `Source`: code points, 0-based, the end
exclusive. Lines and columns (1-based) are computed only where a person or a file format needs them.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Literal, TypeAlias

BOM = "\ufeff"


class Span(NamedTuple):
    """A half-open range of code point offsets, `start <= end`."""

    start: int
    end: int

    def contains(self, other: Span) -> bool:
        """True if `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


class Position(NamedTuple):
    """A place for people: 1-based line, 1-based column in code points."""

    line: int
    column: int


class Source:
    """The text of one file, decoded so that encoding it again gives the same bytes.

    Bytes that are not UTF-8 become lone surrogates (PEP 383) and survive the way back. Lines end at
    ``\\n`` alone, as they do for the image builder; a ``\\r`` before it belongs to the line.
    """

    __slots__ = ("_starts", "path", "text")

    def __init__(self, text: str, path: str = "") -> None:
        self.text = text
        self.path = path
        self._starts: list[int] | None = None

    @classmethod
    def from_bytes(cls, data: bytes, path: str = "") -> Source:
        """Decode `data`; never fails."""
        return cls(data.decode("utf-8", "surrogateescape"), path)

    def to_bytes(self) -> bytes:
        """The bytes that `from_bytes` was given."""
        return self.text.encode("utf-8", "surrogateescape")

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]

    @property
    def starts(self) -> list[int]:
        """Offset of the first character of each line; the line after a final newline does not count."""
        if self._starts is None:
            self._starts = _line_starts(self.text)
        return self._starts

    @property
    def line_count(self) -> int:
        """Number of lines; an empty text has none."""
        return len(self.starts)

    def line_span(self, line: int) -> Span:
        """Span of the 1-based `line` with its newline; IndexError when there is no such line."""
        if line < 1:
            raise IndexError(line)
        starts = self.starts
        return Span(starts[line - 1], starts[line] if line < len(starts) else len(self.text))

    def line_text(self, line: int) -> str:
        """Text of the 1-based `line` without its line ending."""
        return self[self.line_span(line)].rstrip("\r\n")

    def line_of(self, offset: int) -> int:
        """The 1-based line that holds `offset`; the end of the text counts to the last line."""
        return max(1, bisect_right(self.starts, offset))

    def position(self, offset: int) -> Position:
        """Line and column of `offset`."""
        line = self.line_of(offset)
        start = self.starts[line - 1] if self.starts else 0
        return Position(line, offset - start + 1)

    def offset(self, position: Position) -> int:
        """Offset of a line and column: the inverse of `position`."""
        return self.line_span(position.line).start + position.column - 1


def _line_starts(text: str) -> list[int]:
    starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    del starts[-1 if text and not text.endswith("\n") else -2 :]
    return starts


Applicability: TypeAlias = 'Literal["safe", "unsafe", "display"]'


class Edit(NamedTuple):
    """Replace the text at `span` by `text`; an empty span inserts."""

    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that mend one finding together, and how far they can be trusted.

    `safe` keeps the meaning, `unsafe` is right in most cases, `display` is shown and never applied.
    """

    edits: tuple[Edit, ...]
    applicability: Applicability


def insert(offset: int, text: str) -> Edit:
    """An edit that puts `text` at `offset`."""
    return Edit(Span(offset, offset), text)


def replace(span: Span, text: str) -> Edit:
    """An edit that puts `text` in the place of `span`."""
    return Edit(span, text)


def delete(span: Span) -> Edit:
    """An edit that removes `span`."""
    return Edit(span, "")


def safe(*edits: Edit) -> Fix:
    """A fix that keeps the meaning of the file."""
    return Fix(edits, "safe")


def unsafe(*edits: Edit) -> Fix:
    """A fix that is right in most cases; a person should look at it."""
    return Fix(edits, "unsafe")


def display(*edits: Edit) -> Fix:
    """A fix that is only ever shown."""
    return Fix(edits, "display")


def apply(text: str, edits: tuple[Edit, ...]) -> str:
    """`text` with `edits` made, insertions at one place in the order given; ValueError when two of them overlap."""
    done, at = [], 0
    for span, new in sorted(edits, key=lambda edit: edit.span):
        if span.start < at:
            raise ValueError(f"edits overlap at offset {span.start}")
        done += [text[at : span.start], new]
        at = span.end
    return "".join([*done, text[at:]])
