"""The words of shell commands."""

import re
from functools import cache

from dflint.records import NamedTuple

# What makes a word other than it is written.
_MARKS = frozenset("'\"\\$`")


class Spot(NamedTuple):
    """A place in a shell text: code point offsets."""

    start: int
    end: int


class Word(NamedTuple):
    """A word of a command without its quotes: code point offsets into the shell text; `literal` without expansions.

    `raw` is the word as written; empty when it was made from something else.
    """

    text: str
    start: int
    end: int
    literal: bool
    raw: str = ""

    @classmethod
    def read(cls, raw: str, start: int, end: int) -> "Word":
        """The word written `raw` at `start` to `end`."""
        if _MARKS.isdisjoint(raw):
            return Word(raw, start, end, True, raw)
        literal = ("$" not in raw and "`" not in raw) or (raw[:1] == "'" and raw.count("'") == 2 and raw[-1] == "'")
        return Word(unquoted(raw), start, end, literal, raw)

    @property
    def quoted(self) -> bool:
        """True when quotes keep it one word."""
        return self.raw[:1] in ("'", '"')


def unquoted(raw: str) -> str:
    """`raw` without quotes and without the backslashes that hide a character; expansions stay as they are."""
    if "'" not in raw and '"' not in raw and "\\" not in raw:
        return raw
    return _quotes().sub(_inner, raw)


@cache
def _quotes() -> "re.Pattern[str]":
    """A part in single quotes, one in double quotes, a hidden character."""
    return re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)""", re.DOTALL)


def _inner(match: "re.Match[str]") -> str:
    if match[2] is None:
        return match[1] if match[1] is not None else match[3].replace("\n", "")
    return re.sub(r'\\(["\\`]|\n)', lambda hidden: hidden[1].strip("\n"), match[2])
