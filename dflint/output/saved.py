"""Results as text that a cache keeps, and back: all that printers need, and nothing that could run."""

import json
from typing import Any

from dflint.lint.written import diagnostic
from dflint.output.result import Result
from dflint.text import Source


def dump(result: Result) -> str:
    """`result` as text; of the sources those of files with fixes."""
    paths = {item.path for item in result.diagnostics if item.fix is not None}
    values = {
        "diagnostics": list(result.diagnostics),
        "sources": {path: source.text for path, source in result.sources.items() if path in paths},
        "checked": result.checked,
        "templates": result.templates,
        "unsafe": sorted(result.unsafe),
    }
    return json.dumps(values, separators=(",", ":"))


def load(text: str) -> Result:
    """The result that `text` was made from."""
    data: dict[str, Any] = json.loads(text)
    return Result(
        [diagnostic(*item) for item in data["diagnostics"]],
        {path: Source(source, path) for path, source in data["sources"].items()},
        data["checked"],
        data["templates"],
        frozenset(data["unsafe"]),
    )
