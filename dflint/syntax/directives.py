"""The parser directives in the first lines of a file.

    directive = "#" blanks name blanks "=" blanks value       name: syntax, escape or check, in any case

The first line of another form ends them. After moby/buildkit, frontend/dockerfile/parser/directives.go.
"""

import re
from functools import cache

from dflint.syntax.blanks import SPACES
from dflint.syntax.nodes import Directive, Problem, comment_text
from dflint.text import Source, Span

NAMES = ("syntax", "escape", "check")


@cache
def _pattern() -> "re.Pattern[str]":
    return re.compile(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*")


def read(source: Source, lines: list[str], errors: list[Problem]) -> tuple[dict[int, Directive], str]:
    """The directives by 0-based line, and the escape character; what is wrong with them goes to `errors`."""
    found: dict[int, Directive] = {}
    escape = "\\"
    for number, line in enumerate(lines):
        directive = _directive(source, number, line)
        if directive is None:
            break
        found[number] = directive
        if any(other.name == directive.name for other in list(found.values())[:-1]):
            errors.append(Problem("E006", f"a second {directive.name} directive; keep one", directive.span))
        elif directive.name == "escape" and directive.value not in ("\\", "`"):
            message = f'escape "{directive.value}" is neither \\ nor `'
            errors.append(Problem("E006", message, directive.value_span))
        elif directive.name == "escape":
            escape = directive.value
    return found, escape


def _directive(source: Source, number: int, line: str) -> Directive | None:
    bare = line.rstrip("\r\n")
    text = bare.lstrip(SPACES)
    if not text.startswith("#"):
        return None
    text = text[1:].lstrip(SPACES)
    match = _pattern().fullmatch(text)
    if match is None or match[1].lower() not in NAMES:
        return None
    start = source.starts[number]
    at = start + len(line.rstrip("\r\n")) - len(text) + match.start(2)
    span = Span(start, start + len(line))
    return Directive(span, comment_text(bare), match[1].lower(), match[2], Span(at, at + len(match[2])))
