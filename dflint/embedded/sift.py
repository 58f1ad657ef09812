"""What is left of a shell text for ShellCheck without the commands of which it is foreseen what it says.

Most long texts are simple commands in a row with a few others between them, and ShellCheck takes its time for every
word. So the simple commands are cut out; one word stands for those that stood beside each other, so that whatever is
around them, be it `&&` or `if`, remains what it was. A command stays where it could matter to others: it is a part of
`a && b || c`, its variables are lost behind a subshell. A text stays whole where that is hard to tell: it has heredocs,
or asks for `$?`. Of what is left it may then be known what ShellCheck says (`dflint.embedded.values`). Where ShellCheck
cannot read it, or speaks of the words that stand for others, it is given the whole text after all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from dflint.embedded.comments import Comments
from dflint.embedded.masks import masked
from dflint.embedded.plain import patterns
from dflint.embedded.shell import read_shell
from dflint.embedded.sieve import Cut, Sieve
from dflint.embedded.values import said
from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

# That commands are never done: it is said of each one by itself.
UNREACHED = 2317


class Piece(NamedTuple):
    """A part of what is left of a text, from the offset `at` to `end`: the text from `start` to `stop`, or for it."""

    at: int
    end: int
    start: int
    stop: int
    cut: bool

    def holds(self, first: int, last: int) -> bool:
        """True when the place from `first` to `last` lies in this piece, or begins or ends in the midst of it."""
        is_inside = self.at <= first < self.end and last <= self.end
        return is_inside or self.at < first < self.end or self.at < last < self.end


class Sifted(NamedTuple):
    """What is left of a text, empty when that is nothing; its `pieces` in order; the `comments` on what was cut out."""

    text: str
    pieces: tuple[Piece, ...]
    comments: Comments

    def whole(self, text: str, comments: Comments) -> Comments | None:
        """The comments on the whole `text`, from those on what is left of it; None where ShellCheck has to read it."""
        is_broken = any(1000 <= each["code"] < 2000 and each["level"] == "error" for each in comments)
        if is_broken or any(each["code"] == UNREACHED for each in comments):
            return None
        moved = [self._moved(each, text) for each in comments]
        return None if None in moved else [*self.comments, *(each for each in moved if each is not None)]

    def _moved(self, comment: dict[str, Any], text: str) -> dict[str, Any] | None:
        """`comment` at its place in `text`; None where it speaks of what stands for other commands."""
        first, last = self._span(comment)
        if any(piece.cut and piece.holds(first, last) for piece in self.pieces):
            return None
        moved = self._placed(comment, text)
        if comment["fix"]:
            edits = comment["fix"]["replacements"]
            spans = [self._span(each) for each in edits]
            if any(self._old(end) - self._old(start) != end - start for start, end in spans):
                return None
            moved["fix"] = {**comment["fix"], "replacements": [self._placed(each, text) for each in edits]}
        return moved

    def _span(self, place: dict[str, Any]) -> tuple[int, int]:
        """The offsets of `place` in what is left."""
        start = _offset(self.text, place["line"], place["column"])
        return start, _offset(self.text, place["endLine"], place["endColumn"])

    def _placed(self, place: dict[str, Any], text: str) -> dict[str, Any]:
        """`place`, with its lines and columns in `text`."""
        (line, column), (end_line, end_column) = (_spot(text, self._old(at)) for at in self._span(place))
        return {**place, "line": line, "column": column, "endLine": end_line, "endColumn": end_column}

    def _old(self, at: int) -> int:
        """The offset in the whole text."""
        piece = self.pieces[bisect_right(self.pieces, at, key=lambda each: each.at) - 1]
        if piece.cut:
            return piece.start if at == piece.at else piece.stop
        return min(piece.start + at - piece.at, piece.stop)


def _offset(text: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at + column - 1


def _spot(text: str, at: int) -> tuple[int, int]:
    """Line and column of an offset, counted from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _pieces(text: str, cuts: Sequence[Cut]) -> Iterator[tuple[str, Piece]]:
    """What is left of `text`, in order, each part with where it stands and what it stands for."""
    at = before = 0
    for cut in (*cuts, None):
        start = cut.start if cut is not None else len(text)
        yield text[before:start], Piece(at, at + start - before, before, start, False)
        at += start - before
        if cut is not None:
            for part, piece in _filled(text, cut, at):
                yield part, piece
                at = piece.end
            before = cut.stop


def _filled(text: str, cut: Cut, at: int) -> Iterator[tuple[str, Piece]]:
    """What stands for `cut`, from the offset `at` on, and between that what stays of it."""
    start = cut.start
    for number, part in enumerate(cut.parts):
        kept = cut.kept[number] if number < len(cut.kept) else None
        yield part, Piece(at, at + len(part), start, kept.start if kept is not None else cut.stop, True)
        at += len(part)
        if kept is not None:
            start = kept.stop
            yield text[kept.start : start], Piece(at, at + start - kept.start, kept.start, start, False)
            at += start - kept.start


@lru_cache(maxsize=1_000)
def sift(text: str, body: str) -> Sifted | None:
    """What is left of `text` for ShellCheck; None for all of it. `body` is `text` without its first line, as parsed."""
    head = patterns().head.match(text)
    start = text.find("\n") + 1
    is_known = head is not None and text.startswith(body, start) and not text[start + len(body) :].strip()
    if head is None or not is_known:
        return None
    sieve = Sieve(masked(text, head[1]), start, read_shell(body), head[1])
    cuts = sieve.cuts() if not sieve.is_doubtful else []
    if not cuts:
        return None
    pieces = list(_pieces(text, cuts))
    left = "".join(part for part, _ in pieces)
    sifted = Sifted(left, tuple(piece for _, piece in pieces), [each for cut in cuts for each in cut.comments])
    return _known(sifted, sieve, text, masked(left, head[1])) or sifted


def _known(sifted: Sifted, sieve: Sieve, text: str, left: str) -> Sifted | None:
    """`sifted` with nothing left, where it is known what ShellCheck would say of that."""
    comments = said(left[sieve.start :], sieve.dialect, sieve.is_free, sieve.guarded)
    if comments is None:
        return None
    shift = left.count("\n", 0, sieve.start)
    whole = sifted.whole(text, [_shifted(each, shift) for each in comments])
    return sifted._replace(text="", comments=whole) if whole is not None else None


def _shifted(place: dict[str, Any], lines: int) -> dict[str, Any]:
    """A comment, or an edit of its fix, so many lines further down."""
    moved = {**place, "line": place["line"] + lines, "endLine": place["endLine"] + lines}
    if place.get("fix"):
        moved["fix"] = {"replacements": [_shifted(each, lines) for each in place["fix"]["replacements"]]}
    return moved
