"""The ingredients as one table for spreadsheets and scripts: a line each, the values between commas or tabs."""

import csv
import io
from collections.abc import Iterator

from dflint.reporting.escape import visible
from dflint.reporting.facts import Component, Report, Row

HEADERS = (
    "component", "name", "version", "kind", "source", "url", "images", "places", "found", "declared", "shipped",
    "resolved", "pin",
)  # fmt: skip
_SEVERAL = "; "
# With these a spreadsheet takes a cell for a formula; the wide ones are for those that are set to Japanese.
_FORMULA = tuple("=+-@＝＋－＠")


def delimited(report: Report, delimiter: str) -> str:
    """All rows of `report`. Several images or places share a cell, with `; ` between them.

    A cell that a spreadsheet would take for a formula has an apostrophe before it, and so has one that begins with an
    apostrophe, so that a script gets the value by taking one away. Control characters are spelt out.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(HEADERS)
    for component in report.components:
        writer.writerows([cell(value) for value in _values(component, row)] for row in component.rows)
    return stream.getvalue()


def _values(component: Component, row: Row) -> Iterator[str]:
    yield from (component.path, row.name, row.version, row.kind, row.source, row.link)
    yield _SEVERAL.join(row.images)
    yield _SEVERAL.join(f"{place.path}:{place.line}" for place in row.places)
    yield row.found
    yield from ("yes" if value else "no" for value in (row.declared, row.shipped, row.resolved))
    yield row.pin


def cell(value: str) -> str:
    """`value` on one line, and no formula."""
    value = visible(value)
    return f"'{value}" if value.lstrip().startswith((*_FORMULA, "'")) else value
