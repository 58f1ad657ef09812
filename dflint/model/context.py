"""The build context of a file: which folder it is, what is in it, what of it is copied into the image.

Nothing here follows a symbolic link out of the context or lists more than one folder at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase

from dflint import disk
from dflint.model.stages import Stage
from dflint.model.transfers import clean, sources
from dflint.records import TYPE_CHECKING
from dflint.settings import Settings
from dflint.syntax.dockerignore import IgnoreFile
from dflint.syntax.nodes import Transfer

if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Kind: TypeAlias = 'Literal["file", "folder", "missing", "unknown"]'
IGNORE_FILE = ".dockerignore"
LARGEST_IGNORE_FILE = 200_000
LARGEST_SCRIPT = 500_000
MOST_SCRIPTS = 300
MOST_NAMES = 2_000
MOST_SOURCES = 200
# They show commands and run none.
DOCUMENTS = (".md", ".rst", ".adoc", ".html", ".dockerfile")


class Context:
    """The build context of a file.

    `folder` is the absolute folder. `chosen` says that the configuration names it; else it is the folder of the
    Dockerfile, which it may not be. `ignore_path` is the file whose patterns leave things out, None without one.
    """

    __slots__ = ("_dockerfile", "_ignored", "_known", "_stages", "asked", "chosen", "folder", "ignore_path")

    def __init__(
        self, dockerfile: str, home: str | None, settings: Settings, stages: list[Stage], *, moved: bool = False
    ) -> None:
        """`moved` says that the builder reads the file somewhere else than at the path `dockerfile`."""
        self._dockerfile = dockerfile
        self._stages = stages
        self._ignored: IgnoreFile | Literal[False] | None = False
        self.chosen = bool(settings.context)
        self._known: bool | None = False if moved and not self.chosen else None
        beside = os.path.dirname(dockerfile)
        self.folder = os.path.abspath(os.path.join(home or "", settings.context)) if self.chosen else beside
        paths = (dockerfile + IGNORE_FILE, os.path.join(self.folder, IGNORE_FILE))
        self.asked = disk.Record()
        with self.asked:
            found = (path for path in paths if disk.lexists(path))
            self.ignore_path = None if self._known is False else next(found, None)

    @property
    def known(self) -> bool:
        """True when `folder` certainly is the context: it is chosen, holds a `.dockerignore`, or files to copy."""
        if self._known is None:
            here = os.path.join(self.folder, IGNORE_FILE)
            with self.asked:
                self._known = self.chosen or disk.lexists(here) or self._holds_sources()
        return self._known

    def _holds_sources(self) -> bool:
        paths = (path for path in _literal_paths(self._stages) if path != ".")
        return any(self.kind(path) in ("file", "folder") for path in paths)

    def wider(self) -> Context:
        """That of the repository's root, where this one is none and that one has all that is copied; else this one.

        A Dockerfile that copies no more than `.` says nothing by that: it has to lie alone in its folder.
        """
        above = [] if self.known or self.chosen else list(self._above())
        if not above or not disk.lexists(os.path.join(above[-1], ".git")):
            return self
        other = Context(os.path.join(above[-1], "Dockerfile"), None, Settings(), self._stages)
        paths = {path for path in _literal_paths(self._stages) if path != "."}
        fits = all(other.kind(path) in ("file", "folder") for path in paths) if paths else self._is_lone()
        return other if fits else self

    def _is_lone(self) -> bool:
        return all("dockerfile" in name.lower() or name.lower().endswith(DOCUMENTS) for name in self.names("."))

    @property
    def ignored(self) -> IgnoreFile | None:
        """What is left out of the context; None when nothing is, or that is not known."""
        if self._ignored is False:
            with self.asked:
                self._ignored = self._read_ignored()
        return self._ignored

    def _read_ignored(self) -> IgnoreFile | None:
        if self.ignore_path is None or not _is_inside(os.path.dirname(self.ignore_path), self.ignore_path):
            return None
        try:
            data = disk.read(self.ignore_path, LARGEST_IGNORE_FILE + 1)
            return IgnoreFile(data.decode("utf-8", "replace")) if len(data) <= LARGEST_IGNORE_FILE else None
        except (OSError, ValueError):
            return None

    def kind(self, path: str) -> Kind:
        """What is at `path`, a clean path relative to the context; unknown behind a symbolic link.

        So is what a submodule holds, which may not be there yet.
        """
        return _kind(self.folder, path, self._dockerfile)

    def is_elsewhere(self, path: str) -> bool:
        """True when `path` is in a folder of the repository above this one: that may be the context as well."""
        if self.chosen:
            return False
        return any(disk.lexists(os.path.join(folder, path)) for folder in self._above())

    def _above(self) -> Iterator[str]:
        """The folders above this one, up to the root of the repository, or of the disk."""
        folder = self.folder
        while not disk.lexists(os.path.join(folder, ".git")) and os.path.dirname(folder) != folder:
            folder = os.path.dirname(folder)
            yield folder

    @property
    def is_above(self) -> bool:
        """True when a folder of the repository above this one must be the context: it alone has what is copied."""
        return any(self.kind(path) == "missing" and self.is_elsewhere(path) for path in _literal_paths(self._stages))

    def names(self, path: str) -> list[str]:
        """The names in the folder `path`; none when there are very many."""
        if self.kind(path) != "folder":
            return []
        try:
            found = disk.listing(os.path.join(self.folder, path))
        except OSError:
            return []
        return [entry.name for entry in found] if len(found) <= MOST_NAMES else []

    def matching(self, pattern: str) -> list[str]:
        """The paths that `pattern` stands for, those left out of the context not; wild in its last part only."""
        folder, _, last = pattern.rpartition("/")
        found = [os.path.join(folder, name) for name in self.names(folder or ".") if fnmatchcase(name, last)]
        return [path for path in found if self.ignored is None or not self.ignored.excludes(path)]


def _literal_paths(stages: list[Stage]) -> Iterator[str]:
    """The paths of the context that COPY and ADD name literally."""
    left = MOST_SOURCES
    for stage in stages:
        for _, source in sources(stage):
            if source.certain and left > 0:
                left -= 1
                yield source.path


def _kind(folder: str, path: str, dockerfile: str) -> Kind:
    at = folder
    for part in path.split("/") if path != "." else ():
        above, at = at, os.path.join(at, part)
        if disk.islink(at):
            return "unknown"
        if not disk.lexists(at):
            return "unknown" if _is_bare(above, dockerfile) else "missing"
    return "folder" if disk.isdir(at) else "file"


def _is_bare(folder: str, dockerfile: str) -> bool:
    """True for the folder of a submodule, and for one with nothing in it, as one that was not fetched is."""
    if disk.isfile(os.path.join(folder, ".git")):
        return True
    # To look into a folder of thousands takes long, so not where it is known that the Dockerfile is in it.
    holds = os.path.dirname(dockerfile) == folder and disk.lexists(dockerfile)
    return not holds and disk.is_empty(folder)


def copied_texts(folder: str, stages: list[Stage]) -> Iterator[str]:
    """The texts that `stages` COPY or ADD: heredocs, and files below `folder`, the build context.

    Binary files, Dockerfiles and documents are left out.
    """
    yield from _written(stages)
    left = MOST_SCRIPTS
    for path in _copied(disk.realpath(folder), stages):
        if left == 0:
            return
        left -= 1
        text = _text(path)
        if text is not None:
            yield text


def _written(stages: list[Stage]) -> Iterator[str]:
    for stage in stages:
        for node in stage.of(Transfer):
            yield from (heredoc.content for heredoc in node.heredocs)


def _copied(folder: str, stages: list[Stage]) -> Iterator[str]:
    for stage in stages:
        for node in stage.of(Transfer):
            if node.flag("from") is None:
                for word in node.sources:
                    source = stage.expand(word.text, node).text
                    yield from _matching(folder, source)


def _matching(folder: str, source: str) -> Iterator[str]:
    """The files that `source`, a path or a pattern, names below `folder`."""
    if "://" in source or "$" in source or "\0" in source or source.startswith("<<"):
        return
    for found in _glob(folder, clean(source)):
        path = os.path.join(folder, found)
        for file in _below(path) if disk.isdir(path) else [path]:
            if _is_inside(folder, file):
                yield file


def _glob(folder: str, pattern: str) -> list[str]:
    if not any(mark in pattern for mark in "*?["):
        return [pattern]
    return disk.matching(folder, pattern)


def _below(folder: str) -> Iterator[str]:
    folders = [folder]
    while folders:
        here = folders.pop()
        try:
            found = disk.listing(here)
        except OSError:
            continue
        yield from (os.path.join(here, name) for name, kind in found if kind != "d")
        below = [name for name, kind in found if kind == "d" and name not in (".git", "node_modules")]
        folders += [os.path.join(here, name) for name in reversed(below)]


def _is_inside(folder: str, path: str) -> bool:
    """True for an ordinary file below `folder`, symbolic links resolved; a pipe would block its reader."""
    return disk.realpath(path).startswith(os.path.join(folder, "")) and disk.isfile(path)


def _text(path: str) -> str | None:
    name = os.path.basename(path).lower()
    if name.startswith("dockerfile") or name.endswith(DOCUMENTS):
        return None
    try:
        data = disk.read(path, LARGEST_SCRIPT)
    except OSError:
        return None
    return None if b"\0" in data else data.decode("utf-8", "replace")
