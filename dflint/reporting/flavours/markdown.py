"""Markdown as GitHub, GitLab and Azure DevOps read it."""

from collections.abc import Sequence
from html import escape as escape_html

from dflint.reporting.escape import escape, link, visible
from dflint.reporting.flavours import Flavour, tabulated
from dflint.reporting.nodes import Fold


class Markdown(Flavour):
    """The wikis differ in the names of their own pages, in links between pages, and in how a diagram is fenced."""

    ending = ".md"

    def __init__(self, links: str = "github", aligned: bool = False) -> None:
        super().__init__(links, aligned)
        self.home = "home" if links == "gitlab" else "Home"
        self.sidebar = {"github": "_Sidebar", "gitlab": "_sidebar"}.get(links, "")

    def text(self, text: str) -> str:
        return escape(text)

    def link(self, text: str, url: str) -> str:
        return link(text, url)

    def page_link(self, text: str, name: str) -> str:
        return link(text, f"/{name}" if self.links == "azure" else name)

    def heading(self, level: int, line: str) -> str:
        return f"{'#' * level} {line}"

    def items(self, title: str, lines: Sequence[str]) -> str:
        if not title:
            return "\n".join(f"- {line}" for line in lines)
        return "\n".join([f"- **{title}**", *(f"  - {line}" for line in lines)])

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        if self.aligned:
            return tabulated(headers, rows, "github")
        # Nothing is padded, so that a change of one cell changes one line. tabulate, which measures all cells all the
        # same, would take as long as the rest of the page.
        first, *lines = [f"| {' | '.join(line)} |" for line in (headers, *rows)]
        return "\n".join([first, "|" + "---|" * len(headers), *lines])

    def _fold(self, block: Fold) -> str:
        # Markdown is not read within these tags, so that the summary is HTML.
        summary = escape_html(visible("".join(piece.text for piece in block.summary)))
        return f"<details>\n<summary>{summary}</summary>\n\n{self._table(block.table)}\n\n</details>"

    def graph(self, text: str) -> str:
        if self.links == "azure":
            return f"::: mermaid\n{text}\n:::"
        return f"```mermaid\n{text}\n```"
