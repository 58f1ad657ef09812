"""Which fixes can be made together, and their edits in the way of the file."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from dflint.lint.finding import Diagnostic
from dflint.records import NamedTuple
from dflint.text import BOM, Edit, Fix, Span


class Candidate(NamedTuple):
    """A finding with the edits that mend it, ready for the file."""

    item: Diagnostic
    edits: tuple[Edit, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by from pass to pass, while its place moves."""
        return self.item.code, self.item.message, self.item.text


def candidates(text: str, items: Iterable[Diagnostic]) -> list[Candidate]:
    """The findings among `items` whose fix would change `text`, by place."""
    found = [Candidate(item, adapted(text, item.fix)) for item in items if item.fix is not None]
    return sorted((each for each in found if each.edits), key=lambda each: (min(each.edits), each.item.code))


def adapted(text: str, fix: Fix) -> tuple[Edit, ...]:
    """The edits of `fix` with the line ending that `text` has there, behind its byte order mark; those that change
    nothing left out."""
    edits = []
    for span, new in fix.edits:
        if "\n" in new and _is_crlf(text, span.start):
            new = new.replace("\r\n", "\n").replace("\n", "\r\n")  # noqa: PLW2901
        behind = Span(1, 1) if span == (0, 0) and text.startswith(BOM) else span
        if text[behind.start : behind.end] != new:
            edits.append(Edit(behind, new))
    return tuple(edits)


def _is_crlf(text: str, at: int) -> bool:
    """True when the line at `at`, or the one before an unfinished last one, ends in CRLF."""
    end = text.find("\n", at)
    if end < 0:
        end = text.rfind("\n")
    return end > 0 and text[end - 1] == "\r"


def apart(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those of `found` that overlap no earlier one."""
    taken: list[Span] = []
    for each in found:
        spans = [edit.span for edit in each.edits]
        if not any(_is_taken(taken, span) for span in spans):
            for span in spans:
                insort(taken, span)
            yield each


def _is_taken(taken: list[Span], span: Span) -> bool:
    at = bisect_left(taken, span)
    return any(clash(other, span) for other in taken[max(0, at - 2) : at + 2])


def clash(one: Span, other: Span) -> bool:
    """True when two edits cannot be made together: they overlap, or one inserts where the other begins or ends."""
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end
