"""Names that the RUNs of a stage use and that nothing declares in it."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.model.ingredients import reference_names
from dflint.model.stages import Stage
from dflint.syntax import nodes
from dflint.syntax.nodes import Instruction
from dflint.text import Source, Span


def uses(stage: Stage, names: set[str], source: Source) -> Iterator[tuple[str, Span]]:
    """Each of `names` that the RUNs of `stage` use where neither ARG nor ENV has it, at its first use there."""
    missing = set(names)
    for node in stage.of(nodes.Run):
        for name in _of_shell(node, missing - set(stage.scope_at(node))):
            missing.discard(name)
            yield name, _place(node, name, source)
        if not missing:
            return


def _of_shell(node: nodes.Run, wanted: set[str]) -> Iterator[str]:
    """Those of `wanted` that the shell of `node` reads and does not set itself."""
    text = "\n".join([node.rest.text, *(heredoc.content for heredoc in node.heredocs)])
    if node.is_json or "$" not in text:
        return
    for name in dict.fromkeys(reference_names(_bare(text))):
        if name in wanted and not re.search(_setting().replace("NAME", name), text):
            yield name


def _setting() -> str:
    """What gives the shell variable NAME a value, or a text for the case that it has none."""
    return r"\bNAME\+?=|\b(?:for|read|export|local|declare|mapfile|readarray|getopts)\b[^;\n]*\bNAME\b|\$\{NAME[^}\w]"


def _bare(text: str) -> str:
    """`text` without what single quotes or an escape keep from being expanded."""
    return _kept().sub("", text) if "'" in text or "\\" in text or "`" in text else text


@cache
def _kept() -> "re.Pattern[str]":
    return re.compile(r"'[^']*'|[\\`]\$")


def _place(node: Instruction, name: str, source: Source) -> Span:
    """The first `$name` or `${name` in `node`; of the latter all up to its brace."""
    text = source[node.span]
    match = re.search(rf"\$\{{{name}\b[^}}\n]*\}}|\${name}\b", text)
    return Span(node.span.start + match.start(), node.span.start + match.end()) if match else node.keyword_span
