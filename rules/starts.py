"""CMD, ENTRYPOINT and HEALTHCHECK: how a container starts, and how it is asked for its health."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from dflint.embedded.shell import read_shell
from dflint.lint.finding import ERROR, INFO, Finding, Related
from dflint.lint.rule import rule
from dflint.model.file import File
from dflint.model.script import is_windows
from dflint.model.stages import Stage
from dflint.syntax.nodes import Cmd, Entrypoint, Execution, Healthcheck, Instruction, Run
from dflint.text import Edit, Fix, Span, delete, insert, replace, safe, unsafe

ONE = ("MultipleInstructionsDisallowed", "BK012")
# Words that are no programs but part of the shell's language.
BUILTINS = (
    ".", ":", "alias", "cd", "command", "eval", "exec", "exit", "export", "if", "for", "read", "set", "source", "trap",
    "ulimit", "umask", "unset", "wait", "while",
)  # fmt: skip


@rule("DL3025", "starts-its-program-by-a-shell", aliases=("JSONArgsRecommended", "BK007"))
def shell_form(node: Execution, stage: Stage) -> Iterator[Finding]:
    """`CMD nginx -g ...`: the shell is process 1, takes the signals, and passes none on."""
    if _is_shell_form(node, stage) and stage.shell(node) is None and not _replaces_shell(node):
        message = f"{node.keyword} in shell form: signals reach the shell, not the program; write a JSON array"
        if _means_array(node.rest.text):
            message = f'{node.keyword} is no valid JSON array, so a shell runs it with its brackets; write ["..."]'
        yield Finding(node.rest.span, message, _as_json(node, stage))


@rule("DF057", "starts-its-program-by-a-shell-on-purpose", severity=INFO, aliases=("DL3025",), default=False)
def shell_on_purpose(node: Execution, stage: Stage) -> Iterator[Finding]:
    """The shell form below a SHELL."""
    if _is_shell_form(node, stage) and stage.shell(node) is not None:
        yield Finding(node.rest.span, f"{node.keyword} is in shell form; write a JSON array", _as_json(node, stage))


@rule(
    "DF086",
    "replaces-the-shell-that-starts-its-program",
    severity=INFO,
    aliases=("DL3025", "JSONArgsRecommended", "BK007"),
    default=False,
)
def replaced_shell(node: Execution, stage: Stage) -> Iterator[Finding]:
    """`CMD exec program`, where the signals reach the program."""
    if _is_shell_form(node, stage) and stage.shell(node) is None and _replaces_shell(node):
        yield Finding(node.rest.span, f"{node.keyword} is in shell form; write a JSON array", _as_json(node, stage))


@rule("DF059", "checks-its-health-by-a-shell", severity=INFO, aliases=("DL3025",), default=False)
def healthcheck(node: Healthcheck, stage: Stage) -> Iterator[Finding]:
    """`HEALTHCHECK CMD curl ... || exit 1`: the shell does no harm here, and `||` needs it."""
    at, end = _command_at(node), len(node.rest.text)
    if _is_own(node, stage) and not node.is_json and 0 < at < end:
        message = "HEALTHCHECK CMD is in shell form; write a JSON array"
        yield Finding(node.locate(at, end), message, _wrapped(node, stage, at))


def _is_own(node: Instruction, stage: Stage) -> bool:
    """False for the instruction of an ONBUILD."""
    return any(other is node for other in stage.instructions)


def _is_shell_form(node: Execution, stage: Stage) -> bool:
    return not isinstance(node, Run) and not node.is_json and bool(node.rest.text) and _is_own(node, stage)


def _replaces_shell(node: Execution) -> bool:
    """True for `exec program`, by which the program gets the signals."""
    return node.rest.text.startswith("exec ") and not read_shell(node.rest.text).operators


def _command_at(node: Instruction) -> int:
    """Where the command of a HEALTHCHECK begins in its text."""
    match = re.match(r"\s*cmd\s*", node.rest.text, re.IGNORECASE)
    return match.end() if match else 0


def _means_array(text: str) -> bool:
    """True for what is written as an array, and is none: `['a']`, `["a", b]`."""
    return re.match(r"\[\s*[\"']", text) is not None


def _as_json(node: Execution, stage: Stage) -> Fix | None:
    text = node.rest.text
    if _means_array(text):
        return None
    if not _plain().fullmatch(text) or text.split()[0] in BUILTINS or "=" in text.split()[0]:
        return _wrapped(node, stage, 0)
    if (isinstance(node, Entrypoint) and stage.last(Cmd)) or node.comments or stage.shell(node) is not None:
        return _wrapped(node, stage, 0)
    return unsafe(replace(node.rest.span, _json(text.split())))


@cache
def _plain() -> "re.Pattern[str]":
    """Words that a shell leaves as they are."""
    return re.compile(r"[\w./:@%+,=-]+(?:\s+[\w./:@%+,=-]+)*", re.ASCII)


def _json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _wrapped(node: Instruction, stage: Stage, start: int) -> Fix | None:
    """The text as the last string of the shell's argv: what the builder itself makes of it."""
    text = node.rest.text
    if node.heredocs or is_windows(stage) or any("\ud800" <= letter <= "\udfff" for letter in text):
        return None
    shell = _json([*(stage.shell(node) or ("/bin/sh", "-c")), ""])[:-2]
    edits: list[Edit] = [insert(node.locate(start, start + 1).start, shell)]
    for match in _special().finditer(text, start):
        escaped = _json(match[0])[1:-1]
        edits.append(replace(node.locate(*match.span()), escaped))
    return safe(*edits, insert(node.locate(len(text) - 1, len(text)).end, '"]'))


