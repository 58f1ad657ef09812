"""Fixed files on the disk, and the differences that fixes make."""

import os
from collections.abc import Iterator

from dflint.files import replace_file
from dflint.lint.finding import Diagnostic
from dflint.lint.fixes import Change, Keep, fix
from dflint.model.project import Project
from dflint.paths import relative, repository, shown
from dflint.records import NamedTuple
from dflint.workspace import Workspace

OUTSIDE = "is a link out of the repository, so it is not changed"


class Outcome(NamedTuple):
    """What fixing did: the `projects` as they now are with their `diagnostics`, and the `changes` that were made.

    `failed` are lines about files that could not be written, `left` about those that were left alone on purpose, `bugs`
    about fixes that are wrong.
    """

    projects: list[Project]
    diagnostics: list[Diagnostic]
    changes: list[Change]
    failed: list[str]
    left: list[str]
    bugs: list[str]

    @property
    def number(self) -> int:
        """How many findings were fixed."""
        return sum(sum(change.fixed.values()) for change in self.changes)


def fix_workspace(
    workspace: Workspace, write: bool, piped: str | None = None, keep: Keep = lambda found, project: found
) -> Outcome:
    """Fix the files of `workspace`, and with `write` those on the disk.

    `piped` is the absolute path that stands for the standard input: there is nothing to write it to. Only findings that
    `keep` leaves are fixed; all that remain are given.
    """
    outcome = Outcome([], [], [], [], [], [])

    def blocked(path: str) -> str | None:
        return None if path == piped else obstacle(path, write)

    for project in workspace.projects:
        fixed = fix(project, blocked, workspace.notes, keep)
        outcome.projects.append(fixed.project)
        outcome.diagnostics.extend(fixed.diagnostics)
        outcome.bugs.extend(fixed.bugs)
        for path, reason in fixed.kept.items():
            (outcome.left if reason == OUTSIDE else outcome.failed).append(f"{shown(path)}: {reason}")
        for change in fixed.changes:
            failure = written(change) if write and change.path != piped else None
            if failure is None:
                outcome.changes.append(change)
            else:
                outcome.failed.append(f"{change.shown}: {failure}")
    return outcome


def obstacle(path: str, write: bool = True) -> str | None:
    """Why the file at the absolute `path` is not to be changed, or, with `write`, cannot be."""
    target = os.path.realpath(path)
    if os.path.islink(path):
        folder = os.path.dirname(path)
        if relative(target, os.path.realpath(repository(folder) or folder)) is None:
            return OUTSIDE
    if not write:
        return None
    try:
        mode = os.stat(target).st_mode
    except OSError as error:
        return _cannot(error)
    return None if mode & 0o222 and os.access(target, os.W_OK) else "cannot write the file: it is read-only"


def written(change: Change) -> str | None:
    """Write a change: all of it or nothing. Gives why it could not be, if so."""
    target = os.path.realpath(change.path)
    try:
        with open(target, "rb") as stream:
            if stream.read() != change.old.to_bytes():
                return "was changed by another program meanwhile, so it is not changed"
        replace_file(target, change.new.to_bytes())
    except OSError as error:
        return _cannot(error)
    return None


def _cannot(error: OSError) -> str:
    return f"cannot write the file: {error.strerror or error}"


def differences(change: Change) -> Iterator[str]:
    """A unified diff of a change, line by line, as `patch` reads it."""
    from difflib import unified_diff

    name = change.shown + "\t" if " " in change.shown else change.shown
    for line in unified_diff(_lines(change.old.text), _lines(change.new.text), name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """The lines of `text` with their endings; only a line feed ends one."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])
