"""What is foreseen as ShellCheck would say it: comments with its codes, levels, messages and places."""

from __future__ import annotations

from dflint.embedded.plain import MASK, MASKED
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeAlias

Comment: TypeAlias = "dict[str, Any]"
Comments = list[Comment]


def is_mask(variable: str) -> bool:
    """True for a variable that stands for what a command prints."""
    return variable.startswith(MASKED) and not variable.strip("${}").strip(MASK)


def no_quotes(text: str, start: int, end: int) -> Comment:
    """That quotes lack around `text[start:end]`, a variable or what a command prints."""
    if is_mask(text[start:end]):
        return _comment(text, start, end, 2046, "Quote this to prevent word splitting.")
    quotes = [
        {**_place(text, at, at), "insertionPoint": point, "replacement": '"'}
        for at, point in ((start, "afterEnd"), (end, "beforeStart"))
    ]
    said = _comment(text, start, end, 2086, "Double quote to prevent globbing and word splitting.")
    return {**said, "level": "info", "fix": {"replacements": quotes}}


def not_set(text: str, start: int, end: int) -> Comment:
    """That nothing sets the variable `text[start:end]`."""
    name = text[start:end].strip("${}")
    return _comment(text, start, end, 2154, f"{name} is referenced but not assigned.")


def stays(text: str, start: int, end: int) -> Comment:
    """That `text[start:end]`, a cd, may fail and the rest be done elsewhere."""
    message = "Use 'cd ... || exit' or 'cd ... || return' in case cd fails."
    edit = {**_place(text, end, end), "insertionPoint": "beforeStart", "replacement": " || exit"}
    return {**_comment(text, start, end, 2164, message), "fix": {"replacements": [edit]}}


def has_flags(text: str, start: int, end: int) -> Comment:
    """That not every echo knows the option `text[start:end]`."""
    return _comment(text, start, end, 3037, "In POSIX sh, echo flags are undefined.")


def is_option(text: str, start: int, end: int) -> Comment:
    """That files whose names begin with a dash are options where `text[start:end]`, a star, stands."""
    message = "Use ./*glob* or -- *glob* so names with dashes won't become options."
    return {**_comment(text, start, end, 2035, message), "level": "info"}


def is_literal(text: str, start: int, end: int) -> Comment:
    """That the variables in `text[start:end]` are none: it stands in single quotes."""
    message = "Expressions don't expand in single quotes, use double quotes for that."
    return {**_comment(text, start, end, 2016, message), "level": "info"}


def is_done_once(text: str, start: int, end: int) -> Comment:
    """That a loop has only one word, which is `text[start:end]`."""
    message = "This loop will only ever run once. Bad quoting or missing glob/expansion?"
    return _comment(text, start, end, 2043, message)


def hides_failure(text: str, start: int, end: int) -> Comment:
    """That a failure is not seen where the variable `text[start:end]` is exported and set at once."""
    return _comment(text, start, end, 2155, "Declare and assign separately to avoid masking return values.")


def _comment(text: str, start: int, end: int, code: int, message: str) -> Comment:
    return {**_place(text, start, end), "level": "warning", "code": code, "message": message, "fix": None}


def _place(text: str, start: int, end: int) -> dict[str, int]:
    """Where `text[start:end]` stands, which is on one line."""
    line, first = text.count("\n", 0, start) + 1, text.rfind("\n", 0, start) + 1
    return {"line": line, "endLine": line, "column": start - first + 1, "endColumn": end - first + 1}