@cache
def _special() -> "re.Pattern[str]":
    """A character that JSON escapes."""
    return re.compile(r'["\\\x00-\x1f]')


@rule("DL4003", "has-several-cmds", aliases=ONE)
def cmds(stage: Stage, file: File) -> Iterator[Finding]:
    """Only the last CMD of a stage counts."""
    yield from _several(stage, file, Cmd)


@rule("DL4004", "has-several-entrypoints", severity=ERROR, aliases=ONE)
def entrypoints(stage: Stage, file: File) -> Iterator[Finding]:
    """Only the last ENTRYPOINT of a stage counts."""
    yield from _several(stage, file, Entrypoint)


@rule("DL3012", "has-several-healthchecks", severity=ERROR, aliases=ONE)
def healthchecks(stage: Stage, file: File) -> Iterator[Finding]:
    """Only the last HEALTHCHECK of a stage counts."""
    yield from _several(stage, file, Healthcheck)


def _several(stage: Stage, file: File, kind: type[Instruction]) -> Iterator[Finding]:
    found = stage.of(kind)
    for before, node in pairwise(found):
        line = file.source.line_of(before.keyword_span.start)
        place = Related(file.shown, file.source.position(before.keyword_span.start), "this one has no effect")
        message = f"{node.keyword} takes the place of that in line {line}; delete the earlier one"
        yield Finding(node.keyword_span, message, safe(*_deleted(before)), (place,))


def _deleted(node: Instruction) -> Iterator[Edit]:
    """Edits that take the lines of `node` away and leave the comments between them."""
    at = node.span.start
    for comment in [*node.comments, Span(node.span.end, node.span.end)]:
        if at < comment.start:
            yield delete(Span(at, comment.start))
        at = comment.end


@rule("DL3057", "lacks-a-healthcheck", severity=INFO, default=False)
def no_healthcheck(file: File) -> Iterator[Finding]:
    """The final image says nothing about how to see whether it works."""
    if file.stages and file.in_force(Healthcheck) is None:
        node = file.stages[-1].node
        span = node.image.span if node.image else node.keyword_span
        yield Finding(span, "the final image has no HEALTHCHECK; add one, or HEALTHCHECK NONE")
