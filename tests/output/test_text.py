"""What people see: excerpts, blocks, counts."""

import pytest

from dflint.lint.finding import ERROR, INFO, STYLE, WARNING, Diagnostic, Related, Severity
from dflint.output.printable import excerpt, printable, width
from dflint.output.result import Result
from dflint.output.text import Printer
from dflint.text import Fix, Position, Source, Span, delete, insert, replace, safe

TEXT = "FROM a\nRUN apt-get install b\nEXPOSE 80\n"
SOURCE = Source(TEXT)


def diagnostic(
    start: int = 11,
    end: int = 18,
    *,
    path: str = "a/Dockerfile",
    severity: Severity = WARNING,
    fix: Fix | None = None,
    related: tuple[Related, ...] = (),
    code: str = "XX001",
) -> Diagnostic:
    first, last = SOURCE.position(start), SOURCE.position(end)
    return Diagnostic(
        path, *first, *last, code, "waits", (), severity, "it waits", None, fix, related, SOURCE.line_text(first.line)
    )  # fmt: skip


def result(*found: Diagnostic, checked: int = 3, templates: int = 0) -> Result:
    names = [f"{number}.tmpl" for number in range(templates)]
    return Result(list(found), {item.path: SOURCE for item in found}, ["a/Dockerfile"] * checked, names)


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("FROM a", 0, 4, "FROM a|^^^^"),
        ("FROM a", 5, 5, "FROM a|     ^"),
        ("FROM a", 6, 6, "FROM a|      ^"),
        ("FROM a", 5, 99, "FROM a|     ^"),
        ("FROM a", 99, 120, "FROM a|      ^"),
        ("\tx\ty", 3, 4, "    x    y|         ^"),
        ("\tx", 0, 1, "    x|^^^^"),
        ("a漢字b", 1, 3, "a漢字b| ^^^^"),
        ("漢字b", 2, 3, "漢字b|    ^"),
        ("e\u0301b", 2, 3, "e\u0301b| ^"),
        ("\x1b[0mb", 4, 5, "\\x1b[0mb|       ^"),
        ("\udcffb", 0, 1, "\\xffb|^^^^"),
        ("\ud800\u202eb\r", 2, 3, "\\ud800\\u202eb\\x0d|            ^"),
        ("", 0, 0, "|^"),
    ],
)
def test_excerpt(text: str, start: int, end: int, expected: str) -> None:
    assert "|".join(excerpt(text, start, end, 100)) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 3, "012345678901234567…|^^^"),
        (16, 18, "…123456789012345678…|      ^^"),
        (50, 52, "…567890123456789012…|      ^^"),
        (96, 98, "…234567890123456789|               ^^"),
        (20, 90, "…567890123456789012…|      ^^^^^^^^^^^^^"),
    ],
)
def test_long_lines_are_cut_around_the_place(start: int, end: int, expected: str) -> None:
    assert "|".join(excerpt("0123456789" * 10, start, end, 20)) == expected


@pytest.mark.parametrize("char", ["a", "\t", "漢", "\x00", "\u202e", "\udcff"])
def test_a_huge_line_is_cut_quickly_and_fits(char: str) -> None:
    text = char * 1_000_000
    for start in (0, 500_000, 999_999):
        line, carets = excerpt(text, start, start + 1, 80)
        assert width(line) <= 80
        assert carets.endswith("^")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain ü 漢", "plain ü 漢"),
        ("a\nb", "a\\x0ab"),
        ("\x9b\u200b\ufeff", "\\x9b\\u200b\\ufeff"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


FIXES = [
    (safe(insert(25, " -y")), "insert ` -y`"),
    (safe(replace(Span(11, 18), "apt")), "replace `apt-get` with `apt`"),
    (safe(delete(Span(18, 26))), "delete ` install`"),
    (safe(delete(Span(7, 29))), "delete line 2"),
    (safe(insert(7, "# a\n")), "insert `# a` before line 2"),
    (safe(insert(7, "\n")), "insert an empty line before line 2"),
    (safe(insert(7, "a\n"), delete(Span(28, 29))), ""),
    (safe(insert(7, "a\n"), delete(Span(27, 28))), "insert `a` before line 2, delete `b`"),
    (safe(insert(7, "x\ny\n")), ""),
    (safe(insert(0, "a"), insert(1, "b"), insert(2, "c")), ""),
    (safe(insert(0, "a" * 120)), ""),
]


@pytest.mark.parametrize(("fix", "expected"), FIXES, ids=[text for _, text in FIXES])
def test_a_fix_is_told_in_words(fix: Fix, expected: str) -> None:
    lines = Printer().block(diagnostic(fix=fix), SOURCE).split("\n")[3:]
    assert lines == [f"  = help: {expected}"] * bool(expected)


def test_block() -> None:
    related = (Related("b\n/Dockerfile", Position(3, 4), "the other one"),)
    assert Printer().block(diagnostic(7, 35, related=related), SOURCE).split("\n") == [
        "a/Dockerfile:2:1 XX001 warning it waits",
        "2 | RUN apt-get install b",
        "  | ^^^^^^^^^^^^^^^^^^^^^",
        "  = note: b\\x0a/Dockerfile:3:4: the other one",
    ]


def test_an_empty_line_is_not_shown() -> None:
    item = diagnostic()._replace(text="")
    assert Printer().block(item, SOURCE) == "a/Dockerfile:2:5 XX001 warning it waits"


def test_colour_changes_nothing_but_colour() -> None:
    import re

    found = result(diagnostic(fix=FIXES[0][0], related=(Related("b", Position(1, 1), "x"),)))
    colored = Printer(color=True).findings(found)
    assert "\x1b[1;33m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == Printer().findings(found)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (result(), "All 3 files pass.\n"),
        (result(checked=1), "1 file passes.\n"),
        (result(checked=0), "No Dockerfile found.\n"),
        (
            result(checked=0, templates=1),
            "No Dockerfile was checked.\n1 template is not expanded, so not checked: 0.tmpl.\n",
        ),
        (
            result(templates=5),
            "All 3 files pass.\n5 templates are not expanded, so not checked: 0.tmpl, 1.tmpl, 2.tmpl and 2 more.\n",
        ),
        (
            result(templates=3),
            "All 3 files pass.\n3 templates are not expanded, so not checked: 0.tmpl, 1.tmpl, 2.tmpl.\n",
        ),
    ],
)
def test_nothing_found(found: Result, expected: str) -> None:
    assert Printer().findings(found) == expected
    assert Printer().statistics(found) == expected
    assert Printer(quiet=True).findings(found) == ""


def test_counts() -> None:
    levels = (ERROR, ERROR, WARNING, INFO, INFO, STYLE)
    found = result(*(diagnostic(severity=level, path=f"{level}") for level in levels))
    last = Printer().findings(found).splitlines()[-1]
    assert last == "Found 2 errors, 1 warning, 2 info, 1 style in 4 of 4 files."


def test_findings_stand_apart() -> None:
    block = "a/Dockerfile:2:5 XX001 warning it waits\n2 | RUN apt-get install b\n  |     ^^^^^^^\n"
    found = result(diagnostic(), diagnostic())
    assert Printer().findings(found) == f"{block}\n{block}\nFound 2 warnings in 1 of 3 files.\n"
    assert Printer(quiet=True).findings(found) == f"{block}\n{block}"


def test_statistics() -> None:
    found = result(*[diagnostic(code="WL1")] * 2, *[diagnostic(code="WL003")] * 10, *[diagnostic(code="E1")] * 2)
    assert Printer(quiet=True).statistics(found) == "10  WL003  waits\n 2  E1     waits\n 2  WL1    waits\n"
