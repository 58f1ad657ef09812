"""What a finding is about: the lines that it depends on, and the text that it is recognised by.

A diagnostic is all that is needed: it does not matter which rule made it, when, and in which process.
"""

from bisect import bisect_right

from dflint.lint.finding import Diagnostic
from dflint.lint.registry import load
from dflint.lint.rule import Rule
from dflint.model.component import Component
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.script import Script
from dflint.syntax.nodes import Instruction
from dflint.syntax.parser import parse
from dflint.text import Position, Source, Span

WHOLE = (File, Component, Project)


def is_about_file(item: Diagnostic) -> bool:
    """True for what is said of a file as a whole, and put at its beginning for want of a better place."""
    rule = _rule(item)
    return (item.line, item.column) == (1, 1) and rule is not None and issubclass(rule.kind, WHOLE)


def _rule(item: Diagnostic) -> Rule | None:
    """The rule that made `item`; None for ShellCheck."""
    own = (load().get(code) for code in (item.code, *item.aliases))
    return next((rule for rule in own if rule is not None and rule.name == item.name), None)


def flagged(item: Diagnostic, source: Source) -> str:
    """The text that `item` finds fault with, its blanks made one each; empty for the file as a whole.

    A keyword stands for its line, and so does a place between two characters.
    """
    if is_about_file(item):
        return ""
    text = " ".join(source[span_of(item, source)].split())
    line = " ".join(item.text.split())
    is_keyword = text.isalpha() and line.startswith(text) and _is_keyword(text)
    return line if is_keyword or not text else text


def _is_keyword(word: str) -> bool:
    from dflint.syntax.build import KEYWORDS

    return word.upper() in KEYWORDS


def span_of(item: Diagnostic, source: Source) -> Span:
    """The place of `item` as offsets; at the end of the text where `source` has no such line."""
    start = _offset(source, Position(item.line, item.column))
    return Span(start, max(start, _offset(source, Position(item.end_line, item.end_column))))


def _offset(source: Source, place: Position) -> int:
    return min(source.offset(place), len(source.text)) if place.line <= source.line_count else len(source.text)


class Blocks:
    """The instructions of a text, and the comments that stand together, by line. A template is read as it is."""

    def __init__(self, source: Source) -> None:
        document = parse(source)
        self._instructions = document.instructions
        self._starts = [node.start_line for node in self._instructions]
        self._comments = {source.line_of(comment.span.start) for comment in document.comments}

    def at(self, line: int) -> Instruction | None:
        """The instruction that `line` is a line of."""
        found = bisect_right(self._starts, line) - 1
        node = self._instructions[found] if found >= 0 else None
        return node if node is not None and line <= node.end_line else None

    def is_inside(self, seam: int) -> bool:
        """True when the line `seam` and the next one belong together."""
        node = self.at(seam)
        return (node is not None and node is self.at(seam + 1)) or {seam, seam + 1} <= self._comments

    def extent(self, item: Diagnostic) -> tuple[int, int]:
        """The first and the last line that `item` depends on.

        The lines of its text; of the whole instruction where a keyword stands for that, or the rule reads all of its
        shell text.
        """
        last = item.end_line - (item.end_column == 1 and item.end_line > item.line)
        node, rule = self.at(item.line), _rule(item)
        if node is not None and (_is_at_keyword(item, node) or (rule is not None and rule.kind is Script)):
            return min(item.line, node.start_line), max(last, node.end_line)
        return item.line, last


def _is_at_keyword(item: Diagnostic, node: Instruction) -> bool:
    length = node.keyword_span.end - node.keyword_span.start
    is_short = item.end_line == item.line and item.end_column - item.column <= length
    return is_short and item.line == node.start_line and item.text[item.column - 1 :].startswith(node.written)
