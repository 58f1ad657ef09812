"""Each format as its own parser reads it: tables, links, and which kinds of things there are."""

import json
import re
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from tests.reporting import trees


class Seen(NamedTuple):
    """`tables` as cells of plain text, destinations of `links` in order, `headings` as text, `kinds` of elements."""

    tables: list[list[list[str]]]
    links: list[str]
    headings: list[str]
    kinds: set[str]


def markdown(page: str) -> Seen:
    """As CommonMark with tables has it."""
    tokens = trees.tokens(page)
    headings = [trees.shown(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"]
    return Seen(trees.tables(page), trees.targets(page), headings, trees.kinds(page))


def html(page: str) -> Seen:
    """As a browser has it."""
    import html5lib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(page)
    assert not [error for error in parser.errors if error[1] != "expected-doctype-but-got-start-tag"], parser.errors
    return _tree(tree)


def _tree(tree: Any) -> Seen:
    tables = [
        [[_joined(cell) for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
        for table in tree.iter("table")
    ]
    headings = [_joined(node) for node in tree.iter() if node.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    kinds = {node.tag for node in tree.iter() if isinstance(node.tag, str)}
    kinds |= {f"on{name}" for node in tree.iter() for name in node.attrib if name.startswith("on")}
    return Seen(tables, [node.get("href") for node in tree.iter("a")], headings, kinds)


def _joined(node: Any) -> str:
    return "".join(node.itertext())


def rst(page: str) -> Seen:
    """As docutils has it; any warning is an error."""
    from docutils import nodes
    from docutils.core import publish_doctree

    tree = publish_doctree(page, settings_overrides={"report_level": 2, "halt_level": 2, "_disable_config": True})
    tables = [
        [[cell.astext() for cell in row.findall(nodes.entry)] for row in table.findall(nodes.row)]
        for table in tree.findall(nodes.table)
    ]
    links = [str(node["refuri"]) for node in tree.findall(nodes.reference)]
    headings = [node.astext() for node in tree.findall(nodes.title)]
    return Seen(tables, links, headings, {type(node).__name__ for node in tree.findall()})


def mediawiki(page: str) -> Seen:
    """As mwparserfromhell has it."""
    import mwparserfromhell

    code = mwparserfromhell.parse(page)
    tables: list[list[list[str]]] = []
    for tag in code.ifilter_tags(recursive=True):
        name = str(tag.tag)
        if name == "table":
            tables.append([])
        elif name == "tr":
            tables[-1].append([])
        elif name in ("td", "th"):
            if not tables[-1]:
                tables[-1].append([])
            tables[-1][-1].append(tag.contents.strip_code(normalize=True, collapse=False).strip("\n"))
    links = [str(link.url) for link in code.ifilter_external_links()]
    links += [str(link.title) for link in code.ifilter_wikilinks()]
    headings = [node.title.strip_code(normalize=True, collapse=False) for node in code.ifilter_headings()]
    kinds = {f"<{node.tag}>" if hasattr(node, "tag") else type(node).__name__ for node in code.ifilter(recursive=True)}
    return Seen(tables, links, headings, kinds)


def pandoc(form: str) -> Callable[[str], Seen]:
    """As pandoc has it, for formats whose own parsers are no packages."""

    def read(page: str) -> Seen:
        pypandoc = pytest.importorskip("pypandoc")
        tree = json.loads(pypandoc.convert_text(page, "json", format=form))
        found = list(_nodes(tree["blocks"]))
        tables = [_rows(node["c"]) for node in found if node["t"] == "Table"]
        links = [node["c"][2][0] for node in found if node["t"] == "Link"]
        headings = [_shown(node["c"][2]) for node in found if node["t"] == "Header"]
        return Seen(tables, links, headings, {node["t"] for node in found})

    return read


def jira(page: str) -> Seen:
    """As pandoc has it, which only knows Jira: a link to a page of Confluence becomes one to a place on the page."""
    return pandoc("jira")(re.sub(r"\|([\w.+-]+)\]", lambda match: f"|#{match[1].encode().hex()}]", page))


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        if "t" in tree:
            yield tree
        yield from _nodes(list(tree.values()))
    elif isinstance(tree, list):
        for item in tree:
            yield from _nodes(item)


def _rows(table: list[Any]) -> list[list[str]]:
    head, bodies, foot = table[3:]
    rows = [*head[1], *(row for body in bodies for row in [*body[2], *body[3]]), *foot[1]]
    return [[_shown(cell[4]) for cell in row[1]] for row in rows]


def _shown(tree: Any) -> str:
    if isinstance(tree, list):
        return "".join(map(_shown, tree))
    if not isinstance(tree, dict):
        return ""
    if tree["t"] == "Str":
        return str(tree["c"])
    if tree["t"] in ("Space", "SoftBreak"):
        return " "
    return _shown(tree["c"][1] if tree["t"] in ("Link", "Span") else tree.get("c", ""))


def asciidoctor(page: str) -> Seen:
    """As Asciidoctor has it, the reference of AsciiDoc, where that program is installed."""
    program = shutil.which("asciidoctor")
    if program is None:
        pytest.skip("needs asciidoctor")
    # A book may have several headings of the first level.
    command = [program, "-e", "-d", "book", "-a", "!sectids", "-S", "secure", "-o", "-", "-"]
    done = subprocess.run(command, input=page, capture_output=True, encoding="utf-8", check=True)
    assert not done.stderr, done.stderr
    import html5lib

    seen = _tree(html5lib.parse(done.stdout, namespaceHTMLElements=False))
    trimmed = [[[cell.strip("\n") for cell in row] for row in table] for table in seen.tables]
    return seen._replace(tables=trimmed)


READERS: dict[str, list[Callable[[str], Seen]]] = {
    "markdown": [markdown],
    "html": [html],
    "rst": [rst],
    "mediawiki": [mediawiki, pandoc("mediawiki")],
    "jira": [jira],
    "asciidoc": [asciidoctor, pandoc("asciidoc")],
}
CASES = [
    pytest.param(name, reader, id=f"{name}-{reader.__qualname__.partition('.')[0]}")
    for name, readers in READERS.items()
    for reader in readers
]
