"""The parser directives in the first lines of a file.

    directive = "#" blanks name blanks "=" blanks value       name: syntax, escape or check, in any case

The first line of another form ends them. After moby/buildkit, frontend/dockerfile/parser/directives.go.
"""

import re
from functools import cache

from dflint.syntax.blanks import SPACES
from dflint.syntax.nodes import Directive, Problem, comment_text
from dflint.text import Source, Span

BLANKS = "\t\f\r "
NAMES = ("syntax", "escape", "check")


@cache
def _pattern() -> "re.Pattern[str]":
    return re.compile(r"([a-zA-Z][a-zA-Z0-9]*)[\t\f\r ]*=[\t\f\r ]*")


def read(source: Source, lines: list[str], errors: list[Problem]) -> tuple[dict[int, Directive], str]:
    """The directives by 0-based line, and the escape character; what is wrong with them goes to `errors`."""
    found: dict[int, Directive] = {}
    escape = "\\"
    seen: set[str] = set()
    for number, line in enumerate(lines):
        directive = _directive(source, number, line)
        if directive is None:
            break
        found[number] = directive
        if directive.name in seen:
            errors.append(Problem("E006", f"a second {directive.name} directive; keep one", directive.span))
        elif directive.name == "escape" and directive.value not in ("\\", "`"):
            message = f'escape "{directive.value}" is neither \\ nor `'
            errors.append(Problem("E006", message, directive.value_span))
        elif directive.name == "escape":
            escape = directive.value
        seen.add(directive.name)
    return found, escape


def _directive(source: Source, number: int, line: str) -> Directive | None:
    bare = line.rstrip("\r\n")
    text = bare.lstrip(SPACES)
    if not text.startswith("#"):
        return None
    text = text[1:].lstrip(SPACES)
    match = _pattern().match(text)
    if match is None or match[1].lower() not in NAMES:
        return None
    # A value of blanks only is the last of them.
    begin = match.end() if match.end() < len(text) else match.end() - (text[-1] != "=")
    value = text[begin:].rstrip(BLANKS) or text[begin:]
    if not value:
        return None
    start = source.starts[number]
    at = start + len(bare) - len(text) + begin
    span = Span(start, start + len(line))
    return Directive(span, comment_text(bare), match[1].lower(), value, Span(at, at + len(value)))
