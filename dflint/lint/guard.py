"""What a fix must leave alone: a file is compared with what its edits made of it.

Whatever lies outside of the edits has to be there still: comments, instructions, and, in instructions that an edit
changes, their shell commands, words and heredocs.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dflint.lint.suppress import MARK
from dflint.lint.units import Part, Unit, exports, units
from dflint.records import NamedTuple
from dflint.syntax.nodes import Comment, Directive, Dockerfile, Instruction, Onbuild, Run
from dflint.text import BOM, Edit, Span, delete

# What may stand directly beside a word and is no part of it.
SEPARATORS = " \t\r\n;&|()<>"


class Remark(NamedTuple):
    """A comment: its text, its place, and its kind: `directive`, `inner` to an instruction, or `comment`."""

    text: str
    span: Span
    kind: str


class Edits:
    """The edits of one pass, by place, and what they move."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self.all = sorted(edits, key=lambda edit: edit.span)
        self._ends: list[int] = []
        self._moved: list[int] = [0]
        self.made: list[Span] = []
        for span, text in self.all:
            at = span.start + self._moved[-1]
            self.made.append(Span(at, at + len(text)))
            self._ends.append(span.end)
            self._moved.append(self._moved[-1] + len(text) - (span.end - span.start))

    def moved(self, span: Span) -> Span:
        """Where the text at `span`, which no edit touches, now is."""
        by = self._moved[bisect_right(self._ends, span.start)]
        return Span(span.start + by, span.end + by)

    def stretched(self, span: Span) -> Span:
        """Where what became of the text at `span` now is."""
        return Span(self.moved(span).start, span.end + self._moved[bisect_right(self._ends, span.end)])

    def over(self, span: Span) -> Iterator[Edit]:
        """The edits that overlap or adjoin `span`."""
        at = max(0, bisect_right(self._ends, span.start) - 1)
        while at > 0 and self.all[at - 1].span.end >= span.start:
            at -= 1
        for edit in self.all[at:]:
            if edit.span.start > span.end:
                return
            if edit.span.end >= span.start:
                yield edit


def fault(old: Dockerfile, new: Dockerfile, edits: Sequence[Edit]) -> str | None:
    """Why `new`, which `edits` made of `old`, is not what they claim to be; None when it is."""
    changes = Edits(edits)
    known = Counter(problem.code for problem in old.errors)
    for problem in new.errors:
        known[problem.code] -= 1
        if known[problem.code] < 0:
            return f"the file would not be valid any more ({problem.code}: {problem.message})"
    return (
        _characters(old.source.text, new.source.text, edits) or _comments(old, new, changes) or _code(old, new, changes)
    )


def _characters(old: str, new: str, edits: Sequence[Edit]) -> str | None:
    if old.startswith(BOM) and not new.startswith(BOM) and delete(Span(0, 1)) not in edits:
        return "the byte order mark would be lost"
    if new.count("\r") - new.count("\r\n") > old.count("\r") - old.count("\r\n"):
        return "a line ending would be broken"
    return None


def _comments(old: Dockerfile, new: Dockerfile, edits: Edits) -> str | None:
    expected: dict[Span, Remark] = {}
    for remark in remarks(old):
        over = [edit for edit in edits.over(remark.span) if _overlaps(edit.span, remark.span)]
        if not over:
            expected[edits.moved(remark.span)] = remark
        elif not all(_may_edit(old, remark, edit) for edit in over):
            return f"the comment in line {old.source.line_of(remark.span.start)} would be lost"
    found = {remark.span: remark for remark in remarks(new)}
    for place, remark in expected.items():
        if place not in found or (found[place].kind == "directive") != (remark.kind == "directive"):
            return f'the comment "{remark.text[:40]}" would be lost'
    for place, remark in found.items():
        if place not in expected and not any(_touch(place, made) for made in edits.made):
            return f'"{remark.text[:40]}" would become a comment'
    return None


def _may_edit(file: Dockerfile, remark: Remark, edit: Edit) -> bool:
    """True for an edit of one comment alone, and for one that puts it elsewhere.

    Inside instructions only what speaks to dflint may be edited: what looks like code there is none.
    """
    own = _line(file, remark.span).contains(edit.span) and (remark.kind != "inner" or MARK in remark.text)
    return own or remark.text in edit.text


