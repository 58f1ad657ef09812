"""Text of the m4 interpreter, with a mark for each character that says where it comes from.

m4 cuts and joins its text all the time. Marks are bytes beside the text, four for a character, so that both are cut and
joined with a copy of memory; a rope with the origins is made of the result alone.
"""

import sys
from array import array
from bisect import bisect_right
from typing import Final

from dflint.template.m4_limits import Budget
from dflint.template.rope import Builder, Origin, Rope

SIZE: Final = array("I").itemsize
"""Bytes of a mark."""
FIRST_CALL = 2**31
NOWHERE = bytes(SIZE)
"""Mark of what the command line defines."""


class Traced:
    """An immutable text and the marks of its characters."""

    __slots__ = ("marks", "text")

    def __init__(self, text: str, marks: bytes) -> None:
        self.text = text
        self.marks = marks

    @classmethod
    def of(cls, text: str, mark: bytes) -> "Traced":
        """All of `text` from the place of one mark."""
        return Traced(text, mark * len(text)) if text else EMPTY


EMPTY = Traced("", b"")


class Pieces:
    """Collects texts one after the other; `size` characters until now."""

    __slots__ = ("marks", "size", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.marks: list[bytes] = []
        self.size = 0

    def add(self, text: str, marks: bytes) -> None:
        """Append a text with its marks."""
        self.texts.append(text)
        self.marks.append(marks)
        self.size += len(text)

    def traced(self) -> Traced:
        """All that was added."""
        return joined(self.texts, self.marks)


def joined(texts: list[str], marks: list[bytes]) -> Traced:
    """`texts` one after the other."""
    if len(texts) == 1:
        return Traced(texts[0], marks[0])
    return Traced("".join(texts), b"".join(marks)) if texts else EMPTY


class Origins:
    """Gives out marks, and tells their origins.

    A mark is a number: 0 for the command line, then the characters of the files one after the other, and from
    FIRST_CALL on the calls of macros.
    """

    def __init__(self) -> None:
        self._files: dict[int, tuple[int, Traced]] = {}
        self._numbers: list[int] = []
        self._firsts: list[int] = []
        self._next = 1
        self._calls: list[tuple[bytes, int, bytes]] = []
        self._marks: dict[tuple[bytes, int, bytes], bytes] = {}

    def file(self, number: int, text: str) -> Traced:
        """`text` as the file `number`, each character its own origin."""
        if number not in self._files:
            marks = array("I", range(self._next, self._next + len(text))).tobytes()
            self._files[number] = (self._next, Traced(text, marks))
            self._numbers.append(number)
            self._firsts.append(self._next)
            self._next += len(text)
        return self._files[number][1]

    def call(self, name: Traced, last: bytes) -> bytes:
        """The mark of a call of `name`; `last` is the mark of its closing parenthesis, or empty.

        A parenthesis counts only when it stands in a file.
        """
        first = name.marks[:SIZE]
        if first == NOWHERE or _number(first) >= FIRST_CALL:
            return first
        if last and _number(last) >= FIRST_CALL:
            last = b""
        key = (first, len(name.text), last)
        mark = self._marks.get(key)
        if mark is None:
            mark = self._marks[key] = (FIRST_CALL + len(self._calls)).to_bytes(SIZE, sys.byteorder)
            self._calls.append(key)
        return mark

    def origin(self, mark: bytes) -> Origin:
        """What `mark` stands for."""
        number = _number(mark)
        if number >= FIRST_CALL:
            return self._call(*self._calls[number - FIRST_CALL])
        if not number:
            return Origin(-1, 0, 0, False)
        index = bisect_right(self._firsts, number) - 1
        start = number - self._firsts[index]
        return Origin(self._numbers[index], start, start + 1, True)

    def _call(self, first: bytes, length: int, last: bytes) -> Origin:
        """From the name to the closing parenthesis, when both stand in one file."""
        start = self.origin(first)
        end = start.start + length
        closing = self.origin(last) if last else start
        if closing.literal and closing.file == start.file:
            end = max(end, closing.end)
        return Origin(start.file, start.start, end, False)

    def rope(self, traced: Traced, budget: Budget) -> Rope:
        """`traced` with the origins written out; M4Error when that takes too long."""
        found, at = Builder(), 0
        while at < len(traced.text):
            budget.step()
            mark = traced.marks[at * SIZE : (at + 1) * SIZE]
            origin = self.origin(mark)
            expected = self._expected(origin, mark, len(traced.text) - at)
            size = _common(traced.marks, at * SIZE, expected) // SIZE
            if origin.literal:
                origin = origin._replace(end=origin.start + size)
            found.add(Rope.of(traced.text[at : at + size], origin))
            at += size
        return found.rope()

    def _expected(self, origin: Origin, mark: bytes, most: int) -> "_Repeated | bytes":
        """The marks that follow if all comes from `origin`, of `most` characters at most."""
        if not origin.literal:
            return _Repeated(mark, most)
        marks = self._files[origin.file][1].marks
        return marks[origin.start * SIZE : (origin.start + most) * SIZE]


class _Repeated:
    """The same mark again and again, made as far as it is asked for."""

    def __init__(self, mark: bytes, count: int) -> None:
        self._mark = mark
        self._size = count * len(mark)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        count: int = (min(part.stop, self._size) - part.start) // SIZE
        return self._mark * count


def _common(marks: bytes, at: int, expected: "_Repeated | bytes") -> int:
    """How many bytes of `marks` from `at` on are as `expected`, in whole marks."""
    same, step = 0, 16 * SIZE
    while same < len(expected) and marks[at + same : at + same + step] == expected[same : same + step]:
        same += step
        step *= 2
    if same >= len(expected):
        return len(expected)
    while step > SIZE:
        step //= 2
        if marks[at + same : at + same + step] == expected[same : same + step]:
            same += step
    return min(same, len(expected))


def _number(mark: bytes) -> int:
    return int.from_bytes(mark, sys.byteorder)
