"""The comments of a file with what they speak of, and the orders to hadolint among them.

# hadolint ignore=DL3008,SC2086      what is said of the next instruction, or of the one that it stands in
# hadolint stage ignore=DL3059       above a FROM: what is said of the instructions of that stage
# hadolint global ignore=DL3006      anywhere: what is said of the file
# hadolint shell=powershell          the shell of the stage, above the first instruction that of all stages
"""

import re
from collections.abc import Iterator
from functools import cache

from dflint.model.stages import Stage
from dflint.records import NamedTuple
from dflint.syntax.nodes import Comment, Dockerfile, From, Instruction, Word
from dflint.text import Span

MARK = "hadolint"


class Commented(NamedTuple):
    """A comment at `span`, and the instruction that it stands above or in, with the `area` of both."""

    span: Span
    area: Span
    node: Instruction | None


class Pragma(NamedTuple):
    """An order to hadolint: its `kind` (`ignore`, `stage`, `global`, `shell`; empty for what is none) at `span`.

    `names` are the codes, or the name of the shell; `problem` says what is wrong with it.
    """

    kind: str
    names: tuple[Word, ...]
    span: Span
    where: Commented
    problem: str = ""


def commented(document: Dockerfile) -> Iterator[Commented]:
    """Every comment of a file. A block of comments above an instruction belongs to it, blank lines end it."""
    block: list[Comment] = []
    for piece in document.pieces:
        if isinstance(piece, Comment):
            block.append(piece)
            continue
        start = block[0].span.start if block else piece.span.start
        node = piece if isinstance(piece, Instruction) else None
        inside = node.comments + [heredoc.body for heredoc in node.heredocs] if node else []
        for span in [comment.span for comment in block] + inside:
            yield Commented(span, Span(start, piece.span.end - 1), node)
        block = []
    for comment in block:
        yield Commented(comment.span, Span(block[0].span.start, block[-1].span.end), None)


def give_shells(document: Dockerfile, stages: list[Stage]) -> None:
    """Tell `stages` what comments say of their shells."""
    for pragma in pragmas(document):
        if pragma.kind == "shell":
            first = next(iter(document.instructions), None)
            is_above = first is None or pragma.span.start < first.span.start
            for stage in stages:
                start, end = stage.extent
                if is_above or start <= pragma.span.start < end:
                    stage.given_shell = pragma.names[0].text


@cache
def _pattern() -> "re.Pattern[str]":
    blanks = r"[ \t]*"
    verb = rf"(?:(?P<scope>global|stage)[ \t]+)?ignore{blanks}={blanks}(?P<codes>[^\n]*)"
    shell = rf"shell{blanks}={blanks}(?P<shell>[^\s#]*)"
    return re.compile(rf"#{blanks}hadolint\b(?:[ \t]+(?:{verb}|{shell}))?[^\n]*")


def pragmas(document: Dockerfile) -> Iterator[Pragma]:
    """The orders to hadolint in `document`, in file order."""
    if MARK not in document.source.text:
        return
    for where in commented(document):
        for match in _pattern().finditer(document.source[where.span]):
            if not document.source[where.span][: match.start()].rpartition("\n")[2].strip():
                yield _read(match, where)


def _read(match: "re.Match[str]", where: Commented) -> Pragma:
    at = where.span.start
    span = Span(at + match.start(), at + match.start() + len(match[0].rstrip()))
    if match["shell"]:
        return Pragma("shell", (Word(match["shell"], _moved(match.span("shell"), at)),), span, where)
    if match["codes"] is None:
        means_one = re.search(r"\b(?:DL|SC)\d{4}\b", match[0])
        return Pragma(
            "", (), span, where, "hadolint does not read this; write hadolint ignore=CODE" if means_one else ""
        )
    return _ignore(match, span, where)


def _moved(place: tuple[int, int], by: int) -> Span:
    return Span(place[0] + by, place[1] + by)


def _ignore(match: "re.Match[str]", span: Span, where: Commented) -> Pragma:
    start = where.span.start + match.start("codes")
    codes = re.match(r"[A-Z]+\d+(?:[ \t]*,?[ \t]*[A-Z]+\d+)*", match["codes"])
    found = re.finditer(r"[A-Z]+\d+", codes[0]) if codes else ()
    names = tuple(Word(code[0], _moved(code.span(), start)) for code in found)
    kind, problem = match["scope"] or "ignore", ""
    if not names:
        problem = "the comment names no rule; write hadolint ignore=CODE"
    elif kind == "stage" and not isinstance(where.node, From):
        problem = "hadolint stage ignore stands above no FROM; move it there, or write hadolint global ignore"
    elif kind == "ignore" and where.node is None:
        problem = "no instruction follows for which hadolint ignore could count; move it above one"
    return Pragma(kind, names, span, where, problem)
