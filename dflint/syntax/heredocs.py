"""Heredoc openers in a logical line.

    opener = [fd] "<<" ["-"] word     fd: digits; "-" strips leading TABs; a quoted word keeps the body unexpanded

After moby/buildkit, frontend/dockerfile/parser: the line is split into shell words, each is tried.
"""

import re
from functools import cache
from typing import NamedTuple

from dflint.syntax import shellwords
from dflint.syntax.words import NotStringsError, split_command, split_json

CARRIERS = ("ADD", "COPY", "RUN")


class Opener(NamedTuple):
    """One `<<NAME`: its delimiter without quotes, and where it stands in the logical line (-1: nowhere as written)."""

    name: str
    fd: int
    chomp: bool
    expand: bool
    start: int
    end: int


@cache
def _pattern() -> "re.Pattern[str]":
    return re.compile(r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)", re.DOTALL)


def instruction_openers(line: str, escape: str) -> list[Opener]:
    """The heredoc openers of the instruction in the logical line `line`: ADD, COPY, RUN, also under ONBUILD."""
    command = split_command(line, escape)
    if command.keyword.text.upper() == "ONBUILD":
        command = split_command(line, escape, command.rest.start)
    if command.keyword.text.upper() not in CARRIERS:
        return []
    try:
        is_json = split_json(line, command.rest.start, command.rest.end) is not None
    except NotStringsError:
        return []
    return [] if is_json else openers(line)


def openers(text: str) -> list[Opener]:
    """The heredoc openers in the logical line `text`; none where its quotes do not close."""
    try:
        words = shellwords.split(text, raw=True)
    except ValueError:
        return []
    found, at = [], 0
    for word in words:
        opener = opener_of(word)
        if opener is not None:
            start = text.find(word, at)
            at = start + len(word) if start >= 0 else at
            found.append(opener._replace(start=start, end=start + len(word)))
    return found


def opener_of(word: str) -> Opener | None:
    """`word` as a heredoc opener, or None when it is none."""
    match = _pattern().fullmatch(word)
    if match is None or not match[3]:
        return None
    try:
        plain = shellwords.words(match[3], raw_quotes=False)
        quoted = shellwords.words(match[3], raw_quotes=True)
    except ValueError:
        return None
    if len(plain) != 1 or len(quoted) != 1:
        return None
    expand = _quotes(plain[0]) == _quotes(quoted[0])
    return Opener(plain[0], int(match[1] or 0), bool(match[2]), expand, -1, -1)


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')
