"""Diagnostics as text that a cache keeps, and back: nothing in it that could run."""

from __future__ import annotations

from collections.abc import Iterable

from dflint.lint.finding import Diagnostic, Related, Severity
from dflint.records import TYPE_CHECKING
from dflint.text import Edit, Fix, Position, Span

if TYPE_CHECKING:
    from typing import Any


def dump(found: Iterable[Diagnostic]) -> str:
    """`found` as text."""
    import json

    return json.dumps(list(found), separators=(",", ":"))


def load(text: str) -> list[Diagnostic]:
    """The diagnostics that `text` was made from."""
    import json

    return [diagnostic(*item) for item in json.loads(text)]


def diagnostic(*fields: Any) -> Diagnostic:
    """The diagnostic whose fields JSON has made lists and numbers of."""
    item = Diagnostic(*fields)
    return item._replace(
        aliases=tuple(item.aliases),
        severity=Severity(item.severity),
        fix=_fix(*item.fix) if item.fix else None,
        related=tuple(Related(path, Position(*place), message) for path, place, message in item.related),
    )


def _fix(edits: Any, applicability: Any) -> Fix:
    return Fix(tuple(Edit(Span(*span), text) for span, text in edits), applicability)
