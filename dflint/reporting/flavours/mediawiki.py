"""MediaWiki's markup."""

from collections.abc import Sequence
from urllib.parse import quote

from dflint.reporting.flavours import Flavour, tabulated
from dflint.reporting.flavours.entities import escape


class MediaWiki(Flavour):
    """There are no diagrams in it without an extension."""

    ending = ".mediawiki"
    sidebar = "_Sidebar"

    def text(self, text: str) -> str:
        return escape(text)

    def link(self, text: str, url: str) -> str:
        return f"[{quote(url, safe='%/:?#@!$&,;=+').replace('~', '%7E')} {escape(text)}]"

    def page_link(self, text: str, name: str) -> str:
        return f"[[{name}|{escape(text)}]]"

    def heading(self, level: int, line: str) -> str:
        return f"{'=' * level} {line} {'=' * level}"

    def items(self, title: str, lines: Sequence[str]) -> str:
        if not title:
            return "\n".join(f"* {line}" for line in lines)
        return "\n".join([f"* '''{title}'''", *(f"** {line}" for line in lines)])

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        return tabulated(headers, rows, "mediawiki", aligned=False).replace("|+ <!-- caption -->\n", "", 1)
