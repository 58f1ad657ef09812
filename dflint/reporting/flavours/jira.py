"""The wiki markup of Jira and Confluence."""

from collections.abc import Sequence
from urllib.parse import quote

from dflint.reporting.flavours import Flavour, tabulated
from dflint.reporting.flavours.entities import escape


class Jira(Flavour):
    """There are no comments in it, so that anchors mark what dflint writes, and no diagrams."""

    ending = ".jira"
    start = "{anchor:dflint-start}"
    end = "{anchor:dflint-end}"

    def text(self, text: str) -> str:
        return escape(text)

    def link(self, text: str, url: str) -> str:
        return f"[{escape(text)}|{quote(url, safe='%/:?#@$&,;=+').replace('~', '%7E')}]"

    def page_link(self, text: str, name: str) -> str:
        return f"[{escape(text)}|{name}]"

    def heading(self, level: int, line: str) -> str:
        return f"h{level}. {line}"

    def items(self, title: str, lines: Sequence[str]) -> str:
        if not title:
            return "\n".join(f"* {line}" for line in lines)
        return "\n".join([f"* *{title}*", *(f"** {line}" for line in lines)])

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        return tabulated(headers, rows, "jira", aligned=False)
