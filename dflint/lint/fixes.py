"""Fixes: the edits that rules offer, made in passes until nothing is left to do.

A pass takes the fixes of a file by place; one that overlaps an earlier one waits for the next pass. What comes out is
compared with what the edits claim (`dflint.lint.guard`), and a fix that does more is left out and told as a bug.
Nothing is written here.
"""

import os.path
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from dflint.lint.edits import Candidate, apart, candidates
from dflint.lint.engine import lint
from dflint.lint.finding import Diagnostic
from dflint.lint.variants import fault_of
from dflint.model.file import Entry, File
from dflint.model.project import Project, load
from dflint.records import NamedTuple
from dflint.settings import Settings
from dflint.text import Edit, Fix, Source, apply

PASSES = 10
Obstacle = Callable[[str], str | None]
Keep = Callable[[list[Diagnostic], Project], list[Diagnostic]]


class Change(NamedTuple):
    """A file that fixes change: its absolute path, the printed one, the text before and after, and the codes of the
    rules with how many of their findings were fixed."""

    path: str
    shown: str
    old: Source
    new: Source
    fixed: Mapping[str, int]


class Fixed(NamedTuple):
    """What became of a project: as it is with the `changes`, and the `diagnostics` that it then has.

    `bugs` tell of fixes that were left out because they are wrong; `kept` says, by absolute path, why a file may not
    be written.
    """

    project: Project
    diagnostics: list[Diagnostic]
    changes: list[Change]
    bugs: list[str]
    kept: Mapping[str, str]


def may_apply(fix: Fix | None, settings: Settings) -> bool:
    """True when `settings` allow to make `fix`."""
    return fix is not None and (
        fix.applicability == "safe" or (fix.applicability == "unsafe" and settings.unsafe_fixes)
    )


def fix(
    project: Project,
    obstacle: Obstacle = lambda path: None,
    notes: list[str] | None = None,
    keep: Keep = lambda found, project: found,
) -> Fixed:
    """Make the fixes of `project` that its settings allow, in memory.

    `obstacle` says of an absolute path why that file cannot be written; it is asked only where there is something to
    fix. `notes` gets a line for what ShellCheck could not do. `keep` says which of the diagnostics are to be fixed.
    """
    run = _Run(project, obstacle)
    found, is_whole = lint(project, notes=notes), True
    while True:
        changed = run.step(keep(found, run.project))
        if not changed and is_whole:
            return run.result(found)
        # Only what changed can have more to mend, but for rules about several files: all once more at the end.
        run.reload(changed, focus=changed or run.texts)
        found, is_whole = lint(run.project, notes=notes), not changed


class _Text:
    """A file in the making; its `files` are several for the variants of a template and for links to it.

    `owner` is the one whose findings count. `refused` are fixes that do not work, `banned` rules whose fixes go on for
    ever; `passes` has the codes of each pass.
    """

    def __init__(self, files: list[File]) -> None:
        links = [file for file in files if os.path.islink(file.absolute)]
        self.files = files
        self.owner = next((file for file in files if file not in links), files[0])
        self.old = self.new = self.owner.written
        self.fixed: Counter[str] = Counter()
        self.refused: set[tuple[str, str, str]] = set()
        self.banned: set[str] = set()
        self.bugs: list[str] = []
        self.passes: list[set[str]] = []

    def step(self, root: str, found: list[Candidate]) -> bool:
        """Make those of the fixes `found` that go together; False when that changes nothing."""
        wanted = [each for each in found if each.item.code not in self.banned and each.key not in self.refused]
        good = self._sound(root, [], list(apart(wanted)))
        if not good:
            return False
        if len(self.passes) == PASSES:
            self._give_up()
            return True
        self.passes.append({each.item.code for each in good})
        self.fixed.update(each.item.code for each in good)
        self.new = Source(apply(self.new.text, _edits(good)), self.new.path)
        return True

    def _sound(self, root: str, good: list[Candidate], more: list[Candidate]) -> list[Candidate]:
        """`good`, and those of `more` that change nothing but what they claim to.

        One that is right alone, but not with the others, waits for the next pass.
        """
        reason = fault_of(self._variants(), root, _edits([*good, *more])) if more else None
        if reason is None:
            return [*good, *more]
        if len(more) == 1:
            if not good or fault_of(self._variants(), root, more[0].edits) is not None:
                self._refuse(more[0], reason)
            return good
        half = len(more) // 2
        return self._sound(root, self._sound(root, good, more[:half]), more[half:])

    def _variants(self) -> list[File]:
        return [file for file in self.files if file.absolute == self.owner.absolute]

    def _refuse(self, each: Candidate, reason: str) -> None:
        self.refused.add(each.key)
        if self.owner.document.errors:
            return  # what the builder refuses can be read in more than one way
        item = each.item
        place = f"{item.path}:{item.line}:{item.column}"
        self.bugs.append(
            f"{place}: the fix of {item.code} is wrong here and was left out: {reason}; please report this"
        )

    def _give_up(self) -> None:
        """Start again without the rules whose fixes do not come to an end."""
        codes = set.union(*self.passes[-2:])
        names = ", ".join(sorted(codes))
        self.bugs.append(
            f"{self.owner.shown}: the fixes of {names} come to no end and were left out; please report this"
        )
        self.banned |= codes
        self.new = self.old
        self.passes = []
        self.fixed.clear()


