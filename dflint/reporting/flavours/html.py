"""HTML: pages that a browser opens as they are."""

from collections.abc import Sequence
from html import escape

from dflint.reporting.escape import target, visible
from dflint.reporting.flavours import Flavour, tabulated

_STYLE = """\
body { font: 16px/1.5 sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid #c8ccd1; padding: 0.25em 0.6em; text-align: left; vertical-align: top; }
th { background: #f2f4f6; }
pre { background: #f2f4f6; padding: 1em; overflow-x: auto; }"""


class Html(Flavour):
    """A new page is a whole document, without scripts: the source of a diagram is in a `<pre class="mermaid">`."""

    ending = ".html"
    appends = False
    home = "index"

    def page(self, title: str, marked: str) -> str:
        head = f'<meta charset="utf-8">\n<title>{self.text(title)}</title>\n<style>\n{_STYLE}\n</style>'
        return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{marked}</body>\n</html>\n'

    def text(self, text: str) -> str:
        return escape(visible(text))

    def link(self, text: str, url: str) -> str:
        return f'<a href="{target(url)}">{self.text(text)}</a>'

    def page_link(self, text: str, name: str) -> str:
        return self.link(text, f"{name}{self.ending}")

    def heading(self, level: int, line: str) -> str:
        return f"<h{level}>{line}</h{level}>"

    def paragraph(self, line: str) -> str:
        return f"<p>{line}</p>"

    def items(self, title: str, lines: Sequence[str]) -> str:
        above = f"<p><strong>{title}</strong></p>\n" if title else ""
        return "\n".join([f"{above}<ul>", *(f"<li>{line}</li>" for line in lines), "</ul>"])

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        return tabulated(headers, rows, "unsafehtml", aligned=False)

    def fold(self, level: int, summary: str, table: str) -> str:
        return f"<details>\n<summary>{summary}</summary>\n{table}\n</details>"

    def graph(self, text: str) -> str:
        return f'<pre class="mermaid">\n{escape(text)}\n</pre>'
