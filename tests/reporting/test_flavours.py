"""In every format any text shows as it is, and does nothing: its own parser finds what was put in and nothing else."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dflint.reporting.escape import visible
from dflint.reporting.flavours import NAMES as FLAVOURS
from dflint.reporting.flavours import flavour
from dflint.reporting.nodes import (
    Block,
    Fold,
    Graph,
    Heading,
    Items,
    Line,
    Link,
    PageLink,
    Paragraph,
    Table,
    Text,
    Words,
    text,
)
from dflint.reporting.pages import Style, document, pages
from tests.reporting.made import NAMES, PIECES, TEXTS, hostile
from tests.reporting.readers import CASES, Seen

# pandoc knows no parts of an AsciiDoc book, and takes what stands behind a dot in a link for the name of a style.
WHOLE = [case for case in CASES if case.id != "asciidoc-pandoc"]
Reader = Callable[[str], Seen]
# A reader is a process at times, so that an example holds many texts.
MANY = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
URL = "https://x.y/_a_/**b**/~c~?d=[e]&f={g}&amp;h='i'#L1"


def plain(value: str) -> str:
    """What one sees of `value`: runs of blanks as one, as most formats show them."""
    return " ".join(filter(None, visible(value).split(" ")))


def written(name: str, *blocks: Block) -> str:
    return flavour(name).write(blocks)


def table(*lines: Line) -> Table:
    """A table with the `lines` in its second column."""
    return Table(("H", "I", "J"), tuple((text("x"), line, text("y")) for line in lines))


def cells(seen: Seen) -> list[str]:
    """The second column of the only table, whose other columns hold just what they should."""
    (rows,) = seen.tables
    shown = [[plain(cell) for cell in row] for row in rows]
    assert shown[0] == ["H", "I", "J"]
    assert {(row[0], row[2]) for row in shown[1:]} <= {("x", "y")}
    return [row[1] for row in shown[1:]]


@pytest.mark.parametrize(("name", "reader"), CASES)
@MANY
@given(st.lists(st.one_of(PIECES, TEXTS), min_size=20, max_size=60))
@example(["\\", "`", "1.", "-", "=", "=cmd", "a", " ", "h1. x", "include::x[]", "a|", ":tada:", "ﬂ°lt¶ß"])
def test_text_in_a_table(name: str, reader: Reader, values: list[str]) -> None:
    seen = reader(written(name, table(*map(text, values))))
    assert cells(seen) == [plain(value) for value in values]
    assert seen.kinds - reader(written(name, table(text("x")))).kinds <= TEXT_ONLY
    assert not seen.links
    assert not seen.headings


# What a parser calls the parts of a plain text.
TEXT_ONLY = {"code_inline", "HTMLEntity", "Text", "Str", "Space"}


@pytest.mark.parametrize(("name", "reader"), WHOLE)
@MANY
@given(st.lists(st.one_of(PIECES, TEXTS).map(lambda text: text.strip(" ")).filter(bool), min_size=10, max_size=20))
def test_links_in_a_table(name: str, reader: Reader, values: list[str]) -> None:
    def line(value: str) -> Line:
        return Link(value, URL), Words(", "), PageLink(value, "w-Fio_1.0")

    seen = reader(written(name, table(*map(line, values))))
    tame = reader(written(name, table(*[line("a")] * len(values))))
    assert cells(seen) == [plain(f"{value}, {value}") for value in values]
    assert seen.links == tame.links
    assert len(seen.links) == 2 * len(values)
    assert seen.kinds - tame.kinds <= TEXT_ONLY


@pytest.mark.parametrize(("name", "reader"), CASES)
@MANY
@given(st.lists(st.one_of(PIECES, TEXTS).filter(plain), min_size=5, max_size=20))
def test_text_elsewhere(name: str, reader: Reader, values: list[str]) -> None:
    def page(values: list[str]) -> Seen:
        blocks: list[Block] = []
        for value in values:
            blocks += [Heading(2, text(value)), Paragraph((Words("Made: "), Text(value)))]
            blocks += [
                Items(text(value), (text(value), (PageLink(value, "p"), Words(", x")))),
                Items((), (text(value),)),
            ]
            blocks += [Fold(3, text(value), table(text(value)))]
        return reader(written(name, *blocks))

    seen, tame = page(values), page(["a"] * len(values))
    assert [plain(heading) for heading in seen.headings if heading] == [
        plain(value) for value in values for _ in range(len(tame.headings) // len(values))
    ]
    assert seen.kinds - tame.kinds <= TEXT_ONLY
    assert seen.links == tame.links
    assert len(seen.tables) == len(values)


@pytest.mark.parametrize(("name", "reader"), WHOLE)
@FEW
@given(st.lists(NAMES, min_size=12, max_size=12))
def test_hostile_pages(name: str, reader: Reader, values: list[str]) -> None:
    """Whatever the texts are, the pages have the same shape, and their markers are found again."""
    seen, tame = (reader(whole(name, given)) for given in (values, ["a"] * 12))
    assert seen.kinds - tame.kinds <= TEXT_ONLY | LINKS
    assert len(seen.tables) == len(tame.tables)
    assert len(seen.headings) == len(tame.headings)
    with tempfile.TemporaryDirectory() as folder:
        style = Style(name, ingredients=True)
        names = hostile(values).write_wiki(folder, style).written
        assert hostile(values).write_wiki(folder, style).unchanged == names
        assert len(list(Path(folder).iterdir())) == len(names)


def whole(name: str, values: list[str]) -> str:
    """All pages of a hostile report as one text."""
    return "\n".join(page.text for page in pages(hostile(values), Style(name)))


# A row has a link where its source is an address that one can open.
LINKS = {"link_open", "link_close", "a", "reference", "ExternalLink", "Wikilink", "Link", "Argument"}


@pytest.mark.parametrize("name", FLAVOURS)
def test_document(name: str) -> None:
    made = hostile(["a"] * 12)
    form = flavour(name)
    assert made.document(name) == form.page("Ingredients", document(made, flavour(name, aligned=True)))


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("markdown", "```mermaid\n"), ("html", '<pre class="mermaid">\n'), ("rst", ".. class:: mermaid\n\n::\n"),
        ("asciidoc", "[source,mermaid]\n----\n"), ("mediawiki", ""), ("jira", ""),
    ],
)  # fmt: skip
def test_graphs(name: str, begins: str) -> None:
    page = written(name, Graph("graph LR\n  a --> b", "Arrows."), Paragraph((Text("x"),)))
    assert page.startswith(begins)
    assert ("Arrows." in page) == ("mermaid" in page) == bool(begins)
