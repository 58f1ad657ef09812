"""Physical lines to instructions.

dockerfile-parse does the grouping. It knows no heredocs, ends a continuation at blank lines, takes an escaped
escape for a continuation and loses an instruction that the end of the file cuts off, so `mask` first rewrites, line
for line, what it cannot read into what it can. Line numbers hold; nothing but the grouping is taken from it.
"""

import re
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from typing import NamedTuple

from dflint.syntax.blanks import SPACES
from dflint.syntax.fold import Folded, ends_with_escape, fold, is_comment, is_empty
from dflint.syntax.heredocs import Opener, instruction_openers
from dflint.text import Source, Span

COMMENT = "#"
LONGEST_LINE = 65_535
_ODD = re.compile(r"[^\t -~]")
# An instruction at the start of a line, as people write it: where an unterminated heredoc is taken to end.
_KEYWORD = re.compile(
    r"(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|USER|VOLUME|WORKDIR)\s"
)


class Body(NamedTuple):
    """Lines of one heredoc: 0-based first line, the line of its terminator, and whether that was found."""

    opener: Opener
    first: int
    terminator: int
    found: bool


class Group(NamedTuple):
    """One instruction: 0-based first line, last line of its text, last line with heredocs, and the heredocs."""

    first: int
    last_text: int
    last: int
    bodies: tuple[Body, ...]


class Masked:
    """The masked lines of a file, and what dockerfile-parse will not see: heredocs and cut-off ends by first line."""

    __slots__ = ("bodies", "ends", "lines")

    def __init__(self, count: int) -> None:
        self.lines = [COMMENT] * count
        self.bodies: dict[int, tuple[Body, ...]] = {}
        self.ends: dict[int, int] = {}


def source_lines(source: Source) -> list[str]:
    """The lines of `source` with their endings; a byte order mark is no part of the first."""
    starts = [*source.starts, len(source.text)]
    return [source.text[start:end] for start, end in pairwise(starts)]


def group(source: Source, lines: list[str], escape: str) -> list[Group]:
    """The instructions of `source` in file order."""
    masked = mask(source, lines, escape)
    groups = []
    for entry in _structure(masked.lines):
        first, last = entry["startline"], entry["endline"]
        bodies = masked.bodies.get(first, ())
        groups.append(Group(first, last, masked.ends.get(first, last), bodies))
    return groups


def _structure(lines: Sequence[str]) -> list[dict[str, int]]:
    from dockerfile_parse import DockerfileParser

    text = "\n".join(lines) + "\n"
    entries = DockerfileParser(fileobj=BytesIO(text.encode("ascii"))).structure
    return [entry for entry in entries if entry["instruction"] != "COMMENT"]


def mask(source: Source, lines: list[str], escape: str) -> Masked:
    """Rewrite `lines` for dockerfile-parse."""
    masked = Masked(len(lines))
    at = 0
    while at < len(lines):
        if is_comment(lines[at]) or is_empty(lines[at]):
            at += 1
        else:
            at = _mask_instruction(source, lines, at, escape, masked)
    return masked


def _mask_instruction(source: Source, lines: list[str], first: int, escape: str, masked: Masked) -> int:
    """Mask the instruction that starts at line `first`; the line after it, heredocs included."""
    at = last_text = first
    while at < len(lines):
        line = lines[at].rstrip("\r\n")
        at += 1
        if at - 1 > first and (is_comment(line) or is_empty(line)):
            continue
        last_text = at - 1
        cut = ends_with_escape(line.lstrip(SPACES) if last_text == first else line, escape)
        masked.lines[last_text] = _readable(line, continues=cut >= 0, first=last_text == first)
        if cut < 0:
            break
    masked.lines[last_text] = masked.lines[last_text].removesuffix("\\")
    if any("<<" in line for line in lines[first:at]):
        folded = fold_lines(source, lines, first, at - 1, escape)
        masked.bodies[first] = _bodies(lines, at, instruction_openers(folded.text, escape))
        at = _after(masked.bodies[first], at)
    masked.ends[first] = at - 1
    return at


def _readable(line: str, *, continues: bool, first: bool) -> str:
    """`line` in plain ASCII, with a backslash at its end exactly when it continues."""
    text = _ODD.sub("?", line.strip(SPACES)).rstrip("\\` \t") or "x"
    if text.startswith("#"):
        text = "x" + text
    return ("" if first else "  ") + text + (" \\" if continues else " x")


def fold_lines(source: Source, lines: list[str], first: int, last: int, escape: str) -> Folded:
    """Fold the 0-based lines `first` to `last` of `source`."""
    starts = source.starts
    return fold([(starts[n], lines[n]) for n in range(first, last + 1)], escape)


def _bodies(lines: list[str], at: int, openers: Sequence[Opener]) -> tuple[Body, ...]:
    bodies = []
    for opener in openers:
        end = next((n for n in range(at, len(lines)) if _terminates(lines[n], opener)), None)
        found = end is not None
        if end is None:
            end = next((n for n in range(at, len(lines)) if _KEYWORD.match(lines[n])), len(lines))
        bodies.append(Body(opener, at, end, found))
        at = end + 1
        if not found:
            break
    return tuple(bodies)


def _after(bodies: tuple[Body, ...], at: int) -> int:
    """The line after the last of `bodies`; an unterminated one has no terminator line to skip."""
    return bodies[-1].terminator + bodies[-1].found if bodies else at


def _terminates(line: str, opener: Opener) -> bool:
    text = line.rstrip("\r\n")
    return (text.lstrip("\t") if opener.chomp else text) == opener.name


def line_span(source: Source, first: int, last: int) -> Span:
    """Span of the 0-based lines `first` to `last` of `source`, line endings included."""
    starts = source.starts
    return Span(starts[first], starts[last + 1] if last + 1 < len(starts) else len(source.text))
