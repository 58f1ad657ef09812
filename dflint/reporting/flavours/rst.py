"""reStructuredText."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from dflint.reporting.escape import visible
from dflint.reporting.flavours import Flavour
from dflint.reporting.flavours.entities import is_tame

_UNDERLINES = "=-~^\"'"


class Rst(Flavour):
    """Tables are lists: in those that are drawn, a wide letter or an empty first cell changes what they say."""

    ending = ".rst"
    start = ".. dflint:start"
    end = ".. dflint:end"
    home = "index"

    def text(self, text: str) -> str:
        return _escape(visible(text))

    def link(self, text: str, url: str) -> str:
        label = _escape(visible(text).strip()) or _escape(url)
        end = "%5F" if url.endswith("_") else url[-1:]
        return f"`{label} <{quote(url[:-1] + end, safe='%/:?#@!$&,;=+~')}>`__"

    def page_link(self, text: str, name: str) -> str:
        return self.link(text, f"{name}{self.ending}")

    def heading(self, level: int, line: str) -> str:
        return f"{line}\n{_UNDERLINES[level - 1] * max(4, 2 * len(line))}"

    def items(self, title: str, lines: Sequence[str]) -> str:
        listed = "\n".join(f"- {line}" for line in lines)
        return f"{title}\n\n{listed}" if title else listed

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        lines = [".. list-table::", "   :header-rows: 1", ""]
        for row in (headers, *rows):
            lines += [f"   {'* -' if index == 0 else '  -'} {cell}".rstrip() for index, cell in enumerate(row)]
        return "\n".join(lines)

    def graph(self, text: str) -> str:
        indented = "\n".join(f"   {line}" for line in text.splitlines())
        return f".. class:: mermaid\n\n::\n\n{indented}"


def _escape(text: str) -> str:
    """`text` with a backslash before each mark; one at an edge keeps a blank there, or breaks a line of marks."""
    if is_tame(text):
        return text
    text = re.sub(r"([^\w\s]|_)", r"\\\1", text)
    before = "\\ " if text.startswith(" ") or not text.strip("\\") else ""
    return f"{before}{text}\\" if text.endswith(" ") else f"{before}{text}"
