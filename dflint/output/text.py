"""Diagnostics for people: the place, what is wrong, the line with the place underlined, and what would mend it."""

from collections.abc import Iterator, Sequence
from itertools import islice

from dflint.lint.finding import Diagnostic, Severity
from dflint.model.templates import OTHERS
from dflint.output.printable import excerpt, printable
from dflint.output.result import Result, Tally, statistics
from dflint.text import Edit, Source

LIMIT = 110
NAMED = 3
STEPS = 2
# So many findings are printed at once.
AT_ONCE = 500
BOLD, DIM, BLUE, CYAN = "1", "2", "1;34", "36"
COLORS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36", Severity.STYLE: "1;35"}


class Printer:
    """Makes text of a result; `color` for a terminal that understands it, `quiet` without the last lines."""

    def __init__(self, color: bool = False, quiet: bool = False) -> None:
        self.color = color
        self.quiet = quiet
        self._heads: dict[tuple[str, Severity, bool], str] = {}

    def paint(self, text: str, color: str) -> str:
        """`text` in `color`, where colours are wanted."""
        return f"\x1b[{color}m{text}\x1b[0m" if self.color and text else text

    def findings(self, result: Result) -> str:
        """All diagnostics, one block of lines each, and the counts."""
        return "".join(self.pieces(result))

    def pieces(self, result: Result) -> Iterator[str]:
        """The text of `findings`, some hundred lines at a time."""
        parts, between = self._parts(result), ""
        while some := list(islice(parts, AT_ONCE)):
            yield between + "\n\n".join(some)
            between = "\n\n"
        if between:
            yield "\n"

    def _parts(self, result: Result) -> Iterator[str]:
        tally = Tally(result)
        for item, lines in result.printed():
            is_fixable = tally.add(item)
            yield lines or self.block(item, result.sources.get(item.path) if item.fix else None, is_fixable)
        yield from filter(None, ["\n".join(self.summary(result, tally))])

    def statistics(self, result: Result) -> str:
        """How often each rule speaks, a line each, and the counts."""
        rows = statistics(result.diagnostics)
        digits = max((len(str(number)) for number, _ in rows), default=0)
        longest = max((len(item.code) for _, item in rows), default=0)
        lines = [
            f"{number:>{digits}}  {self.paint(f'{item.code:<{longest}}', COLORS[item.severity])}  {item.name}"
            for number, item in rows
        ]
        summary = list(self.summary(result, Tally.of(result)))
        return "".join(line + "\n" for line in [*lines, *([""] if lines and summary else []), *summary])

    def block(self, item: Diagnostic, source: Source | None, fixable: bool = False) -> str:
        """The lines for one diagnostic; `fixable` marks it as one that `--fix` mends."""
        place = f"{printable(item.path)}:{item.line}:{item.column}"
        lines = [f"{self.paint(place, BOLD)} {self._head(item.code, item.severity, fixable)} {printable(item.message)}"]
        gutter = " " * len(str(item.line))
        if item.text and not item.text.isspace():
            line, carets = _excerpt(item)
            lines.append(f"{self.paint(f'{item.line} |', BLUE)} {line}")
            lines.append(f"{self.paint(f'{gutter} |', BLUE)} {self.paint(carets, COLORS[item.severity])}")
        for related in item.related:
            where = f"{printable(related.path)}:{related.position.line}:{related.position.column}"
            note = f"{self.paint('note:', BOLD)} {where}: {printable(related.message)}"
            lines.append(f"{self.paint(f'{gutter} =', BLUE)} {note}")
        advice = _advice(item.fix.edits, source) if item.fix is not None and source is not None else ""
        if advice:
            lines.append(f"{self.paint(f'{gutter} =', BLUE)} {self.paint('help:', BOLD)} {advice}")
        return "\n".join(lines)

    def _head(self, code: str, severity: Severity, fixable: bool) -> str:
        """The code with its marks, and the severity."""
        key = code, severity, fixable
        if key not in self._heads:
            color, mark = COLORS[severity], f" [{self.paint('*', CYAN)}]" if fixable else ""
            self._heads[key] = f"{self.paint(code, color)}{mark} {self.paint(severity.label, color)}"
        return self._heads[key]

    def summary(self, result: Result, tally: Tally) -> Iterator[str]:
        """The last lines: what was found, and what was not looked at."""
        if self.quiet:
            return
        yield self.paint(_counts(result, tally), BOLD)
        fixes = _mended(result.fixed, tally.fixable[1]) if result.fixed else _fixable(*tally.fixable)
        if fixes:
            yield fixes
        yield from map(printable, result.remarks)
        if result.templates:
            yield f"{unexpanded(result.templates, 'checked')}."


