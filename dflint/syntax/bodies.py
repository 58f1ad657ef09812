"""Where the bodies of heredocs end."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from dflint.records import NamedTuple
from dflint.syntax.heredocs import Opener


@cache
def _keyword() -> "re.Pattern[str]":
    """An instruction at the start of a line, as people write it: where an unterminated heredoc is taken to end."""
    return re.compile(
        r"(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|USER|VOLUME|WORKDIR)\s"
    )


class Body(NamedTuple):
    """Lines of one heredoc: 0-based first line, the line of its terminator, and whether that was found."""

    opener: Opener
    first: int
    terminator: int
    found: bool


class Terminators:
    """Where lines that may end a heredoc stand: an index, since a file may have thousands of heredocs."""

    __slots__ = ("_chomped", "_keywords", "_lines", "_plain")

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._plain: dict[str, list[int]] = {}
        self._chomped: dict[str, list[int]] = {}
        self._keywords: list[int] = []

    def find(self, opener: Opener, at: int) -> int | None:
        """The first line from `at` on that ends the heredoc of `opener`."""
        if not self._plain:
            self._fill()
        return _first((self._chomped if opener.chomp else self._plain).get(opener.name, []), at)

    def keyword(self, at: int) -> int:
        """The first line from `at` on that looks like an instruction, or the number of lines."""
        found = _first(self._keywords, at)
        return len(self._lines) if found is None else found

    def _fill(self) -> None:
        for number, line in enumerate(self._lines):
            text = line.rstrip("\r\n")
            self._plain.setdefault(text, []).append(number)
            self._chomped.setdefault(text.lstrip("\t"), []).append(number)
            if _keyword().match(line):
                self._keywords.append(number)


def _first(numbers: list[int], at: int) -> int | None:
    place = bisect_left(numbers, at)
    return numbers[place] if place < len(numbers) else None


def bodies(terminators: Terminators, at: int, openers: Sequence[Opener]) -> tuple[Body, ...]:
    """The bodies of `openers`, the first of which starts at line `at`; the last of them may have no end."""
    found: list[Body] = []
    for opener in openers:
        end = terminators.find(opener, at)
        if end is None:
            return (*found, Body(opener, at, terminators.keyword(at), False))
        found.append(Body(opener, at, end, True))
        at = end + 1
    return tuple(found)
