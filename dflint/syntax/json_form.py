"""The JSON form of an instruction, `["a", "b"]`, with the builder's JSON reader's rules.

That is Go's encoding/json: no NaN, no numbers that overflow, nesting to 10,000 levels, and a replacement character for
bytes that are not UTF-8 and for half a surrogate pair.
"""

import re
from collections.abc import Iterator
from functools import cache
from math import isfinite

from dflint.syntax.blanks import SPACES
from dflint.syntax.piece import Piece, readable

DEEPEST = 10_000


class NotStringsError(ValueError):
    """A JSON array with something else than strings in it: the builder refuses it."""


def split_json(line: str, start: int, end: int) -> list[Piece] | None:
    """The strings of the JSON array `line[start:end]`, or None when it is none; NotStringsError."""
    while start < end and line[start] in SPACES:
        start += 1
    if not line.startswith("[", start):
        return None
    values = _load(line[start:end])
    if values is None:
        return None
    if not all(isinstance(value, str) for value in values):
        raise NotStringsError
    places = _string().finditer(line, start, end)
    pairs = zip(values, places, strict=True)
    return [Piece(readable(str(value)), place.start(), place.end()) for value, place in pairs]


@cache
def _string() -> "re.Pattern[str]":
    return re.compile(r'"(?:[^"\\]|\\.)*"')


def _load(text: str) -> list[object] | None:
    """The values of the array in `text`, or None when it is no JSON."""
    import json

    try:
        values = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_number)
    except RecursionError:
        return [None] if _is_json(text) else None
    except ValueError:
        return None
    assert isinstance(values, list)
    return values


def _number(text: str) -> float:
    """A JSON number; ValueError for what the builder's JSON reader has not: NaN, infinities, overflows."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


@cache
def _token() -> "re.Pattern[str]":
    scalar = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|true|false|null'
    number = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
    return re.compile(rf"[ \t\r\n]*(?:([\[\]{{}},:])|({scalar}|{number}))[ \t\r\n]*")


def _tokens(text: str) -> Iterator[str]:
    """Marks as they are, strings as `"`, other scalars as `0`, and `?` for what is none of these."""
    at = 0
    while at < len(text):
        match = _token().match(text, at)
        if match is None or (match[2] and not isfinite(_scalar(match[2]))):
            yield "?"
            return
        yield match[1] or ('"' if match[2].startswith('"') else "0")
        at = match.end()


def _scalar(text: str) -> float:
    return float(text) if text[0] in "-0123456789" else 0


# After a token of the key's kind, in an array and in an object, one of the value's may follow.
_NEXT = {
    "[": {"[": '"0[{]', ",": '"0[{', "v": ",]"},
    "{": {"{": '"}', ",": '"', "k": ":", ":": '"0[{', "v": ",}"},
}


def _is_json(text: str) -> bool:
    """True for JSON of any depth that the builder bears; the arrays and objects that are open are a list here."""
    open_marks: list[str] = []
    last = ""
    for token in _tokens(text):
        if last and (not open_marks or token not in _NEXT[open_marks[-1]][last]):
            return False
        if token in "[{":
            open_marks.append(token)
        elif token in "]}":
            open_marks.pop()
        is_key = token == '"' and last in "{," and open_marks[-1] == "{"
        last = token if token in "[{,:" else "k" if is_key else "v"
        if len(open_marks) > DEEPEST:
            return False
    return not open_marks
