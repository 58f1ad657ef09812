"""A logical line taken apart: keyword, flags, and its arguments as words, pairs or a JSON array.

    instruction = keyword blanks { flag blanks } arguments
    flag        = "--" { character | quoted | escape character }      a bare "--" ends the flags
    arguments   = JSON array of strings | words | name "=" value ...  depending on the keyword

All offsets here are into the logical line. After moby/buildkit, frontend/dockerfile/parser/split_command.go and
line_parsers.go, whose functions these follow.
"""

import re
from functools import cache

from dflint.records import NamedTuple
from dflint.syntax.blanks import BLANKS, BYTE_BLANKS, SPACES, blank_run
from dflint.syntax.piece import Piece, readable


class Command(NamedTuple):
    """A logical line split: its keyword, its flags (quotes and escapes resolved) and the rest, stripped."""

    keyword: Piece
    flags: tuple[Piece, ...]
    rest: Piece


def split_command(line: str, escape: str, start: int = 0) -> Command:
    """Split `line[start:]` into keyword, flags and rest."""
    begin = _skip(line, start, SPACES)
    end = len(line.rstrip(SPACES))
    gap = blank_run().search(line, begin, end)
    stop = gap.start() if gap else max(begin, end)
    keyword = Piece(line[begin:stop], begin, stop)
    flags, at = _flags(line, _skip(line, stop, BLANKS), max(end, stop), escape)
    return Command(keyword, flags, strip(line, at, max(end, stop)))


def strip(line: str, start: int, end: int) -> Piece:
    """The part `line[start:end]` without blanks around it."""
    while start < end and line[start] in SPACES:
        start += 1
    while end > start and line[end - 1] in SPACES:
        end -= 1
    return Piece(line[start:end], start, end)


def _skip(line: str, at: int, blanks: str) -> int:
    while at < len(line) and line[at] in blanks:
        at += 1
    return at


def _flags(line: str, start: int, end: int, escape: str) -> tuple[tuple[Piece, ...], int]:
    """The flags from `start` on, and where they end.

    The builder reads flags byte by byte as Latin-1; so does this where the text is not ASCII.
    """
    if not line.startswith("--", _skip(line, start, SPACES + BYTE_BLANKS)):
        return (), start
    text = line[start:end]
    if text.isascii():
        flags, at = _read_flags(text, escape)
        return tuple(Piece(word, start + a, start + b) for word, a, b in flags), start + at
    chars = [_bytes(char) for char in text]
    places = [place for place, char in enumerate(chars, start) for _ in char] + [end]
    flags, at = _read_flags(b"".join(chars).decode("latin-1"), escape)
    return tuple(Piece(word, places[a], places[b - 1] + 1) for word, a, b in flags), places[at]


def _bytes(char: str) -> bytes:
    escaped = "\udc80" <= char <= "\udcff"
    return char.encode("utf-8", "surrogateescape" if escaped else "surrogatepass")


def _read_flags(text: str, escape: str) -> tuple[list[Piece], int]:
    flags: list[Piece] = []
    at = _skip(text, 0, SPACES)
    while text.startswith("--", at):
        word, end = _read_flag(text, at, escape)
        if word == "--":
            return flags, end
        flags.append(Piece(word, at, end))
        at = _skip(text, end, SPACES)
    return flags, at


def _read_flag(text: str, at: int, escape: str) -> tuple[str, int]:
    """One flag from `at` to the next blank outside quotes: its value, its end."""
    value, quote = [], ""
    while at < len(text):
        char = text[at]
        if not quote and char in SPACES:
            break
        if char in "'\"" and quote in ("", char):
            quote = "" if quote else char
        elif char == escape:
            at += 1
            value.append(text[at : at + 1])
        else:
            value.append(char)
        at += 1
    return "".join(value), min(at, len(text))


def split_words(line: str, start: int, end: int, escape: str) -> list[Piece]:
    """Words of `line[start:end]` between blanks, where quotes and escapes hold blanks together and are kept."""
    words = []
    at = _skip_to(line, start, end)
    while at < end:
        word = _read_word(line, at, end, escape)
        words.append(word)
        at = _skip_to(line, word.end, end)
    return [word for word in words if word.text]


def _skip_to(line: str, at: int, end: int) -> int:
    while at < end and line[at] in SPACES:
        at += 1
    return at


@cache
def _plain_run() -> "re.Pattern[str]":
    return re.compile(rf"""[^'"\\`{SPACES}]*""")


def _read_word(line: str, start: int, end: int, escape: str) -> Piece:
    at, quote, stop = start, "", end
    while (at := _plain_run().match(line, at, end).end()) < end:  # type: ignore[union-attr]
        char = line[at]
        if not quote and char in SPACES:
            stop = at
            break
        at += 1
        if char == escape and quote != "'":
            if at == end:  # an escape at the very end is dropped
                return Piece(readable(line[start : at - 1]), start, end)
            at += 1
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
    return Piece(readable(line[start:stop]), start, stop)


def split_blanks(line: str, start: int, end: int) -> list[Piece]:
    """Words of `line[start:end]` between runs of blanks; quotes mean nothing here."""
    if start >= end:
        return []
    words, at = [], start
    for match in blank_run().finditer(line, start, end):
        words.append(Piece(line[at : match.start()], at, match.start()))
        at = match.end()
    return [*words, Piece(line[at:end], at, end)]
