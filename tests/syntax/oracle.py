"""The builder's own parser (package `dockerfile`) as the judge of `dflint.syntax`.

The package embeds BuildKit 0.12.5. Where present BuildKit differs, present BuildKit counts; `is_dated` tells.
"""

import json
import re
from itertools import zip_longest
from typing import NamedTuple

import dockerfile

from dflint.syntax import nodes
from dflint.syntax.parser import parse
from dflint.syntax.piece import keyword
from dflint.text import Source

# What the builder's parser refuses; the other codes are refused by what reads its result.
PARSER_CODES = ("E002", "E006", "E007", "E008")
REJECTED = "rejected"
UNKNOWN = "unknown"


class Facts(NamedTuple):
    """What both parsers say about one instruction."""

    keyword: str
    start_line: int
    end_line: int
    flags: tuple[str, ...]
    is_json: bool
    heredocs: tuple[tuple[str, str], ...]
    args: tuple[str, ...]


def theirs(text: str) -> list[Facts] | str:
    """What the builder makes of `text`."""
    try:
        commands = dockerfile.parse_string(text)
    except dockerfile.GoParseError:
        return REJECTED
    except UnicodeDecodeError:  # the builder cut a character in two
        return UNKNOWN
    return [
        Facts(
            keyword(c.cmd or ""),
            c.start_line,
            c.end_line,
            tuple(c.flags),
            c.json,
            tuple((h.name, h.content) for h in c.heredocs),
            tuple(c.value),
        )
        for c in commands
    ]


def ours(text: str) -> list[Facts] | str:
    """What dflint makes of `text`."""
    file = parse(Source(text))
    if not file.instructions or any(_parser_refuses(file, problem) for problem in file.errors):
        return REJECTED
    return [_facts(node) for node in file.instructions]


def _parser_refuses(file: nodes.Dockerfile, problem: nodes.Problem) -> bool:
    """True for what the builder refuses while it parses: of E004 these are the pairs without an equals sign."""
    return problem.code in PARSER_CODES or (
        problem.code == "E004" and re.search(r'has no (value;|"=")', problem.message) is not None
    )


def _facts(node: nodes.Instruction) -> Facts:
    heredocs = () if isinstance(node, nodes.Onbuild) else tuple((h.name, h.content) for h in node.heredocs)
    return Facts(node.keyword, node.start_line, node.end_line, node.flags, node.is_json, heredocs, _args(node))


def _args(node: nodes.Instruction) -> tuple[str, ...]:
    if isinstance(node, nodes.Unknown):
        return ("",)
    if isinstance(node, nodes.Onbuild):
        if isinstance(node.inner, nodes.Onbuild):
            return ("",) if node.inner.args else ()
        return _args(node.inner) if node.inner else ()
    if isinstance(node, nodes.Env | nodes.Label):
        return tuple(word.text for pair in node.pairs for word in (pair.name, pair.value) if word)
    return tuple(word.text for word in node.args)


def disagreement(text: str) -> str:
    """How the two differ on `text`, or an empty text."""
    want, have = theirs(text), ours(text)
    if want in (have, UNKNOWN) or (want == REJECTED and _is_chained(text)):
        return ""
    if isinstance(want, str) or isinstance(have, str):
        return f"builder: {want!r:.200}\ndflint:  {have!r:.200}"
    first = _first_difference(want, have)
    return f"builder: {first[0]}\ndflint:  {first[1]}"


def _first_difference(want: list[Facts], have: list[Facts]) -> tuple[Facts | None, Facts | None]:
    return next(pair for pair in zip_longest(want, have) if pair[0] != pair[1])


def _is_chained(text: str) -> bool:
    """True with an ONBUILD in an ONBUILD: refused in any case, so dflint does not look into it."""
    return any(problem.code == "E009" for problem in parse(Source(text)).errors)


def is_dated(text: str) -> bool:
    """True where the package's BuildKit is known to differ from the present one, or cannot be asked.

    A NUL ends its input, `<< NAME` with a blank is no heredoc to it, text after a JSON array is ignored by it, flags
    are escaped by a backslash whatever the escape directive says, `# check=` or an odd blank ends its directives,
    `${name%pattern}` hides heredocs from it, and `<<NAME${name:-default}` is one to it.
    """
    if re.search(r"\0|\\u0000|<<-?(?:[ \t\r]|[\\`]\s)", text):
        return True
    if re.search(r"<[\\`\s]*<", text) and re.search(r"\$\{[^}]*[-:+?#%/]", text):
        return True
    file = parse(Source(text))
    if any(_after_json(file, node) for node in file.instructions):
        return True
    if file.escape == "`" and any(flag.text for node in file.instructions for flag in node.options):
        return True
    plain = re.compile(r"\ufeff?\s*#[ \t\f\r]*(syntax|escape)", re.IGNORECASE | re.ASCII)
    return any(not plain.match(file.source[directive.span]) for directive in file.directives)


def _after_json(file: nodes.Dockerfile, node: nodes.Instruction) -> bool:
    """True for `["a"] b`, also after the type of a HEALTHCHECK."""
    inner = node.inner if isinstance(node, nodes.Onbuild) and node.inner else node
    text = inner.rest.text
    if isinstance(inner, nodes.Healthcheck):
        text = " ".join(text.split(None, 1)[1:])
    try:
        end = json.JSONDecoder().raw_decode(text)[1]
    except (ValueError, RecursionError):
        return False
    return text.startswith("[") and text[end:].strip() != ""
