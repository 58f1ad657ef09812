"""CSV and TSV: what a script reads back, and that no cell is a formula."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dflint.reporting import Place, Report
from dflint.reporting.delimited import HEADERS, cell
from dflint.reporting.escape import visible
from tests.reporting.made import TEXTS, component, hostile, row


def read(text: str, delimiter: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_lines(delimiter: str) -> None:
    places = (Place("w/A/Dockerfile.a", 3), Place("w/A/Dockerfile", 4))
    one = row("FIO", "3.10", source="a,\tb", link="https://x.y", images=("a", "b"), places=places, resolved=False)
    text = Report((component(one, row("B")),)).csv(delimiter)
    assert text.startswith(delimiter.join(HEADERS) + "\n")
    first, second = read(text, delimiter)
    assert first == {
        "component": "w/A", "name": "FIO", "version": "3.10", "kind": "version", "source": r"a,\tb",
        "url": "https://x.y", "images": "a; b", "places": "w/A/Dockerfile.a:3; w/A/Dockerfile:4", "found": "ARG",
        "declared": "yes", "shipped": "yes", "resolved": "no", "pin": "",
    }  # fmt: skip
    assert second["name"] == "B"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+cpu", "'+cpu"),
        ("-1", "'-1"),
        ("@angular/core", "'@angular/core"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("'x", "''x"),
        ("\t=1", r"\t=1"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(value: str, shown: str) -> None:
    assert cell(value) == shown


@given(TEXTS)
@example("'=")
def test_taking_an_apostrophe_away_gives_the_value(text: str) -> None:
    assert cell(text).removeprefix("'") == visible(text)


@pytest.mark.parametrize("delimiter", [",", "\t"])
@given(st.lists(TEXTS.filter(bool), min_size=12, max_size=12))
def test_hostile(delimiter: str, values: list[str]) -> None:
    report = hostile(values)
    lines = read(report.csv(delimiter), delimiter)
    rows = [(one, row) for one in report.components for row in one.rows]
    assert [(line["component"], line["name"], line["version"], line["source"]) for line in lines] == [
        (cell(one.path), cell(row.name), cell(row.version), cell(row.source)) for one, row in rows
    ]
    assert not [value for line in lines for value in line.values() if value.lstrip()[:1] in tuple("=+-@")]
