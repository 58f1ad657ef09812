"""All files below a folder that git does not ignore.

In a repository git says so, with one call; without git, pathspec reads the `.gitignore` files on the way. A repository
inside another one is listed, too. Links to folders are not followed, so that a loop of links ends.
"""

import os
from collections.abc import Iterator

from dflint.disk import CACHE
from dflint.git import call
from dflint.paths import relative, repository, shown
from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# Folders that hold nobody's own files, for trees where git does not tell.
SKIPPED = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", CACHE, ".tox", ".nox", ".mypy_cache"}
    | {".ruff_cache", ".pytest_cache", ".terraform"}
)


def files_below(folder: str, notes: list[str]) -> Iterator[str]:
    """Absolute paths of the files below the absolute `folder`, in no order; what cannot be read goes to `notes`."""
    home = repository(folder)
    names = None if home is None else _ask_git(folder, notes)
    if home is None or names is None:
        yield from _walk(folder, _Ignored(home, folder), notes)
        return
    modules = os.path.exists(os.path.join(home, ".gitmodules"))
    start = os.path.join(folder, "")
    for name in names:
        path = start + name.replace("/", os.sep)
        if name.endswith("/") or (modules and os.path.isdir(path)):
            yield from _nested(path.rstrip(os.sep), notes)
        else:
            yield path


def _nested(folder: str, notes: list[str]) -> Iterator[str]:
    """Files of a repository inside another one, of which git only names the folder."""
    if os.path.lexists(os.path.join(folder, ".git")) and not os.path.islink(folder):
        yield from files_below(folder, notes)


def _ask_git(folder: str, notes: list[str]) -> set[str] | None:
    """What git tracks below `folder`, or would track; None when git is missing or refuses."""
    done = call(folder, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    if done is None or done.returncode:
        return None
    notes += [f"git: {line}" for line in done.stderr.decode(errors="replace").splitlines()]
    return set(filter(None, os.fsdecode(done.stdout).split("\0")))


def _walk(folder: str, ignored: "_Ignored", notes: list[str]) -> Iterator[str]:
    folders = [folder]
    while folders:
        here = folders.pop()
        try:
            with os.scandir(here) as listing:
                entries = list(listing)
        except OSError as error:
            notes.append(f"{shown(here)}: cannot read the folder: {error.strerror or error}")
            continue
        ignored.enter(here, any(entry.name == ".gitignore" for entry in entries))
        for entry in entries:
            below = entry.is_dir(follow_symlinks=False)
            if (below and entry.name in SKIPPED) or ignored.covers(entry.path, below):
                continue
            if not below:
                yield entry.path
            elif os.path.lexists(os.path.join(entry.path, ".git")):
                yield from files_below(entry.path, notes)
            else:
                folders.append(entry.path)


class _Rules(NamedTuple):
    """One `.gitignore`: the folder that it is in, and what it says."""

    folder: str
    spec: "GitIgnoreSpec"


class _Ignored:
    """The `.gitignore` files that were met; the nearest one that speaks of a path decides.

    Those between `home`, the repository's folder, and `folder`, where the walk starts, count as well.
    """

    def __init__(self, home: str | None, folder: str) -> None:
        self._rules: dict[str, _Rules] = {}
        above = os.path.dirname(folder)
        while home is not None and relative(above, home) is not None:
            self.enter(above, os.path.isfile(os.path.join(above, ".gitignore")))
            above = os.path.dirname(above)

    def enter(self, folder: str, has_rules: bool) -> None:
        """Read the rules in `folder`, if it has any."""
        if not has_rules:
            return
        from pathspec import GitIgnoreSpec

        try:
            with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as stream:
                self._rules[folder] = _Rules(folder, GitIgnoreSpec.from_lines(stream))
        except (OSError, ValueError):
            return

    def covers(self, path: str, is_folder: bool) -> bool:
        """True when `path` is ignored; its folder is not."""
        if not self._rules:
            return False
        folder = os.path.dirname(path)
        while True:
            rules = self._rules.get(folder)
            verdict = rules and rules.spec.check_file(_slashed(path, folder, is_folder)).include
            if verdict is not None:
                return verdict
            above = os.path.dirname(folder)
            if above == folder:
                return False
            folder = above


def _slashed(path: str, folder: str, is_folder: bool) -> str:
    return (relative(path, folder) or "").replace(os.sep, "/") + ("/" if is_folder else "")
