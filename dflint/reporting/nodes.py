"""A page before it is put into a format: blocks, made of lines, made of pieces."""

from collections.abc import Iterable

from dflint.records import NamedTuple


class Words(NamedTuple):
    """Words of dflint's own, which mean nothing special in any format."""

    text: str


class Text(NamedTuple):
    """Any text, to be shown as it is."""

    text: str


class Link(NamedTuple):
    """`text` as a link to the address `url`; only the text when that is empty."""

    text: str
    url: str


class PageLink(NamedTuple):
    """`text` as a link to the page `name` of the same wiki."""

    text: str
    name: str


Piece = Words | Text | Link | PageLink
Line = tuple[Piece, ...]


class Heading(NamedTuple):
    """A heading; `level` is 1 for the page's own."""

    level: int
    line: Line


class Paragraph(NamedTuple):
    """One line of text."""

    line: Line


class Items(NamedTuple):
    """A list without numbers; `title` stands above it, and may be empty."""

    title: Line
    lines: tuple[Line, ...]


class Table(NamedTuple):
    """A table; `headers` are words of dflint's own, and every row has as many cells."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


class Graph(NamedTuple):
    """A diagram in Mermaid's language; `legend` are words of dflint's own below it, and may be empty."""

    text: str
    legend: str


class Fold(NamedTuple):
    """A table that one opens when one wants it, where the format can do that; elsewhere it has a heading."""

    level: int
    summary: Line
    table: Table


Block = Heading | Paragraph | Items | Table | Graph | Fold


def words(text: str) -> Line:
    """A line of dflint's own words."""
    return (Words(text),)


def text(value: str) -> Line:
    """A line that shows `value`; empty for an empty text."""
    return (Text(value),) if value else ()


def joined(lines: Iterable[Line], separator: str = ", ") -> Line:
    """The `lines` as one, with `separator` between them."""
    pieces: list[Piece] = []
    for line in lines:
        pieces += (Words(separator), *line) if pieces else line
    return tuple(pieces)


def number(count: int, noun: str) -> str:
    """`1 image`, `2 images`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
