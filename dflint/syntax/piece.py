"""A part of a logical line, and the builder's view of characters that have none."""

import re

from dflint.records import NamedTuple

_SURROGATE = re.compile("[\ud800-\udfff]")


class Piece(NamedTuple):
    """A text as the builder sees it (quotes kept), and where it stands."""

    text: str
    start: int
    end: int


def readable(text: str) -> str:
    """`text` with the replacement character for every byte that is not UTF-8, and for half a surrogate pair."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def lower(text: str) -> str:
    """`text` in lower case as Go's `strings.ToLower` does it: one character for one."""
    return text.replace("\u0130", "i").lower()


def keyword(written: str) -> str:
    """The upper case keyword for `written`; one that is not ASCII, which no keyword is, stays as it is."""
    if written.isascii():
        return written.upper()
    small = lower(written)
    return small.upper() if small.isascii() else written
