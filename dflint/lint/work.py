"""Work in pieces, each some parts of a project: what a process does, be it the only one or one of several."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from dflint import disk
from dflint.lint.engine import Found, Part, Visit, of_project, parts
from dflint.lint.finding import Diagnostic
from dflint.lint.scripts import Answers, Known
from dflint.lint.store import Told, place
from dflint.lint.tables import Tables
from dflint.lint.written import dump
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.script import Script
from dflint.records import NamedTuple
from dflint.text import Source

# A piece has about so many bytes of text, and no more files than this.
BYTES = 16_000
FILES = 32

# Of so many files on it pays to get ready for sifting the texts for ShellCheck; measured.
MANY = 10

# Makes lines for people of a finding in a file with that text; the last is true where `--fix` would mend it.
Print = Callable[[Diagnostic, Source | None, bool], str]


class Piece(NamedTuple):
    """Parts `first` to before `last` of the project number `project`; `files` of them are in focus, of `size` bytes.

    `order` is the place of the first one among the parts of all projects.
    """

    number: int
    order: int
    project: int
    first: int
    last: int
    files: int
    size: int


class Outcome(NamedTuple):
    """What came of one part: diagnostics by the path that they speak of, and lines on what could not be done.

    `order` is the place of the part among all. `asked` is what this depends on; `texts` says that there is something
    for ShellCheck in it, `complete` that all of it was read. `saved` are the diagnostics as a cache keeps them.
    """

    order: int
    found: Mapping[str, Told]
    notes: list[str]
    asked: disk.Record
    texts: bool = False
    complete: bool = True
    saved: str = ""


class Worker:
    """Does pieces of work. A piece is begun, which gives the texts for ShellCheck, and finished with what it says."""

    def __init__(
        self,
        projects: Sequence[Project],
        printer: Print | None = None,
        speaks: Callable[[], bool] = bool,
        keeps: bool = False,
    ) -> None:
        """With a `printer` outcomes are printed; `speaks` tells whether there is a ShellCheck; with `keeps` they are
        made ready for a cache.
        """
        self._projects = projects
        self.keeps = keeps
        self._printer = printer
        self._tables = Tables(speaks, sum(len(project.files) for project in projects) >= MANY)
        self._parts: dict[int, list[Part]] = {}
        self._given: dict[int, dict[File, Found]] = {}
        self._open: dict[int, list[tuple[Visit, disk.Record]]] = {}

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Another process gets the projects, and makes the rest itself."""
        return Worker, (self._projects, self._printer, self._tables.speaks, self.keeps)

    def settle(self) -> None:
        """Find out now whether there is a ShellCheck, if anyone wants it: other processes cannot do so."""
        files = (file for project in self._projects for file in project.files)
        wants = any(file.settings.shellcheck and self._tables.wishes.any(file.settings) for file in files)
        self._tables.speaks = _yes if wants and self._tables.speaks() else bool

    def prepare(self) -> None:
        """Make what a copy of this process would else make once more: rules, tables, the parser of shell texts."""
        from dflint.embedded.shell import read_shell

        for project in self._projects:
            for file in project.files[:1]:
                self._tables.of_settings(file.settings).batches(Script)
        read_shell("true")

    def forget(self) -> None:
        """Let go of all texts and trees."""
        for project in self._projects:
            project.tidy(kept=0)

    def parts(self, project: int) -> list[Part]:
        """The parts of the project of this number that have files in focus."""
        if project not in self._parts:
            found = parts(self._projects[project])
            self._parts[project] = [part for part in found if any(file.focus for file in part.files)]
        return self._parts[project]

    def of_project(self, project: int) -> dict[File, Found]:
        """What the rules for a project as a whole find; every process that needs it finds the same."""
        if project not in self._given:
            self._given[project] = of_project(self._projects[project], self._tables)
        return self._given[project]

    def begin(self, piece: Piece) -> dict[str, Known]:
        """Run all rules on `piece`; gives what ShellCheck is to read for it, with what is known of that before."""
        visits = [self._visit(piece.project, part) for part in self.parts(piece.project)[piece.first : piece.last]]
        self._open[piece.number] = visits
        return {text: comments for visit, _ in visits for text, comments in visit.scripts.texts.items()}

    def _visit(self, project: int, part: Part) -> tuple[Visit, disk.Record]:
        given = self.of_project(project)
        with disk.Record() as record:
            return Visit(self._projects[project], part, self._tables, given), record

    def finish(self, piece: Piece, answers: Answers) -> list[Outcome]:
        """The outcome of each part of `piece`, which was begun here."""
        visits = self._open.pop(piece.number)
        done = [self._outcome(piece.order + at, visit, record, answers) for at, (visit, record) in enumerate(visits)]
        needed = [file for each in self._open.values() for visit, _ in each for file in visit.part.files]
        self._projects[piece.project].tidy(needed)
        return done

    def _outcome(self, order: int, visit: Visit, record: disk.Record, answers: Answers) -> Outcome:
        texts = visit.scripts.texts
        with record:
            items = visit.diagnostics(answers)
            found = told(visit.part.files, items, self._printer)
        complete = all(answers.comments.get(text) is not None for text in texts)
        saved = dump(items) if self.keeps and record.lasts else ""
        return Outcome(order, found, visit.scripts.notes, record, bool(texts or visit.scripts.said), complete, saved)


def _yes() -> bool:
    return True


def told(files: Iterable[File], items: Iterable[Diagnostic], printer: Print | None = None) -> dict[str, Told]:
    """`items` by path, with the texts of those of `files` that they have fixes for, and what the `printer` makes."""
    found: dict[str, list[Diagnostic]] = {}
    for item in items:
        found.setdefault(item.path, []).append(item)
    shown = {file.shown: file for file in files}
    return {path: _told(shown.get(path), sorted(each, key=place), printer) for path, each in found.items()}


def _told(file: File | None, items: list[Diagnostic], printer: Print | None) -> Told:
    text = _text(file, items)
    if printer is None or file is None:
        return Told(items, text)
    source, wanted = file.written, ("safe", "unsafe") if file.settings.unsafe_fixes else ("safe",)
    return Told(items, text, tuple([printer(item, source, _level(item) in wanted) for item in items]))


def _level(item: Diagnostic) -> str:
    """How far the fix of `item` may be trusted; empty without one."""
    return item.fix.applicability if item.fix is not None else ""


def _text(file: File | None, items: list[Diagnostic]) -> str | None:
    """The text of `file`, where one of `items` has a fix for it."""
    return file.written.text if file is not None and any(item.fix is not None for item in items) else None


def pieces(worker: Worker, projects: int, done: Collection[int] = ()) -> Iterator[Piece]:
    """All the work on so many projects, in order, without the parts that are `done`: their places among all parts."""
    number = before = 0
    for project in range(projects):
        found, first, files, size = worker.parts(project), 0, 0, 0
        for at, part in enumerate(found):
            is_done = before + at in done
            if is_done or size >= BYTES or files >= FILES:
                if first < at:
                    yield Piece(number, before + first, project, first, at, files, size)
                number, first, files, size = number + 1, at + is_done, 0, 0
            if not is_done:
                files += sum(file.focus for file in part.files)
                size += sum(_size(file) for file in part.files)
        if first < len(found):
            yield Piece(number, before + first, project, first, len(found), files, size)
        number, before = number + 1, before + len(found)


def _size(file: File) -> int:
    """Bytes of `file`; 0 where that cannot be told."""
    if file.entry.data is not None:
        return len(file.entry.data)
    try:
        return os.stat(file.absolute).st_size
    except OSError:
        return 0