class _Run:
    """The files of a project while they are fixed."""

    def __init__(self, project: Project, obstacle: Obstacle) -> None:
        self.project = project
        self.obstacle = obstacle
        self.kept: dict[str, str] = {}
        self.free: set[str] = set()
        grouped: dict[str, list[File]] = {}
        for file in project.files:
            if file.focus and file.error is None:
                grouped.setdefault(os.path.realpath(file.absolute), []).append(file)
        self.texts = [_Text(files) for files in grouped.values()]

    def step(self, found: Iterable[Diagnostic]) -> list[_Text]:
        """Make one pass over the fixes of `found`; gives the texts that it changed."""
        by_path: dict[str, list[Diagnostic]] = {}
        for item in found:
            if item.fix is not None:
                by_path.setdefault(item.path, []).append(item)
        return [text for text in self.texts if self._step(text, by_path.get(text.owner.shown, []))]

    def _step(self, text: _Text, items: list[Diagnostic]) -> bool:
        settings = text.owner.settings
        wanted = candidates(text.new.text, (item for item in items if may_apply(item.fix, settings)))
        return bool(wanted) and self._is_free(text.owner.absolute) and text.step(self.project.root, wanted)

    def _is_free(self, path: str) -> bool:
        if path not in self.free and path not in self.kept:
            reason = self.obstacle(path)
            if reason is None:
                self.free.add(path)
            else:
                self.kept[path] = reason
        return path in self.free

    def reload(self, changed: list[_Text], focus: list[_Text]) -> None:
        """Read the texts `changed` anew; those of `focus` are to be checked."""
        wanted = {id(text) for text in focus}
        stale = {id(file) for text in changed for file in text.files}
        kept = [file for file in self.project.files if id(file) not in stale]
        for text in self.texts:
            for file in text.files:
                file.focus = id(text) in wanted
        entries = {entry.path: text for text in changed for entry in _entries(text)}
        fresh = load(self.project.root, [entry for text in changed for entry in _entries(text)]).files
        for text in changed:
            text.files = [file for file in fresh if entries[file.absolute] is text]
            text.owner = next(file for file in text.files if file.absolute == text.owner.absolute)
        self.project = Project(self.project.root, kept + fresh, self.project.searched)

    def result(self, found: list[Diagnostic]) -> Fixed:
        """What came out."""
        changes = [
            Change(text.owner.absolute, text.owner.shown, text.old, text.new, text.fixed)
            for text in self.texts
            if text.new.text != text.old.text
        ]
        return Fixed(self.project, found, changes, [bug for text in self.texts for bug in text.bugs], self.kept)


def _edits(good: Iterable[Candidate]) -> tuple[Edit, ...]:
    return tuple(edit for each in good for edit in each.edits)


def _entries(text: _Text) -> Iterator[Entry]:
    data = text.new.to_bytes()
    for file in {file.absolute: file for file in text.files}.values():
        yield Entry(file.absolute, file.shown, file.settings, file.focus, file.explicit, data, file.home)
