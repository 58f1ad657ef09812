"""Patterns for paths in configurations, read as `.gitignore` reads them.

`*` and `?` stay within one name, `**` crosses folders. A pattern without a slash matches the name of the file or of
any folder above it; one with a slash starts at the folder that the patterns belong to. A match of a folder covers all
below it.
"""

import re
from collections.abc import Iterable
from functools import cache


def matches(path: str, patterns: Iterable[str]) -> bool:
    """True when one of `patterns` covers `path`, which is relative to their folder and has `/` as separator."""
    return any(_compiled(pattern).match(path) for pattern in patterns)


@cache
def _compiled(pattern: str) -> "re.Pattern[str]":
    body = pattern.removeprefix("./").rstrip("/")
    start = "" if "/" in body else "(?:.*/)?"
    return re.compile(start + _expression(body.removeprefix("/")) + r"(?:/.*)?\Z", re.DOTALL)


def _expression(pattern: str) -> str:
    token = re.compile(
        r"(?P<folders>(?:^|(?<=/))\*\*/)|(?P<all>\*\*)|(?P<star>\*)|(?P<one>\?)|(?P<set>\[!?\]?[^]/]*\])"
    )
    parts, at = [], 0
    for match in token.finditer(pattern):
        parts += [re.escape(pattern[at : match.start()]), _token(match)]
        at = match.end()
    return "".join([*parts, re.escape(pattern[at:])])


def _token(match: "re.Match[str]") -> str:
    known = {"folders": "(?:.*/)?", "all": ".*", "star": "[^/]*", "one": "[^/]"}
    if match.lastgroup in known:
        return known[match.lastgroup]
    text = match[0][1:-1]
    negated = "^" if text.startswith("!") else ""
    body = text.removeprefix("!").replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace("^", "\\^")
    try:
        re.compile(f"[{negated}{body}]")
    except re.error:
        return re.escape(match[0])
    return f"(?!/)[{negated}{body}]"
