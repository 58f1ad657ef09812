"""Diagnostics for programs: a JSON array with one object a line. json is imported only here."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from dflint.lint.finding import Diagnostic
from dflint.output.result import Result, statistics
from dflint.text import Fix, Source

# So many findings are made text at once.
AT_ONCE = 500


def findings(result: Result) -> str:
    """All diagnostics as a JSON array."""
    return "".join(pieces(result))


def pieces(result: Result) -> Iterator[str]:
    """The text of `findings`, some hundred lines at a time."""
    return _array(as_dict(item, result.sources.get(item.path)) for item in result.diagnostics)


def counts(result: Result) -> str:
    """How often each rule speaks, most first, as a JSON array."""
    found = statistics(result.diagnostics)
    return "".join(_array({"code": item.code, "name": item.name, "count": number} for number, item in found))


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


def _array(objects: Iterable[dict[str, object]]) -> Iterator[str]:
    lines, before = ("  " + json.dumps(item) for item in objects), "[\n"
    while some := list(islice(lines, AT_ONCE)):
        yield before + ",\n".join(some)
        before = ",\n"
    yield "[]\n" if before.startswith("[") else "\n]\n"


def _unicode(text: str) -> str:
    """`text` with U+FFFD for bytes that are no text: strict readers refuse lone surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
