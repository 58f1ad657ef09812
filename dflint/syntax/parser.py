"""The whole file: text to `Dockerfile`. Never raises, whatever the text."""

from collections.abc import Iterator

from dflint.syntax import directives
from dflint.syntax.build import Builder
from dflint.syntax.fold import Folded, is_comment
from dflint.syntax.lines import LONGEST_LINE, Group, fold_lines, group, line_span, lines_span, source_lines
from dflint.syntax.nodes import (
    Blank,
    Comment,
    Directive,
    Dockerfile,
    Heredoc,
    Instruction,
    Node,
    Onbuild,
    Problem,
    comment_text,
)
from dflint.syntax.validate import validate
from dflint.text import BOM, Source, Span


def parse(source: Source) -> Dockerfile:
    """The tree of `source`, with what the builder rejects in its `errors`."""
    errors: list[Problem] = []
    lines = source_lines(source)
    if lines and lines[0].startswith(BOM):
        # The builder skips a byte order mark; a character of the same width keeps the offsets.
        lines[0] = " " + lines[0][1:]
    found, escape = directives.read(source, lines, errors)
    groups = group(source, lines, escape)
    instructions = {part.first: _instruction(source, lines, part, escape, errors) for part in groups}
    ends = {part.first: part.last for part in groups}
    pieces = _tile(source, lines, found, instructions, ends)
    file = Dockerfile(source, escape, pieces, errors)
    _check_lines(source, lines, errors)
    validate(file, errors)
    errors.sort(key=lambda problem: (problem.span, problem.code))
    return file


def _instruction(source: Source, lines: list[str], part: Group, escape: str, errors: list[Problem]) -> Instruction:
    folded = fold_lines(source, lines, part.first, part.last_text, escape)
    node = Builder(folded, escape, errors).build()
    node.span = line_span(source, part.first, part.last)
    node.start_line, node.end_line = part.first + 1, part.last + 1
    node.comments, node.empties = folded.comments, folded.empties
    node.heredocs = tuple(_heredocs(source, part, folded, errors))
    if isinstance(node, Onbuild) and node.inner is not None:
        inner = node.inner
        inner.span, inner.heredocs = node.span, node.heredocs
        inner.start_line, inner.end_line = node.start_line, node.end_line
    return node


def _heredocs(source: Source, part: Group, folded: Folded, errors: list[Problem]) -> Iterator[Heredoc]:
    for body in part.bodies:
        opener = body.opener
        span = folded.span(opener.start, opener.end)
        if not body.found:
            message = f"heredoc {opener.name} never ends; add a line that holds only {opener.name}"
            errors.append(Problem("E002", message, span))
        body_span = lines_span(source, body.first, body.terminator)
        end = lines_span(source, body.terminator, body.terminator + body.found)
        yield Heredoc(opener.name, source[body_span], opener.fd, opener.chomp, opener.expand, span, body_span, end)


def _tile(
    source: Source,
    lines: list[str],
    found: dict[int, Directive],
    instructions: dict[int, Instruction],
    ends: dict[int, int],
) -> list[Node]:
    pieces: list[Node] = []
    number = 0
    while number < len(lines):
        if number in instructions:
            pieces.append(instructions[number])
            number = ends[number]
        elif number in found:
            pieces.append(found[number])
        else:
            pieces.append(_line_piece(source, number, lines[number]))
        number += 1
    return pieces


def _line_piece(source: Source, number: int, line: str) -> Node:
    span = line_span(source, number, number)
    return Comment(span, comment_text(line)) if is_comment(line) else Blank(span)


def _check_lines(source: Source, lines: list[str], errors: list[Problem]) -> None:
    """The builder reads no line of more than 65,535 bytes."""
    for number, line in enumerate(lines):
        if len(line) * 4 > LONGEST_LINE and len(line.rstrip("\n").encode("utf-8", "surrogateescape")) > LONGEST_LINE:
            start = source.starts[number]
            message = f"line is longer than {LONGEST_LINE:,} bytes, the most the builder reads"
            errors.append(Problem("E008", message, Span(start, start + 1)))