def remarks(file: Dockerfile) -> Iterator[Remark]:
    """All comments of `file`, those inside instructions and scripts included."""
    for piece in file.pieces:
        if isinstance(piece, Comment):
            yield from _read(file, piece.span, "directive" if isinstance(piece, Directive) else "comment")
        elif isinstance(piece, Instruction):
            for span in piece.comments:
                yield from _read(file, span, "inner")
            for heredoc in piece.heredocs if isinstance(piece, (Run, Onbuild)) else ():
                yield from _read(file, heredoc.body, "inner")


def _read(file: Dockerfile, span: Span, kind: str) -> Iterator[Remark]:
    """The lines at `span` that are comments."""
    start = span.start
    for line in file.source[span].split("\n"):
        text = line.strip()
        if text.startswith(("#", BOM)):
            at = start + line.index(text)
            yield Remark(text, Span(at, at + len(text)), kind)
        start += len(line) + 1


def _line(file: Dockerfile, span: Span) -> Span:
    """The whole line that `span` lies in."""
    return file.source.line_span(file.source.line_of(span.start))


def _code(old: Dockerfile, new: Dockerfile, edits: Edits) -> str | None:
    """Compare the instructions: those that no edit touches as they are, the others by their words."""
    made = {node.span: node for node in new.instructions}
    touched = []
    for node in old.instructions:
        place = edits.moved(node.span)
        if _is_touched(old, node, edits):
            touched.append(node)
        elif place not in made or _signature(made.pop(place)) != _signature(node):
            return f"{node.keyword} in line {node.start_line} would change"
    places = [*edits.made, *(edits.stretched(node.span) for node in touched)]
    for node in made.values():
        if not any(_touch(node.span, place) for place in places):
            return f"{node.keyword} would appear where nothing was edited"
    return _words(old, [unit for node in touched for unit in units(node)],
                  [unit for node in made.values() for unit in (*units(node), *exports(node))], edits)  # fmt: skip


def _is_touched(file: Dockerfile, node: Instruction, edits: Edits) -> bool:
    span = node.span
    for edit in edits.over(span):
        if _overlaps(edit.span, span):
            return True
        if edit.span.end == span.start and edit.text and not edit.text.endswith("\n"):
            return True
        if edit.span.start == span.end and not file.source[span].endswith("\n"):
            return True
    return False


def _signature(node: Instruction) -> tuple[object, ...]:
    heredocs = [(item.name, item.content, item.fd, item.chomp, item.expand) for item in node.heredocs]
    inner = _signature(node.inner) if isinstance(node, Onbuild) and node.inner else None
    return (node.written, node.rest.text, [word.text for word in node.args], node.flags, node.is_json, heredocs, inner)


def _words(file: Dockerfile, old: list[Unit], new: list[Unit], edits: Edits) -> str | None:
    """Compare the words of the instructions that are edited."""
    if any(unit.broken for unit in new) and not any(unit.broken for unit in old):
        return "the shell could not read the command any more"
    kept = [unit for unit in old if not any(True for _ in edits.over(unit.span))]
    lost = _missing([_texts(unit) for unit in kept], (_texts(unit) for unit in new))
    if lost is not None:
        return _would_change(file, kept[lost].words[0])
    words = [
        word
        for unit in old
        for word in unit.words
        if not any(unit.is_line or _is_part(file, edit, word.span) for edit in edits.over(word.span))
    ]
    lost = _missing([word.text for word in words], (word.text for unit in new for word in unit.words))
    return None if lost is None else _would_change(file, words[lost])


def _would_change(file: Dockerfile, word: Part) -> str:
    return f'"{word.text[:40]}" in line {file.source.line_of(word.span.start)} would change'


def _texts(unit: Unit) -> tuple[str, ...]:
    return tuple(word.text for word in unit.words)


def _missing(wanted: Sequence[object], found: Iterable[object]) -> int | None:
    """Number of the first of `wanted` that does not come up, in this order, in `found`."""
    at = 0
    for item in found:
        if at < len(wanted) and item == wanted[at]:
            at += 1
    return at if at < len(wanted) else None


def _overlaps(edit: Span, span: Span) -> bool:
    """True when `edit` changes text inside `span`, not only at its borders."""
    return edit.start < span.end and edit.end > span.start


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _is_part(file: Dockerfile, edit: Edit, word: Span) -> bool:
    """True when `edit` changes the word at `word`, or adds to it directly; not when it only takes away the blank beside
    it, since nothing may be joined to a word in that way."""
    if _overlaps(edit.span, word):
        return True
    behind = edit.span.start == word.end
    old, new = file.source[edit.span], edit.text
    beside = old[:1] if behind else old[-1:]
    return beside not in SEPARATORS if beside else (new[:1] if behind else new[-1:]) not in SEPARATORS
