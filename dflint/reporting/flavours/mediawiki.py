"""MediaWiki's markup."""

from collections.abc import Sequence
from urllib.parse import quote

from dflint.reporting.flavours import Flavour, tabulated
from dflint.reporting.flavours.entities import escape


class MediaWiki(Flavour):
    """Pages are one file each; there is no diagram without an extension, so that its source is shown."""

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

    def graph(self, text: str) -> str:
        return f'<pre class="mermaid">\n{_inert(text)}\n</pre>'


def _inert(text: str) -> str:
    """A text within `<pre>`, where entities are read all the same."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
