"""AsciiDoc."""

from collections.abc import Sequence
from urllib.parse import quote

from dflint.reporting.flavours import Flavour, tabulated
from dflint.reporting.flavours.entities import escape


class AsciiDoc(Flavour):
    """Links to addresses are passed through whole: formatting would be looked for in them."""

    ending = ".adoc"
    start = "// dflint:start"
    end = "// dflint:end"
    home = "index"

    def text(self, text: str) -> str:
        return escape(text)

    def link(self, text: str, url: str) -> str:
        return f"link:++{quote(url, safe='%/:?#@!$&,;=~')}++[{escape(text)}]"

    def page_link(self, text: str, name: str) -> str:
        return f"link:++{quote(name)}{self.ending}++[{escape(text)}]"

    def heading(self, level: int, line: str) -> str:
        return f"{'=' * level} {line}"

    def items(self, title: str, lines: Sequence[str]) -> str:
        if not title:
            return "\n".join(f"* {line}" for line in lines)
        return "\n".join([f"* *{title}*", *(f"** {line}" for line in lines)])

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        return tabulated(headers, rows, "asciidoc")

    def fold(self, level: int, summary: str, table: str) -> str:
        return f".{summary}\n[%collapsible]\n====\n{table}\n===="

    def graph(self, text: str) -> str:
        return f"[source,mermaid]\n----\n{text}\n----"
