"""One instruction's physical lines folded into the logical line that the builder reads, with the way back."""

from bisect import bisect_right
from collections.abc import Sequence

from dflint.syntax.blanks import SPACES
from dflint.text import Span

ESCAPES = "\\`"


def ends_with_escape(line: str, escape: str) -> int:
    """Index of the `escape` that continues `line` (without its line ending), or -1.

    The escape counts when only blanks and TABs follow and no second escape stands before it.
    """
    bare = line.rstrip(" \t")
    if not bare.endswith(escape) or bare[-2:-1] == escape:
        return -1
    return len(bare) - 1


def is_comment(line: str) -> bool:
    """True for a line whose first character that is no blank is `#`."""
    return line.lstrip(SPACES).startswith("#")


def is_no_code(line: str) -> bool:
    """True for a line of blanks only, and for a comment."""
    return line.lstrip(SPACES)[:1] in ("", "#")


class Folded:
    """A logical line: its `text`, and for every offset in it the offset in the source.

    `comments` and `empties` are the spans of comment and blank lines inside the instruction.
    """

    __slots__ = ("_at", "_from", "comments", "empties", "text")

    def __init__(self, pieces: Sequence[tuple[int, str]]) -> None:
        self.text = "".join(text for _, text in pieces)
        self.comments: list[Span] = []
        self.empties: list[Span] = []
        self._from: list[int] = []
        self._at: list[int] = []
        at = 0
        for source, text in pieces:
            self._from.append(source)
            self._at.append(at)
            at += len(text)

    def offset(self, index: int) -> int:
        """Source offset of the character at `index`."""
        piece = bisect_right(self._at, index) - 1
        return self._from[piece] + index - self._at[piece]

    def span(self, start: int, end: int) -> Span:
        """Source span of `text[start:end]`; it includes what was folded away between the two."""
        if len(self._at) == 1:  # nothing was folded
            base = self._from[0]
            return Span(base + start, base + (end if end > start else start))
        first = self.offset(start)
        return Span(first, self.offset(end - 1) + 1) if start < end else Span(first, first)


def fold(lines: Sequence[tuple[int, str]], escape: str) -> Folded:
    """Fold the `(source offset, text with line ending)` of an instruction's lines, heredoc bodies left out."""
    pieces: list[tuple[int, str]] = []
    comments: list[Span] = []
    empties: list[Span] = []
    for number, (start, raw) in enumerate(lines):
        offset, line = start, raw.rstrip("\r\n")
        if number and is_no_code(line):
            (comments if is_comment(line) else empties).append(Span(offset, offset + len(raw)))
            continue
        if not number:
            stripped = line.lstrip(SPACES)
            offset += len(line) - len(stripped)
            line = stripped
        cut = ends_with_escape(line, escape)
        pieces.append((offset, line if cut < 0 else line[:cut]))
    folded = Folded(pieces)
    folded.comments, folded.empties = comments, empties
    return folded
