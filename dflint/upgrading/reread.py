"""Files as they are with new texts, before these are written."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from dflint.model.file import Entry, File
from dflint.model.jinja_jobs import variable_files
from dflint.model.project import load
from dflint.text import Source
from dflint.upgrading.targets import Dockerfile

Texts = Mapping[str, Source]
"""New texts of files, by real path."""


def reread(owners: Sequence[Dockerfile], texts: Texts) -> dict[int, File | None]:
    """The file of each of `owners`, by the owner's id, with the new `texts`; None where a template gives it no more."""
    projects: dict[int, list[Dockerfile]] = {}
    for owner in owners:
        projects.setdefault(id(owner.project), []).append(owner)
    found: dict[int, File | None] = {}
    for group in projects.values():
        # What a template includes is read from the disk: a changed one needs a place of its own there.
        if any(path in texts for owner in group for path in owner.parts[1:]):
            with _mirror(group, texts) as moved:
                found |= _loaded(group, texts, moved)
        else:
            found |= _loaded(group, texts, lambda path: path)
    return found


def _loaded(owners: Sequence[Dockerfile], texts: Texts, moved: Callable[[str], str]) -> dict[int, File | None]:
    entries: dict[str, Entry] = {}
    for owner in owners:
        file, path = owner.file, owner.parts[0]
        data = texts.get(path, owner.sources()[path]).to_bytes()
        home = moved(file.home) if file.home else None
        entries[file.absolute] = Entry(moved(file.absolute), file.shown, file.settings, True, file.explicit, data, home)
    found: dict[str, list[File]] = {}
    for file in load(moved(owners[0].project.root), list(entries.values())).files:
        found.setdefault(file.absolute, []).append(file)
    return {id(owner): _nth(found.get(moved(owner.file.absolute), []), owner.number) for owner in owners}


def _nth(files: list[File], number: int) -> File | None:
    return files[number] if number < len(files) else None


@contextmanager
def _mirror(owners: Sequence[Dockerfile], texts: Texts) -> Iterator[Callable[[str], str]]:
    """A folder with the templates of `owners` and all that they read, where the new `texts` hold; gives what leads to
    the place of an absolute path in it."""
    root = owners[0].project.root
    top = os.path.commonpath([root, *(owner.file.home or root for owner in owners)])
    with tempfile.TemporaryDirectory(prefix="dflint-") as folder:
        base = os.path.realpath(folder)

        def moved(path: str) -> str:
            return os.path.normpath(os.path.join(base, os.path.relpath(path, top)))

        for owner in owners:
            sources = owner.sources()
            for path, part in zip(owner.paths, owner.parts, strict=True):
                _write(moved(path), texts.get(part, sources[part]).to_bytes())
            for path in variable_files(owner.file.home or root, owner.file.settings):
                _copy(path, moved(path))
        yield moved


def _write(path: str, data: bytes) -> None:
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as stream:
            stream.write(data)


def _copy(path: str, target: str) -> None:
    if os.path.isfile(path) and not os.path.exists(target):
        with open(path, "rb") as stream:
            _write(target, stream.read())
