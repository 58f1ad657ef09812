"""The part of a page that dflint writes, between two marker lines; the rest belongs to people."""

import re
from collections.abc import Iterator

from dflint.errors import DflintError
from dflint.records import NamedTuple

START = "<!-- dflint:start -->"
END = "<!-- dflint:end -->"


class Markers(NamedTuple):
    """The two marker lines. In `markdown` those in a code fence, a list or a quotation do not count."""

    start: str = START
    end: str = END
    markdown: bool = True


MARKDOWN = Markers()


class BlockError(DflintError):
    """A page whose markers do not say where the generated part is; the text says what is wrong with them."""


class Block(NamedTuple):
    """Where the generated part of a text is: offsets, the markers included."""

    start: int
    end: int


def find(text: str, markers: Markers = MARKDOWN) -> Block | None:
    """The generated part of the page `text`, None without one; BlockError when the markers are no pair."""
    start, end = markers.start, markers.end
    if start not in text and end not in text:
        return None
    if _is_all(text, markers):
        return Block(0, text.index(end) + len(end))
    found = list(_in_markdown(text) if markers.markdown else _lines(text, markers))
    kinds = [kind for kind, _ in found]
    if not found:
        return None
    if kinds == [start, end]:
        return Block(found[0][1].start, found[1][1].end)
    if len(kinds) == 1:
        raise BlockError(f"there is a {kinds[0]} without {end if kinds == [start] else start}")
    raise BlockError(f"there is more than one pair of {start} and {end}, or they are crossed")


def _is_all(text: str, markers: Markers) -> bool:
    """True for a page as dflint writes it, with one pair of markers around all of it: no need to parse that."""
    once = text.count(markers.start) == text.count(markers.end) == 1
    return once and text.startswith(f"{markers.start}\n\n") and text.endswith(f"\n\n{markers.end}\n")


def put(text: str, generated: str, markers: Markers = MARKDOWN) -> str:
    """The page `text` with its generated part replaced by `generated`; at the end where it has none.

    The new part gets the line endings of the page. BlockError when it would not be found again.
    """
    part = marked(text, generated, markers)
    block = find(text, markers)
    if block is None:
        return _append(text, part, markers)
    return text[: block.start] + part + text[block.end :]


def replace(text: str, generated: str, markers: Markers = MARKDOWN) -> str:
    """The same, but BlockError for a `text` without a generated part."""
    block = find(text, markers)
    if block is None:
        raise BlockError(f"there are no lines {markers.start} and {markers.end}; add them where the report is to stand")
    return text[: block.start] + marked(text, generated, markers) + text[block.end :]


def marked(text: str, generated: str, markers: Markers = MARKDOWN) -> str:
    """`generated` between its markers, with the line endings of `text`."""
    return f"{markers.start}\n\n{generated.strip()}\n\n{markers.end}".replace("\n", _newline(text))


def _append(text: str, part: str, markers: Markers) -> str:
    """`text`, a blank line and `part`."""
    newline = _newline(text)
    if not text.strip("\ufeff \t\r\n"):
        return text + part + newline
    page = text + (newline if text.endswith(("\n", "\r")) else newline * 2) + part + newline
    at = len(page) - len(part) - len(newline)
    if not _is_at(page, Block(at, at + len(part)), markers):
        raise BlockError("its text ends within a code fence or an HTML block; close that first")
    return page


def _is_at(page: str, block: Block, markers: Markers) -> bool:
    try:
        return find(page, markers) == block
    except BlockError:
        return False


def _newline(text: str) -> str:
    """The line ending that most lines of `text` have."""
    windows = text.count("\r\n")
    return "\r\n" if windows > text.count("\n") - windows else "\n"


def _lines(text: str, markers: Markers) -> Iterator[tuple[str, Block]]:
    """The lines of `text` that are a marker, with their places, line endings left out."""
    either = f"{re.escape(markers.start)}|{re.escape(markers.end)}"
    for match in re.finditer(rf"(?:\A\ufeff?|(?<=[\r\n]))({either})(?=[\r\n]|\Z)", text):
        yield match[1], Block(*match.span(1))


def _in_markdown(text: str) -> Iterator[tuple[str, Block]]:
    """The marker lines of `text` that are HTML blocks at its top level."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    # What ends a line for markdown-it ends one here; a byte order mark would hide a marker from it.
    lines = [Block(*match.span(1)) for match in re.finditer(r"\ufeff?([^\r\n]*)(?:\r\n?|\n|\Z)", text)]
    for token in parser.parse(text.removeprefix("\ufeff")):
        if token.type == "html_block" and token.level == 0 and token.map and token.content.strip() in (START, END):
            yield token.content.strip(), lines[token.map[0]]