def _excerpt(item: Diagnostic) -> tuple[str, str]:
    start = item.column - 1
    whole = len(item.text)
    end = item.end_column - 1 if item.end_line == item.line else whole
    return excerpt(item.text, start, end, LIMIT)


def unexpanded(paths: Sequence[str], done: str) -> str:
    """Says that the templates `paths` are not expanded, so not `done`, and how to mend it where that is known."""
    names = ", ".join(printable(path) for path in paths[:NAMED])
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    noun = "template is" if len(paths) == 1 else "templates are"
    known = any(not path.lower().endswith(OTHERS) for path in paths)
    means = '; to expand Jinja2, install "dflint[templates]"' if known else ""
    return f"{len(paths)} {noun} not expanded, so not {done}: {names}{more}{means}"


def _counts(result: Result, tally: Tally) -> str:
    files = len(result.checked)
    if not files:
        return "No Dockerfile was checked." if result.templates else "No Dockerfile found."
    if not tally.paths and result.remarks:
        return f"Found nothing new in {_number(files, 'file')}."
    if not tally.paths:
        return "1 file passes." if files == 1 else f"All {files} files pass."
    counts = [(tally.levels[level], level) for level in reversed(Severity)]
    found = ", ".join(_number(number, level.label) for number, level in counts if number)
    files = max(len(tally.paths), files)  # those that templates include may be among them
    return f"Found {found} in {len(tally.paths)} of {_number(files, 'file')}."


def _fixable(now: int, more: int) -> str:
    """What `--fix` could do."""
    if not now:
        return f"{more} fixable with --fix --unsafe-fixes." if more else ""
    return f"[*] {now} fixable with --fix{f', {more} more with --unsafe-fixes' if more else ''}."


def _mended(fixed: tuple[int, int], more: int) -> str:
    """What `--fix` did, and what it could still do."""
    number, files = fixed
    done = f"Fixed {_number(number, 'finding')} in {_number(files, 'file')}" if number else "Fixed nothing"
    return f"{done}{f'; {more} more can be fixed with --unsafe-fixes' if more else ''}."


def _number(number: int, noun: str) -> str:
    counted = noun in ("error", "warning", "file", "finding") and number != 1
    return f"{number} {noun}{'s' if counted else ''}"


def _advice(edits: Sequence[Edit], source: Source) -> str:
    """What a fix does, in words; empty when that would be long."""
    steps = [_step(edit, source) for edit in edits[: STEPS + 1]]
    told = ", ".join(steps)
    return told if all(steps) and len(steps) <= STEPS and len(told) <= LIMIT else ""


def _step(edit: Edit, source: Source) -> str:
    (start, _), new, old = edit.span, edit.text, source[edit.span]
    line = source.line_of(start)
    at_start = source.position(start).column == 1
    if not old and at_start and new.count("\n") == 1 and new.endswith("\n"):
        text = printable(new[:-1])
        return f"insert `{text}` before line {line}" if text else f"insert an empty line before line {line}"
    if not new and at_start and old.count("\n") == 1 and old.endswith("\n"):
        return f"delete line {line}"
    if "\n" in old + new:
        return ""
    if not old:
        return f"insert `{printable(new)}`"
    return f"replace `{printable(old)}` with `{printable(new)}`" if new else f"delete `{printable(old)}`"
