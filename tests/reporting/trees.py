"""Small trees for the tests of the report, and how a reader sees a page."""

import re
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dflint.model.file import Entry
from dflint.model.project import load
from dflint.reporting import Only, Report, build
from dflint.settings import Settings

SETTINGS = Settings()


def report(root: Path, files: dict[str, str], settings: Settings = SETTINGS, only: Only | None = None) -> Report:
    """The report on `files`, written below `root`."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode("utf-8", "surrogateescape"))
    return build([load(str(root), [Entry(str(root / path), path, settings) for path in files])], only=only)


def tokens(page: str) -> list[Token]:
    """The page as Markdown with tables reads it."""
    return MarkdownIt("commonmark").enable("table").parse(page)


def shown(token: Token) -> str:
    """What one sees of an inline token; HTML shows as it is written, which no page has."""
    return "".join("\n" if child.type == "softbreak" else child.content for child in token.children or [])


def tables(page: str) -> list[list[list[str]]]:
    """The cells of every table, the header first."""
    found: list[list[list[str]]] = []
    stream = tokens(page)
    for at, token in enumerate(stream):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in ("th_open", "td_open"):
            found[-1][-1].append(shown(stream[at + 1]))
    return found


def targets(page: str) -> list[str]:
    """The destinations of all links."""
    inline = [child for token in tokens(page) for child in token.children or []]
    return [str(child.attrs["href"]) for child in inline if child.type == "link_open"]


def kinds(page: str) -> set[str]:
    """The types of all tokens, inline ones too."""
    stream = tokens(page)
    return {token.type for token in stream} | {child.type for token in stream for child in token.children or []}


def dockerfile(name: str, *lines: str) -> str:
    """A Dockerfile whose first line is `name`."""
    return "\n".join([name, *lines, "FROM scratch", ""])


def words(text: str) -> list[str]:
    """The words of a text, for comparisons that do not care for the width of columns."""
    return re.split(r" +", text.strip())
