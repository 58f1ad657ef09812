"""Diagnostics for programs: a JSON array with one object a line. json is imported only here."""

import json
from collections.abc import Iterable

from dflint.lint.finding import Diagnostic
from dflint.output.result import Result, statistics
from dflint.text import Fix, Source


def findings(result: Result) -> str:
    """All diagnostics as a JSON array."""
    return _array(as_dict(item, result.sources.get(item.path)) for item in result.diagnostics)


def counts(result: Result) -> str:
    """How often each rule speaks, most first, as a JSON array."""
    return _array(
        {"code": item.code, "name": item.name, "count": number} for number, item in statistics(result.diagnostics)
    )


def as_dict(item: Diagnostic, source: Source | None) -> dict[str, object]:
    """One diagnostic as plain values; `source` is the file that it speaks of."""
    return {
        "path": _unicode(item.path),
        "line": item.line,
        "column": item.column,
        "end_line": item.end_line,
        "end_column": item.end_column,
        "code": item.code,
        "name": item.name,
        "aliases": list(item.aliases),
        "severity": item.severity.label,
        "message": _unicode(item.message),
        "url": item.url,
        "fix": None if item.fix is None or source is None else _fix(item.fix, source),
    }


def _fix(fix: Fix, source: Source) -> dict[str, object]:
    edits = [
        {
            "start": source.position(edit.span.start)._asdict(),
            "end": source.position(edit.span.end)._asdict(),
            "text": _unicode(edit.text),
        }
        for edit in fix.edits
    ]
    return {"applicability": fix.applicability, "edits": edits}


def _array(objects: Iterable[dict[str, object]]) -> str:
    lines = ",\n".join("  " + json.dumps(item) for item in objects)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def _unicode(text: str) -> str:
    """`text` with U+FFFD for bytes that are no text: strict readers refuse lone surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
