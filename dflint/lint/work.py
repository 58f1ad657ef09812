"""Work in pieces, each some parts of a project: what a process does, be it the only one or one of several."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dflint.lint.engine import Found, Part, Visit, of_project, parts
from dflint.lint.finding import Diagnostic
from dflint.lint.scripts import Answers
from dflint.lint.store import Told, place
from dflint.lint.tables import Tables
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.script import Script

# A piece has about so many bytes of text, and no more files than this.
BYTES = 16_000
FILES = 32


class Piece(NamedTuple):
    """Parts `first` to before `last` of the project number `project`; `files` of them are in focus, of `size` bytes."""

    number: int
    project: int
    first: int
    last: int
    files: int
    size: int


class Outcome(NamedTuple):
    """What came of a piece: diagnostics by the path that they speak of, and lines on what could not be done."""

    found: Mapping[str, Told]
    notes: list[str]


class Worker:
    """Does pieces of work. A piece is begun, which gives the texts for ShellCheck, and finished with what it says."""

    def __init__(self, projects: Sequence[Project]) -> None:
        self._projects = projects
        self._tables = Tables()
        self._parts: dict[int, list[Part]] = {}
        self._given: dict[int, dict[File, Found]] = {}
        self._open: dict[int, list[Visit]] = {}

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        """Another process gets the projects, and makes the rest itself."""
        return Worker, (self._projects,)

    def prepare(self) -> None:
        """Make what a copy of this process would else make once more: rules, tables, the parser of shell texts."""
        from dflint.embedded.shell import read_shell

        for project in self._projects:
            for file in project.files[:1]:
                self._tables.of_settings(file.settings).rules(Script)
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

    def _of_project(self, project: int) -> dict[File, Found]:
        """What the rules for a project as a whole find; every process that needs it finds the same."""
        if project not in self._given:
            self._given[project] = of_project(self._projects[project], self._tables)
        return self._given[project]

    def begin(self, piece: Piece) -> list[str]:
        """Run all rules on `piece`; gives what ShellCheck is to read for it."""
        project, given = self._projects[piece.project], self._of_project(piece.project)
        visits = [
            Visit(project, part, self._tables, given) for part in self.parts(piece.project)[piece.first : piece.last]
        ]
        self._open[piece.number] = visits
        return list(dict.fromkeys(text for visit in visits for text in visit.scripts.texts))

    def finish(self, piece: Piece, answers: Answers) -> Outcome:
        """The outcome of `piece`, which was begun here."""
        visits = self._open.pop(piece.number)
        items: dict[str, list[Diagnostic]] = {}
        for visit in visits:
            for item in visit.diagnostics(answers):
                items.setdefault(item.path, []).append(item)
        files = {file.shown: file for visit in visits for file in visit.part.files}
        found = {path: Told(sorted(each, key=place), _text(files.get(path), each)) for path, each in items.items()}
        needed = [file for each in self._open.values() for visit in each for file in visit.part.files]
        self._projects[piece.project].tidy(needed)
        return Outcome(found, [note for visit in visits for note in visit.scripts.notes])


def _text(file: File | None, items: list[Diagnostic]) -> str | None:
    """The text of `file`, where one of `items` has a fix for it."""
    return file.written.text if file is not None and any(item.fix is not None for item in items) else None


def pieces(worker: Worker, projects: int) -> Iterator[Piece]:
    """All the work on so many projects, in order."""
    number = 0
    for project in range(projects):
        found, first, files, size = worker.parts(project), 0, 0, 0
        for at, part in enumerate(found, 1):
            files += sum(file.focus for file in part.files)
            size += sum(_size(file) for file in part.files)
            if size >= BYTES or files >= FILES or at == len(found):
                yield Piece(number, project, first, at, files, size)
                number, first, files, size = number + 1, at, 0, 0


def _size(file: File) -> int:
    """Bytes of `file`; 0 where that cannot be told."""
    if file.entry.data is not None:
        return len(file.entry.data)
    try:
        return os.stat(file.absolute).st_size
    except OSError:
        return 0
