"""The part of a page that dflint writes, between two marker lines; the rest belongs to people."""

import re
from typing import NamedTuple

from dflint.errors import DflintError

START = "<!-- dflint:start -->"
END = "<!-- dflint:end -->"


class BlockError(DflintError):
    """A page whose markers do not say where the generated part is; the text says what is wrong with them."""


class Block(NamedTuple):
    """Where the generated part of a text is: offsets, the markers included."""

    start: int
    end: int


def find(text: str) -> Block | None:
    """The generated part of the page `text`, None without one.

    Only markers that are HTML blocks of their own count, not those in a code fence, a list or a quotation.
    """
    if START not in text and END not in text:
        return None
    markers = _markers(text)
    kinds = [kind for kind, _ in markers]
    if not markers:
        return None
    if kinds == [START, END]:
        return Block(markers[0][1].start, markers[1][1].end)
    if len(kinds) == 1:
        raise BlockError(f"there is a {kinds[0]} without {END if kinds == [START] else START}")
    raise BlockError(f"there is more than one pair of {START} and {END}, or they are crossed")


def put(text: str, generated: str) -> str:
    """The page `text` with its generated part replaced by `generated`; at the end where it has none.

    The new part gets the line endings of the page. BlockError when it would not be found again.
    """
    newline = _newline(text)
    part = f"{START}\n\n{generated.strip()}\n\n{END}".replace("\n", newline)
    block = find(text)
    if block is None:
        return _append(text, part, newline)
    return text[: block.start] + part + text[block.end :]


def _append(text: str, part: str, newline: str) -> str:
    """`text`, a blank line and `part`."""
    gap = "" if not text.strip("\ufeff \t\r\n") else newline if text.endswith(("\n", "\r")) else newline * 2
    page = text + gap + part + newline
    at = len(text) + len(gap)
    if not _is_at(page, Block(at, at + len(part))):
        raise BlockError("its text ends within a code fence or an HTML block; close that first")
    return page


def _is_at(page: str, block: Block) -> bool:
    try:
        return find(page) == block
    except BlockError:
        return False


def _newline(text: str) -> str:
    """The line ending that most lines of `text` have."""
    windows = text.count("\r\n")
    return "\r\n" if windows > text.count("\n") - windows else "\n"


def _markers(text: str) -> list[tuple[str, Block]]:
    """The marker lines of `text` that are HTML blocks at its top level, with their places, line endings left out."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    # What ends a line for markdown-it ends one here; a byte order mark would hide a marker from it.
    lines = [Block(*match.span(1)) for match in re.finditer(r"\ufeff?([^\r\n]*)(?:\r\n?|\n|\Z)", text)]
    found = []
    for token in parser.parse(text.removeprefix("\ufeff")):
        if token.type == "html_block" and token.level == 0 and token.map and token.content.strip() in (START, END):
            found.append((token.content.strip(), lines[token.map[0]]))
    return found
