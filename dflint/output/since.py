"""Findings on changed lines, and the others."""

from collections.abc import Iterable, Iterator, Mapping

from dflint.changes import Changes, Lines
from dflint.lint.extent import Blocks, is_about_file
from dflint.lint.finding import Diagnostic
from dflint.paths import absolute
from dflint.text import Source


class Since:
    """Tells which findings are about lines that were changed since a revision.

    The lines are those of a file as it was when it was first asked for: what a fix then changes is changed, too.
    """

    def __init__(self, changes: Changes) -> None:
        self.revision = changes.revision
        self._changes = changes
        self._lines: dict[str, tuple[Source, Lines]] = {}

    def split(self, found: Iterable[Diagnostic], sources: Mapping[str, Source]) -> Iterator[tuple[Diagnostic, bool]]:
        """Each of `found`, and whether it is about a changed line; `sources` are the files by printed path."""
        by_path: dict[str, list[Diagnostic]] = {}
        for item in found:
            by_path.setdefault(item.path, []).append(item)
        self._ask(by_path, sources)
        for path, items in by_path.items():
            lines = self._now(path, sources[path])
            if lines.is_new or not (lines.ranges or lines.seams or lines.is_renamed):
                yield from ((item, lines.is_new) for item in items)
            else:
                touched = _Touched(lines, sources[path])
                yield from ((item, touched.by(item)) for item in items)

    def _ask(self, paths: Iterable[str], sources: Mapping[str, Source]) -> None:
        fresh = {path: absolute(path) for path in paths if path not in self._lines}
        known = self._changes.of(fresh.values()) if fresh else {}
        for path, place in fresh.items():
            self._lines[path] = sources[path], known[place]

    def _now(self, path: str, source: Source) -> Lines:
        first, lines = self._lines[path]
        return lines if lines.is_new or first.text == source.text else moved(lines, first.text, source.text)


class _Touched:
    """The changed lines of one text; where some were deleted, the lines around count when they belong together."""

    def __init__(self, lines: Lines, source: Source) -> None:
        self._blocks = Blocks(source)
        self._is_renamed = lines.is_renamed
        self._ranges = [*lines.ranges]
        for seam in lines.seams:
            if seam in (0, source.line_count) or self._blocks.is_inside(seam):
                self._ranges.append((seam, seam + 1))

    def by(self, item: Diagnostic) -> bool:
        """True when `item` is about a changed line."""
        if is_about_file(item):
            return self._is_renamed or self._holds(1, 1)
        return self._holds(*self._blocks.extent(item))

    def _holds(self, first: int, last: int) -> bool:
        return any(start <= last and first <= end for start, end in self._ranges)


def moved(lines: Lines, old: str, new: str) -> Lines:
    """The changed `lines` of the text `old` as lines of `new`, and what is different there."""
    from difflib import SequenceMatcher

    texts = old.split("\n"), new.split("\n")
    changed = {line for first, last in lines.ranges for line in range(first, last + 1)}
    numbers: dict[int, int] = {0: 0}
    ranges = []
    seams = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if kind == "equal":
            numbers |= {start + at + 1: new_start + at + 1 for at in range(end - start)}
        elif new_start < new_end:
            ranges.append((new_start + 1, new_end))
        else:
            seams.append(new_start)
    kept = [(numbers[line], numbers[line]) for line in sorted(changed & numbers.keys())]
    return lines._replace(
        ranges=(*kept, *ranges), seams=(*(numbers[seam] for seam in lines.seams if seam in numbers), *seams)
    )
