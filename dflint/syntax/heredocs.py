"""Heredoc openers in a logical line.

    opener = [fd] "<<" ["-"] word     fd: digits; "-" strips leading TABs; a quoted word keeps the body unexpanded

After moby/buildkit, frontend/dockerfile/parser: the line is split into shell words, each is tried.
"""

import re
from functools import cache

from dflint.records import NamedTuple
from dflint.syntax import shellwords
from dflint.syntax.json_form import NotStringsError, split_json
from dflint.syntax.piece import keyword, readable
from dflint.syntax.words import split_command

CARRIERS = ("ADD", "COPY", "RUN")


class Opener(NamedTuple):
    """One `<<NAME`: its delimiter without quotes, and where it stands in the logical line (-1: not looked for)."""

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
    if keyword(command.keyword.text) == "ONBUILD":
        command = split_command(line, escape, command.rest.start)
    if keyword(command.keyword.text) not in CARRIERS:
        return []
    try:
        is_json = split_json(line, command.rest.start, command.rest.end) is not None
    except NotStringsError:
        return []
    return [] if is_json else openers(line)


def openers(text: str) -> list[Opener]:
    """The heredoc openers in the logical line `text`; none where its quotes do not close."""
    text = readable(text)
    try:
        words = shellwords.split(text, raw=True)
    except ValueError:
        return []
    found, at = [], 0
    for word in words:
        if "<<" in word:
            start, at = _place(text, word, at)
            opener = opener_of(word)
            if opener is not None and not _loses_its_start().match(word):
                found.append(opener._replace(start=start, end=at))
    return found


@cache
def _loses_its_start() -> "re.Pattern[str]":
    """Matches a word with a `${name:-default}`: what stands before that is lost to the builder's lexer."""
    reference = r"\$\{[^{}:+?#%/-]*[:+?#%/-]"
    return re.compile(rf"(?:\\.|'[^']*'|(?!{reference})[^\\'])*{reference}", re.DOTALL)


def _place(text: str, word: str, at: int) -> tuple[int, int]:
    """Where `word` stands in `text` from `at` on.

    The lexer doubles some backslashes, and drops some in a `${name:-default}`; the latter are not worth looking for.
    """
    start = text.find(word, at)
    if start >= 0:
        return start, start + len(word)
    match = re.search(re.escape(word).replace(r"\\\\", r"\\{1,2}"), text[at:])
    return (at + match.start(), at + match.end()) if match else (at, at)


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
    return Opener(plain[0], _number(match[1]), bool(match[2]), expand, -1, -1)


def _number(digits: str) -> int:
    """A file descriptor, with the builder's largest number for those that are larger."""
    return min(int(digits[:20] or 0), 2**64 - 1)


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')
