"""The way through most of what an m4 interpreter reads: one search leads to the next character or word that counts.

`Input.token` reads one token after the other, whatever quotes and comments are, and wherever they begin and end. This
is the same for what stands within one text, under quotes and comments that are single characters; it stops before
anything else.
"""

import re
from collections.abc import Callable, Container
from enum import Enum
from functools import lru_cache
from typing import Protocol

from dflint.template.m4_input import Block, Builtin, Input
from dflint.template.m4_traced import SIZE, Traced

Event = Enum("Event", ["END", "WORD", "CLOSE", "OTHER"])
"""Why a scan ended: no more input; a macro's name; the end of a call; something that `Input.token` has to read."""
ORDINARY = re.compile(r"[^A-Za-z0-9_ \t\n\v\f\r(),]")
BLANKS = " \t\n\v\f\r"
NO_BLANK = re.compile(r"[^ \t\n\v\f\r]")


class Target(Protocol):
    """What takes the text: a call whose argument is read, or the result."""

    texts: list[str]
    marks: list[bytes]
    level: int
    is_fresh: bool

    def next(self) -> None:
        """The argument is complete, and another one begins."""


class Marks:
    """Quotes and comments in force, and the searches that follow from them."""

    def __init__(self, quotes: tuple[str, str], comments: tuple[str, str]) -> None:
        self.left, self.right = quotes
        self.begin, self.end = comments
        self.quote, self.comment = self.left[:1], self.begin[:1]
        firsts = [char for char in (self.quote, self.comment) if char]
        self.is_ordinary = all(ORDINARY.match(char) for char in firsts)
        self.has_single_quotes = len(self.left) == len(self.right) == 1
        self.has_single_comments = len(self.begin) == len(self.end) == 1
        special = "".join(map(re.escape, firsts))
        word = "([A-Za-z_][A-Za-z0-9_]*)"
        self.outside = re.compile(f"{word}|[{special}]" if special else word)
        self.in_call = re.compile(f"{word}|[(),{special}]")
        self._quotes = re.compile("[" + re.escape(self.left[:1] + self.right[:1]) + "]" if self.left else "(?!)")

    def closing(self, text: str, at: int) -> int:
        """Offset of the quote that closes the one before `at`, -1 when it is not in `text` or needs a closer look."""
        if not self.has_single_quotes:
            return -1
        end = text.find(self.right, at)
        if end < 0 or text.find(self.left, at, end) < 0:
            return end
        level = 1
        for match in self._quotes.finditer(text, at):
            level += -1 if match[0] == self.right else 1
            if not level:
                return match.start()
        return -1

    def after_comment(self, text: str, at: int) -> int:
        """Offset behind the comment that begins at `at`, 0 when it does not end in `text` or needs a closer look."""
        return text.find(self.end, at + 1) + 1 if self.has_single_comments else 0


@lru_cache(maxsize=32)
def marks_of(quotes: tuple[str, str], comments: tuple[str, str]) -> Marks:
    """The searches for these quotes and comments."""
    return Marks(quotes, comments)


class Scanner:
    """Reads `source` up to the next macro's name, which `word` is then.

    It passes over `dnl`, of which some templates are full, by itself, if `has_dnl` says that this is still the builtin.
    """

    def __init__(self, source: Input, macros: Container[str], has_dnl: Callable[[], bool]) -> None:
        self.source = source
        self.macros = macros
        self.has_dnl = has_dnl
        self._marks = marks_of(source.quotes, source.comments)
        self._of = (source.quotes, source.comments)
        self.word = Traced("", b"")

    def scan(self, target: Target, in_call: bool) -> Event:
        """Read into `target` up to the next event."""
        if self._of != (self.source.quotes, self.source.comments):
            self._of = (self.source.quotes, self.source.comments)
            self._marks = marks_of(*self._of)
        marks = self._marks
        if not marks.is_ordinary:
            return Event.OTHER
        blocks = self.source.blocks
        while blocks:
            block = blocks[-1]
            if isinstance(block, Builtin):
                return Event.OTHER
            if block.at < len(block.text):
                event = self._block(block, target, marks, in_call)
                if event is not None:
                    return event
            if block.at >= len(block.text):
                blocks.pop()
        return Event.END

    def _block(self, block: Block, target: Target, marks: Marks, in_call: bool) -> Event | None:  # noqa: PLR0912
        """Read from one text; None at its end."""
        # Long, as it runs for every word of a template: each call of a function here costs as much as all of the rest.
        text, origins, macros, start = block.text, block.marks, self.macros, block.at
        search = (marks.in_call if in_call else marks.outside).search
        if target.is_fresh:
            start = block.at = _after_blanks(text, start)
            if start == len(text):
                return None
            target.is_fresh = False
        at, ticks = start, 0
        while match := search(text, at):
            found, at = match.span()
            ticks += 1
            if not ticks & 127:
                self.source.budget.check()
            if match.lastindex:
                if at == len(text) and self.source.goes_on():
                    return _stop(block, target, start, found)
                if match[1] in macros:
                    line = text.find("\n", at) + 1 if match[1] == "dnl" and text[at : at + 1] != "(" else 0
                    if not line or not self.has_dnl():
                        return self._found_word(block, target, start, match)
                    _stop(block, target, start, found)
                    start = at = block.at = line
                continue
            char = text[found]
            if char == marks.comment:
                at = marks.after_comment(text, found)
                if not at:
                    return _stop(block, target, start, found)
            elif char == marks.quote:
                end = marks.closing(text, at)
                if end < 0:
                    return _stop(block, target, start, found)
                if start < found:
                    target.texts.append(text[start:found])
                    target.marks.append(origins[start * SIZE : found * SIZE])
                target.texts.append(text[at:end])
                target.marks.append(origins[at * SIZE : end * SIZE])
                start = at = end + 1
            elif char == "(":
                target.level += 1
            elif target.level:
                target.level -= char == ")"
            else:
                if start < found:
                    target.texts.append(text[start:found])
                    target.marks.append(origins[start * SIZE : found * SIZE])
                block.at = at
                if char == ")":
                    self.source.last = origins[found * SIZE : at * SIZE]
                    return Event.CLOSE
                target.next()
                start = at = block.at = _after_blanks(text, at)
                if at == len(text):
                    return None
                target.is_fresh = False
        _stop(block, target, start, len(text))
        return None

    def _found_word(self, block: Block, target: Target, start: int, match: "re.Match[str]") -> Event:
        found, block.at = match.span()
        if start < found:
            target.texts.append(block.text[start:found])
            target.marks.append(block.marks[start * SIZE : found * SIZE])
        marks = block.marks[found * SIZE : block.at * SIZE]
        self.word = Traced(match[1], marks)
        self.source.last = marks[-SIZE:]
        self.source.place = block.place or marks[:SIZE]
        return Event.WORD


def _after_blanks(text: str, at: int) -> int:
    if at < len(text) and text[at] not in BLANKS:
        return at
    match = NO_BLANK.search(text, at)
    return match.start() if match else len(text)


def _stop(block: Block, target: Target, start: int, end: int) -> Event:
    """Leave what stands at `end` to `Input.token`."""
    if start < end:
        target.texts.append(block.text[start:end])
        target.marks.append(block.marks[start * SIZE : end * SIZE])
    block.at = end
    return Event.OTHER
