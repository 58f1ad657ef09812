"""Results as text that a cache keeps, and back: all that printers need, and nothing that could run."""

import json
from typing import Any

from dflint.lint.finding import Diagnostic, Related, Severity
from dflint.output.result import Result
from dflint.text import Edit, Fix, Position, Source, Span


def dump(result: Result) -> str:
    """`result` as text; of the sources those of files with fixes."""
    paths = {item.path for item in result.diagnostics if item.fix is not None}
    return json.dumps(
        {
            "diagnostics": result.diagnostics,
            "sources": {path: source.text for path, source in result.sources.items() if path in paths},
            "checked": result.checked,
            "templates": result.templates,
            "unsafe": sorted(result.unsafe),
        }
    )


def load(text: str) -> Result:
    """The result that `text` was made from."""
    data: dict[str, Any] = json.loads(text)
    return Result(
        [_diagnostic(*item) for item in data["diagnostics"]],
        {path: Source(source, path) for path, source in data["sources"].items()},
        data["checked"],
        data["templates"],
        frozenset(data["unsafe"]),
    )


def dump_diagnostics(found: list[Diagnostic]) -> str:
    """`found` as text."""
    return json.dumps(found)


def load_diagnostics(text: str) -> list[Diagnostic]:
    """The diagnostics that `text` was made from."""
    return [_diagnostic(*item) for item in json.loads(text)]


def _diagnostic(*fields: Any) -> Diagnostic:
    item = Diagnostic(*fields)
    return item._replace(
        aliases=tuple(item.aliases),
        severity=Severity(item.severity),
        fix=_fix(*item.fix) if item.fix else None,
        related=tuple(Related(path, Position(*place), message) for path, place, message in item.related),
    )


def _fix(edits: Any, applicability: Any) -> Fix:
    return Fix(tuple(Edit(Span(*span), text) for span, text in edits), applicability)
