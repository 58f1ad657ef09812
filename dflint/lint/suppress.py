"""Suppressions in comments.

    # dflint: ignore[WL010,WL020] why      above an instruction, or inside one: what is said of that instruction
    # dflint: ignore-file[WL010] why       anywhere: what is said of the file

A comment above an instruction covers the block of comments that it stands in, too.
"""

import re
from collections.abc import Iterator
from functools import cache

from dflint.lint.rule import Rule
from dflint.lint.selection import find
from dflint.lint.shellcheck import covers
from dflint.model.comments import commented
from dflint.syntax.nodes import Dockerfile
from dflint.text import Span

MARK = "dflint:"


@cache
def _pattern() -> "re.Pattern[str]":
    return re.compile(r"#\s*dflint:\s*(?P<verb>[^\s\[]*)(?:\[(?P<names>[^\]\n]*)\])?")


class Suppression:
    """One name in one comment: `name` at `span`, the `comment` that holds it, and the `area` that it covers.

    `rules` are those that the name means, none for a misspelt one; `used` is set once it has hidden a finding;
    `tool` is the linter that the comment is for, where it is another one.
    """

    __slots__ = ("area", "comment", "name", "rules", "span", "tool", "used")

    def __init__(self, name: str, span: Span, comment: Span, area: Span, rules: list[Rule] | None = None) -> None:
        self.name = name
        self.span = span
        self.comment = comment
        self.area = area
        self.rules = find(name) if rules is None else rules
        self.tool = ""
        self.used = False

    def hides(self, rule: Rule, span: Span) -> bool:
        """True when a finding of `rule` at `span` is to be hidden."""
        return any(covers(mine, rule) for mine in self.rules) and self.area.start <= span.start <= self.area.end


class Malformed:
    """A comment that wants to be a suppression and is none: what is wrong, and where."""

    __slots__ = ("message", "span")

    def __init__(self, message: str, span: Span) -> None:
        self.message = message
        self.span = span


def suppressions(document: Dockerfile) -> tuple[list[Suppression], list[Malformed]]:
    """All suppressions of a file, and the comments that fail to be one."""
    good: list[Suppression] = []
    bad: list[Malformed] = []
    from dflint.lint.foreign import foreign

    for found in foreign(document):
        (good if isinstance(found, Suppression) else bad).append(found)  # type: ignore[arg-type]
    if MARK not in document.source.text:
        return good, bad
    for comment, area, _ in commented(document):
        for item in _read(document, comment, area):
            (good if isinstance(item, Suppression) else bad).append(item)  # type: ignore[arg-type]
    return good, bad


def _read(document: Dockerfile, comment: Span, area: Span) -> Iterator[Suppression | Malformed]:
    for match in _pattern().finditer(document.source[comment]):
        at = comment.start + match.start()
        span = Span(at, comment.start + match.end())
        if match["verb"] not in ("ignore", "ignore-file"):
            message = f'"{match["verb"]}" is no dflint comment; write ignore[CODE] or ignore-file[CODE]'
            yield Malformed(message, span)
        elif not (match["names"] or "").strip():
            yield Malformed(f"{match['verb']} names no rule; write {match['verb']}[CODE]", span)
        else:
            whole = Span(0, len(document.source.text))
            covered = whole if match["verb"] == "ignore-file" else area
            yield from _names(match, comment, span, covered)


def _names(match: "re.Match[str]", comment: Span, span: Span, area: Span) -> Iterator[Suppression]:
    for name in re.finditer(r"[^,\s]+", match["names"]):
        at = comment.start + match.start("names") + name.start()
        yield Suppression(name[0], Span(at, at + len(name[0])), span, area)
