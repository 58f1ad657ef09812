"""What the child process works with: template texts whose tags can be found again, and strings with origins."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from jinja2 import TemplateSyntaxError

from dflint.template.rope import EMPTY, Origin, Rope, join

Token = tuple[int, str, str]
BEGINS = {"variable_begin", "block_begin", "comment_begin", "raw_begin"}
ENDS = {"variable_end", "block_end", "comment_end", "raw_begin", "raw_end"}


class Text:
    """One template file: its text as Jinja2 sees it (lines end in ``\\n``), with the way back to `source`."""

    def __init__(self, number: int, source: str) -> None:
        self.number = number
        self.source = source
        self.text = source.replace("\r\n", "\n").replace("\r", "\n")
        self.breaks: list[int] = []
        self.single: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.open = -1
        self._find_returns()

    def _find_returns(self) -> None:
        at = self.source.find("\r")
        while at >= 0:
            pair = self.source.startswith("\r\n", at)
            (self.breaks if pair else self.single).append(at - len(self.breaks))
            at = self.source.find("\r", at + 1)

    def offset(self, at: int) -> int:
        """The offset in `source` of the character at `at` in `text`."""
        return at + bisect_right(self.breaks, at)

    def origin(self, start: int, end: int) -> Origin:
        """The range of `text` as an origin of text that was made there."""
        return Origin(
            self.number, self.offset(start), self.offset(end - 1) + 1 if end > start else self.offset(end), False
        )

    def tag(self, at: int) -> Origin:
        """The tag around `at`, as far as its line goes if it does not end; else the rest of the line."""
        index = bisect_right(self.starts, at) - 1
        if index >= 0 and at < self.ends[index]:
            return self.origin(self.starts[index], self.ends[index])
        start = self.open if 0 <= self.open <= at else min(at, len(self.text))
        end = self.text.find("\n", at)
        return self.origin(start, end if end >= 0 else len(self.text))

    def tokens(self, stream: Iterable[Token]) -> Iterator[Token]:
        """`stream`, the tokens of `text`, with the 1-based offset of each in the place of its line."""
        at = 0
        self.open = -1
        try:
            for _, kind, value in stream:
                # What the lexer leaves out between two tokens is white space before a tag.
                start = at if kind == "data" or not value else self.text.find(value, at)
                at = start + len(value)
                self.open = start if kind in BEGINS else self.open
                if kind in ENDS:
                    self.starts.append(self.open if kind != "raw_end" else start)
                    self.ends.append(start + len(value.rstrip()))
                    self.open = -1
                yield start + 1, kind, value
        except TemplateSyntaxError as error:
            error.lineno = at + 1
            raise

    def literal(self, start: int, end: int) -> "Traced":
        """The text from `start` to `end` as a copy: each piece of it stands in `source` without a gap."""
        cuts = {start, *_between(self.breaks, start, end)}
        for at in _between(self.single, start - 1, end):
            cuts |= {at, at + 1} if at + 1 < end else {at}
        starts = sorted(cuts)
        origins = [
            Origin(self.number, self.offset(a), self.offset(b - 1) + 1, self.source[self.offset(a)] == self.text[a])
            for a, b in zip(starts, [*starts[1:], end], strict=True)
        ]
        return Traced(Rope(self.text[start:end], [at - start for at in starts], origins))


def _between(offsets: list[int], low: int, high: int) -> list[int]:
    """Those of `offsets` that lie between `low` and `high`."""
    return offsets[bisect_right(offsets, low) : bisect_left(offsets, high)]


class Traced(str):
    """A string that knows where its characters come from.

    It is what Jinja2's code passes on in the place of a template's literal text; whatever computes with it gets
    a plain string, so that the text that comes out of a computation is never taken for a copy.
    """

    _rope: Rope

    def __new__(cls, rope: Rope | str = EMPTY) -> "Traced":
        """A string with the origins of `rope`; a plain string stays without any."""
        traced = super().__new__(cls, rope.text if isinstance(rope, Rope) else rope)
        traced._rope = rope if isinstance(rope, Rope) else EMPTY
        return traced

    def is_traced(self) -> bool:
        """True when the origins are known."""
        return len(self._rope) == len(self)

    def strip(self, chars: str | None = None, /) -> str:
        """Keeps the origins, as the two below do."""
        return self._part(str.lstrip(self, chars), True)._part(str.strip(self, chars), False)

    def lstrip(self, chars: str | None = None, /) -> str:
        return self._part(str.lstrip(self, chars), True)

    def rstrip(self, chars: str | None = None, /) -> str:
        return self._part(str.rstrip(self, chars), False)

    def _part(self, text: str, at_end: bool) -> "Traced":
        if not self.is_traced():
            return Traced(text)
        cut = len(self) - len(text)
        return Traced(self._rope[slice(cut, None) if at_end else slice(0, len(text))])


def rope_of(text: str, origin: Origin) -> Rope:
    """`text` with its own origins, or as made at `origin`."""
    return text._rope if isinstance(text, Traced) and text.is_traced() else Rope.of(str(text), origin)


def joined(ropes: Iterable[Rope]) -> Traced:
    """All of `ropes` as one string."""
    return Traced(join(ropes))
