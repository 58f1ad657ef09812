"""The formats of pages. Each writes the blocks of a page so that any text in them shows as it is and does nothing."""

from collections.abc import Iterable, Sequence
from importlib import import_module

from dflint.reporting.nodes import Block, Fold, Graph, Heading, Items, Line, Link, PageLink, Paragraph, Table, Text

NAMES = {
    "markdown": "Markdown", "html": "Html", "rst": "Rst", "mediawiki": "MediaWiki", "jira": "Jira",
    "asciidoc": "AsciiDoc",
}  # fmt: skip
ALIASES = {"github": "markdown", "confluence": "jira"}
LINKS = ("github", "gitlab", "azure")


class Flavour:
    """A format: subclasses say how each kind of block and piece is written.

    `ending` is that of its files, `start` and `end` are the lines around what dflint writes in a file of someone else.
    `appends` says that this may stand at the end of a page of someone else's.
    `home` and `sidebar` are the names of these pages; there may be no sidebar. `links` is the wiki that the pages are
    for, `aligned` says that the columns of tables stand below each other in the text, too.
    """

    ending = ""
    start = "<!-- dflint:start -->"
    end = "<!-- dflint:end -->"
    appends = True
    home = "Home"
    sidebar = ""

    def __init__(self, links: str = "github", aligned: bool = False) -> None:
        self.links = links
        self.aligned = aligned

    def write(self, blocks: Iterable[Block]) -> str:
        """The `blocks` as text, with an empty line between them."""
        written = (self._block(block).strip("\n") for block in blocks)
        return "\n\n".join(filter(None, written)) + "\n"

    def page(self, title: str, marked: str) -> str:
        """A new page with nothing but the text `marked`."""
        return marked

    def _block(self, block: Block) -> str:
        if isinstance(block, Heading):
            return self.heading(min(block.level, 6), self.line(block.line))
        if isinstance(block, Paragraph):
            return self.paragraph(self.line(block.line))
        if isinstance(block, Items):
            return self.items(self.line(block.title), [self.line(line) for line in block.lines])
        if isinstance(block, Graph):
            return self._graph(block)
        return self._fold(block) if isinstance(block, Fold) else self._table(block)

    def _table(self, table: Table) -> str:
        return self.table(table.headers, [[self.line(cell) for cell in row] for row in table.rows])

    def _fold(self, block: Fold) -> str:
        return self.fold(min(block.level, 6), self.line(block.summary), self._table(block.table))

    def _graph(self, block: Graph) -> str:
        drawn = self.graph(block.text)
        return f"{drawn}\n\n{self.paragraph(block.legend)}" if drawn and block.legend else drawn

    def line(self, line: Line) -> str:
        """The pieces of `line` in this format."""
        return "".join(map(self._piece, line))

    def _piece(self, piece: Text | Link | PageLink | object) -> str:
        if isinstance(piece, Text):
            return self.text(piece.text)
        if isinstance(piece, Link):
            return self.link(piece.text, piece.url) if piece.url else self.text(piece.text)
        if isinstance(piece, PageLink):
            return self.page_link(piece.text, piece.name)
        return str(getattr(piece, "text", ""))

    def text(self, text: str) -> str:
        """Any text, so that it shows as `visible` has it."""
        raise NotImplementedError

    def link(self, text: str, url: str) -> str:
        """A link to the address `url` that shows `text`."""
        raise NotImplementedError

    def page_link(self, text: str, name: str) -> str:
        """A link to the page `name`, which is a safe file name."""
        raise NotImplementedError

    def heading(self, level: int, line: str) -> str:
        """A heading of `level` 1 to 6."""
        raise NotImplementedError

    def paragraph(self, line: str) -> str:
        """A paragraph."""
        return line

    def items(self, title: str, lines: Sequence[str]) -> str:
        """A list, below its title if it has one."""
        raise NotImplementedError

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """A table."""
        raise NotImplementedError

    def fold(self, level: int, summary: str, table: str) -> str:
        """A table that is folded away; under a heading where the format cannot do that."""
        return f"{self.heading(level, summary)}\n\n{table}"

    def graph(self, text: str) -> str:
        """A diagram in Mermaid's language; nothing where the format has none, since the tables say the same."""
        return ""


def flavour(name: str, links: str = "github", aligned: bool = False) -> Flavour:
    """The format `name`, one of `NAMES` or `ALIASES`, for the wiki `links`; KeyError for another one."""
    name = ALIASES.get(name, name)
    made: Flavour = getattr(import_module(f"dflint.reporting.flavours.{name}"), NAMES[name])(links, aligned)
    return made


def tabulated(headers: Sequence[str], rows: Sequence[Sequence[str]], form: str, aligned: bool = True) -> str:
    """A table as tabulate writes it in `form`; cells are taken as they are."""
    from tabulate import tabulate

    return tabulate(rows, headers, tablefmt=form, disable_numparse=True, stralign="left" if aligned else None)
