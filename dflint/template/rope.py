"""A text that knows where each of its characters comes from."""

from bisect import bisect_right
from collections.abc import Iterable

from dflint.records import NamedTuple


class Origin(NamedTuple):
    """Where a piece of text comes from: offset `start` of the file number `file`.

    A literal piece was copied: its next character comes from the next offset. Any other piece was made by the macro
    call or expression at `start` to `end`. File -1 is the command line.
    """

    file: int
    start: int
    end: int
    literal: bool


class Rope:
    """An immutable text with the origin of each piece: `starts` are the offsets in `text` where pieces begin."""

    __slots__ = ("origins", "starts", "text")

    def __init__(self, text: str, starts: list[int], origins: list[Origin]) -> None:
        self.text = text
        self.starts = starts
        self.origins = origins

    @classmethod
    def of(cls, text: str, origin: Origin) -> "Rope":
        """All of `text` from one origin."""
        return Rope(text, [0], [origin]) if text else EMPTY

    def __len__(self) -> int:
        return len(self.text)

    @property
    def weight(self) -> int:
        """Memory that it takes, about: characters and ten for each piece."""
        return len(self.text) + 10 * len(self.starts)

    def __getitem__(self, part: slice) -> "Rope":
        start, stop, _ = part.indices(len(self.text))
        if start >= stop:
            return EMPTY
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, stop - 1)
        starts = [max(0, at - start) for at in self.starts[first:last]]
        origins = self.origins[first:last]
        if origins[0].literal:
            origins[0] = origins[0]._replace(start=origins[0].start + start - self.starts[first])
        if origins[-1].literal:
            origins[-1] = origins[-1]._replace(end=origins[-1].start + stop - start - starts[-1])
        return Rope(self.text[start:stop], starts, origins)

    def origin(self, index: int) -> Origin:
        """Where the character at `index` comes from; a literal one is narrowed to itself."""
        piece = bisect_right(self.starts, index) - 1
        found = self.origins[piece]
        if not found.literal:
            return found
        start = found.start + index - self.starts[piece]
        return Origin(found.file, start, start + 1, True)


EMPTY = Rope("", [], [])


class Builder:
    """Collects ropes one after the other; pieces that continue each other become one."""

    __slots__ = ("_origins", "_starts", "_texts", "size")

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._starts: list[int] = []
        self._origins: list[Origin] = []
        self.size = 0

    def add(self, rope: Rope) -> None:
        """Append `rope`."""
        starts, origins, at = self._starts, self._origins, self.size
        for start, origin in zip(rope.starts, rope.origins, strict=True):
            if origins and _continues(origins[-1], starts[-1], origin, at + start):
                origins[-1] = origins[-1]._replace(end=origin.end)
            else:
                starts.append(at + start)
                origins.append(origin)
        if rope.text:
            self._texts.append(rope.text)
            self.size += len(rope.text)

    @property
    def weight(self) -> int:
        """Memory that it takes, about: characters and ten for each piece."""
        return self.size + 10 * len(self._starts)

    def rope(self) -> Rope:
        """All that was added; the builder is not to be used any more."""
        if not self.size:
            return EMPTY
        return Rope("".join(self._texts), self._starts, self._origins)


def join(ropes: Iterable[Rope]) -> Rope:
    """All of `ropes` one after the other."""
    builder = Builder()
    for rope in ropes:
        builder.add(rope)
    return builder.rope()


def _continues(before: Origin, before_at: int, origin: Origin, at: int) -> bool:
    """True when the piece at `at` goes on where the piece at `before_at` ends."""
    if before.file != origin.file or before.literal != origin.literal:
        return False
    return before.start + at - before_at == origin.start if origin.literal else before == origin
