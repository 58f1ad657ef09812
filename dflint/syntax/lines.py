"""Physical lines to instructions.

dockerfile-parse does the grouping. It knows no heredocs, ends a continuation at blank lines, takes an escaped
escape for a continuation and loses an instruction that the end of the file cuts off, so `mask` first rewrites, line
for line, what it cannot read into what it can. Line numbers hold; nothing but the grouping is taken from it.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import pairwise

from dflint.records import NamedTuple
from dflint.syntax.blanks import SPACES
from dflint.syntax.bodies import Body, Terminators, bodies
from dflint.syntax.fold import Folded, ends_with_escape, fold, is_no_code
from dflint.syntax.grouping import parser_class
from dflint.syntax.heredocs import instruction_openers
from dflint.text import Source, Span

COMMENT, BLANK = "#", ""
# All that dockerfile-parse has to know of a line of an instruction.
GOES_ON, ENDS = "x \\", "x x"
LONGEST_LINE = 65_535
# dockerfile-parse takes quadratic time for the lines of one instruction; it is not asked about longer ones.
LONGEST_TEXT = 1_000


class Group(NamedTuple):
    """One instruction: 0-based first line, last line of its text, last line with heredocs, and the heredocs."""

    first: int
    last_text: int
    last: int
    bodies: tuple[Body, ...]


class Masked:
    """The masked lines of a file, and by first line what dockerfile-parse does not see.

    That is: heredocs (`bodies`), the last line with these (`ends`), and the last line of a text too long for it
    (`texts`).
    """

    __slots__ = ("bodies", "ends", "lines", "terminators", "texts")

    def __init__(self, lines: list[str]) -> None:
        self.lines = [COMMENT] * len(lines)
        self.terminators = Terminators(lines)
        self.bodies: dict[int, tuple[Body, ...]] = {}
        self.ends: dict[int, int] = {}
        self.texts: dict[int, int] = {}


def source_lines(source: Source) -> list[str]:
    """The lines of `source` with their endings; a byte order mark is no part of the first."""
    starts = [*source.starts, len(source.text)]
    return [source.text[start:end] for start, end in pairwise(starts)]


def group(source: Source, lines: list[str], escape: str) -> list[Group]:
    """The instructions of `source` in file order."""
    masked = mask(source, lines, escape)
    groups = []
    for first, end in structure(masked.lines):
        last = masked.texts.get(first, end)
        bodies = masked.bodies.get(first, ())
        groups.append(Group(first, last, masked.ends.get(first, last), bodies))
    return groups


def structure(lines: Sequence[str]) -> Iterable[tuple[int, int]]:
    """The first and last lines of the instructions in masked `lines`; where each has one line nothing is to group."""
    if GOES_ON in lines:
        return grouped(lines)
    return ((at, at) for at, line in enumerate(lines) if line not in (COMMENT, BLANK))


def grouped(lines: Sequence[str]) -> list[tuple[int, int]]:
    """The first and last lines of the instructions in masked `lines`, as dockerfile-parse sees them."""
    text = "\n".join(lines) + "\n"
    entries = parser_class()(fileobj=BytesIO(text.encode("ascii"))).structure
    return [(entry["startline"], entry["endline"]) for entry in entries if entry["instruction"] != "COMMENT"]


def mask(source: Source, lines: list[str], escape: str) -> Masked:
    """Rewrite `lines` for dockerfile-parse."""
    masked = Masked(lines)
    at = 0
    while at < len(lines):
        if is_no_code(lines[at]):
            masked.lines[at] = BLANK
            at += 1
        else:
            at = _mask_instruction(source, lines, at, escape, masked)
    return masked


def _mask_instruction(source: Source, lines: list[str], first: int, escape: str, masked: Masked) -> int:
    """Mask the instruction that starts at line `first`; the line after it, heredocs included."""
    at = _mask_text(lines, first, escape, masked)
    if any("<" in line for line in lines[first:at]):
        text = fold_lines(source, lines, first, at - 1, escape).text
        openers = instruction_openers(text, escape) if "<<" in text else []
        masked.bodies[first] = bodies(masked.terminators, at, openers)
        at = _after(masked.bodies[first], at)
    masked.ends[first] = at - 1
    return at


def _mask_text(lines: list[str], first: int, escape: str, masked: Masked) -> int:
    """Mask the text of the instruction that starts at line `first`; the line after it."""
    last, cut, at = first, 0, first
    while at < len(lines) and cut >= 0:
        line = lines[at].rstrip("\r\n")
        if at == first or not is_no_code(line):
            cut = ends_with_escape(line if at > first else line.lstrip(SPACES), escape)
            if at - first < LONGEST_TEXT:
                masked.lines[at] = GOES_ON if cut >= 0 else ENDS
            last = at
        at += 1
    if last - first >= LONGEST_TEXT:
        masked.lines[first : first + LONGEST_TEXT] = [COMMENT] * LONGEST_TEXT
        masked.lines[first] = ENDS
        masked.texts[first] = last
    else:
        masked.lines[last] = ENDS
    return at


def fold_lines(source: Source, lines: list[str], first: int, last: int, escape: str) -> Folded:
    """Fold the 0-based lines `first` to `last` of `source`."""
    starts = source.starts
    return fold([(starts[n], lines[n]) for n in range(first, last + 1)], escape)


def _after(bodies: tuple[Body, ...], at: int) -> int:
    """The line after the last of `bodies`; an unterminated one has no terminator line to skip."""
    return bodies[-1].terminator + bodies[-1].found if bodies else at


def line_span(source: Source, first: int, last: int) -> Span:
    """Span of the 0-based lines `first` to `last` of `source`, line endings included."""
    return lines_span(source, first, last + 1)


def lines_span(source: Source, first: int, stop: int) -> Span:
    """Span of the 0-based lines from `first` up to, not including, `stop`; empty when they are the same."""
    starts, end = source.starts, len(source.text)
    return Span(starts[first] if first < len(starts) else end, starts[stop] if stop < len(starts) else end)
