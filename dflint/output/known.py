"""Findings that a baseline knows."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping

from dflint import disk
from dflint.lint import baseline
from dflint.lint.baseline import Entries, Key
from dflint.lint.engine import UNPARSED
from dflint.lint.extent import flagged
from dflint.lint.finding import Diagnostic
from dflint.lint.places import included
from dflint.lint.selection import find, is_on
from dflint.lint.shellcheck import is_shellcheck, rule_of
from dflint.model.file import File
from dflint.model.project import Project
from dflint.paths import absolute, shown, working_folder
from dflint.settings import Settings
from dflint.text import Source


class Known:
    """The baselines of a run, each read once: those that the settings of the files name.

    `default` is the absolute path for files whose settings name none.
    """

    def __init__(self, default: str | None = None) -> None:
        self._default = default
        self._entries: dict[str, Entries] = {}

    def path_of(self, file: File | None) -> str | None:
        """The absolute path of the baseline for `file`, if it has one."""
        if file is None:
            return self._default
        name = file.settings.baseline
        return os.path.normpath(os.path.join(file.home or working_folder(), name)) if name else self._default

    def paths(self, projects: Iterable[Project]) -> set[str]:
        """The baselines for the files of `projects`."""
        return {path for file in _files(projects).values() if (path := self.path_of(file))}

    def entries(self, path: str) -> Entries:
        """The entries of the baseline at the absolute `path`; DflintError when it cannot be used."""
        if path not in self._entries:
            self._entries[path] = baseline.read(path, shown(path))
        return self._entries[path]

    def split(
        self, found: Iterable[Diagnostic], projects: Iterable[Project], sources: Mapping[str, Source]
    ) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """Those of `found` that are new, and those that are known; of equal ones the first are known."""
        files = _files(projects)
        left: dict[str, dict[str, Counter[Key]]] = {}
        new: list[Diagnostic] = []
        hidden: list[Diagnostic] = []
        for item in found:
            path = self.path_of(files.get(item.path))
            if path is not None and path not in left:
                left[path] = {name: Counter(counts) for name, counts in self.entries(path).items()}
            counts = left[path].get(_name(path, item.path)) if path is not None else None
            key = _key(item, sources) if counts else None
            if counts and key and counts[key] > 0:
                counts[key] -= 1
                hidden.append(item)
            else:
                new.append(item)
        return new, hidden

    def gone(self, found: Iterable[Diagnostic], judge: "Judge", sources: Mapping[str, Source]) -> int:
        """How many findings of the baselines are no longer among `found`, of those that would be if they were there."""
        number = 0
        for path, new in self._sorted(found, judge.projects, sources).items():
            for name, counts in self.entries(path).items():
                missing = counts - new.get(name, Counter())
                number += sum(count for key, count in missing.items() if judge.has_judged(path, name, key.code))
        return number

    def write(self, found: Iterable[Diagnostic], judge: "Judge", sources: Mapping[str, Source]) -> dict[str, int]:
        """Write what was `found`, and what was not looked at, to the baselines; gives how many findings each holds."""
        written = {}
        for path, new in self._sorted(found, judge.projects, sources).items():
            baseline.check_target(path, shown(path))
            old = self.entries(path) if os.path.lexists(path) else {}
            entries = baseline.merged(old, new, lambda name, code, path=path: judge.has_judged(path, name, code))  # type: ignore[misc]
            if entries != old or not os.path.lexists(path):
                baseline.write(path, shown(path), entries)
            self._entries[path] = entries
            written[path] = sum(sum(counts.values()) for counts in entries.values())
        return written

    def _sorted(
        self, found: Iterable[Diagnostic], projects: list[Project], sources: Mapping[str, Source]
    ) -> dict[str, Entries]:
        """`found` as entries, by the path of the baseline."""
        files = _files(projects)
        result: dict[str, Entries] = {path: {} for path in sorted(self.paths(projects))}
        for item in found:
            path = self.path_of(files.get(item.path))
            if path is not None:
                result.setdefault(path, {}).setdefault(_name(path, item.path), Counter())[_key(item, sources)] += 1
        return result


class Judge:
    """Tells whether a run would have found what a baseline knows: its file was checked, and its rule was on.

    `notes` are those of the run.
    """

    def __init__(self, projects: list[Project], notes: Iterable[str] = ()) -> None:
        self.projects = projects
        self._files = {absolute(path): file for path, file in _files(projects).items()}
        self._has_shellcheck = not any("ShellCheck" in note for note in notes)
        self._on: dict[tuple[int, str], bool] = {}

    def has_judged(self, path: str, name: str, code: str) -> bool:
        """True when `code` would have been found in the file `name` of the baseline at `path`, or that is gone."""
        place = os.path.normpath(os.path.join(os.path.dirname(path), name))
        file = self._files.get(place)
        if file is None:
            return not disk.lexists(place)
        if not file.readable:
            return code.startswith(UNPARSED)
        key = id(file.settings), code
        if key not in self._on:
            self._on[key] = self._is_on(code, file.settings)
        return self._on[key]

    def _is_on(self, code: str, settings: Settings) -> bool:
        if is_shellcheck(code):
            return settings.shellcheck and self._has_shellcheck and is_on(rule_of(code), settings)
        return any(is_on(rule, settings) for rule in find(code)) or not find(code)


def _files(projects: Iterable[Project]) -> dict[str, File]:
    """The files in focus, and those that they include, by printed path."""
    focused = [file for project in projects for file in project.files if file.focus]
    parts = {path: file for file in focused for path in included(file)}
    return {**parts, **{file.shown: file for file in focused if file.expansion or not file.template}}


def _key(item: Diagnostic, sources: Mapping[str, Source]) -> Key:
    return baseline.key(item.code, flagged(item, sources[item.path]))


def _name(path: str, file: str) -> str:
    """The printed path `file` as the baseline at `path` has it."""
    place = absolute(file)
    try:
        return os.path.relpath(place, os.path.dirname(path)).replace(os.sep, "/")
    except ValueError:  # another drive
        return place.replace(os.sep, "/")
