"""Expand an m4 template as the build of a workload tree does, without leaving the repository."""

import os
from collections.abc import Callable, Mapping, Sequence

from dflint import disk
from dflint.template.expansion import Expansion, Note
from dflint.template.m4 import Machine
from dflint.template.m4_builtins import builtins
from dflint.template.m4_limits import M4Error
from dflint.template.rope import Origin
from dflint.text import Source

LARGEST = 1_000_000
MOST_FILES = 1_000


class Includer:
    """Finds the files that a template includes: in `folders`, in this order, below `root` (all absolute).

    `note(kind, message, origin)` is told of a file that may not be read.
    """

    def __init__(
        self, root: str, folders: Sequence[str], files: list[Source], note: Callable[[str, str, Origin], None]
    ) -> None:
        self.root = disk.realpath(root)
        self.folders = folders
        self.files = files
        self.note = note
        self.known: dict[str, tuple[int, str]] = {}

    def __call__(self, name: str, origin: Origin) -> tuple[int, str] | None:
        """Number and text of the file `name`, an empty text when it may not be read; None when there is none."""
        for folder in self.folders if name and "\0" not in name else ():
            path = os.path.join(folder, name)
            if path in self.known:
                return self.known[path]
            if not disk.exists(path) or disk.isdir(path):
                continue
            complaint = self._complaint(name, path)
            if complaint:
                self.note(*complaint, origin)
                return 0, ""
            return self._read(name, path)
        return None

    def _complaint(self, name: str, path: str) -> tuple[str, str] | None:
        """Why the file at `path` may not be read: kind and message of a note."""
        if not disk.realpath(path).startswith(self.root.rstrip(os.sep) + os.sep):
            return "outside", f'"{name}" is outside the repository'
        if not disk.isfile(path):
            return "include", f'"{name}" is no regular file'
        if len(self.files) > MOST_FILES:
            raise M4Error(f"more than {MOST_FILES:,} files are included")
        return None

    def _read(self, name: str, path: str) -> tuple[int, str] | None:
        try:
            data = disk.read(path, LARGEST + 1)
        except OSError:
            return None
        if len(data) > LARGEST:
            raise M4Error(f'"{name}" has more than {LARGEST:,} bytes')
        shown = os.path.relpath(disk.realpath(path), self.root).replace(os.sep, "/")
        self.files.append(Source.from_bytes(data, shown))
        self.known[path] = len(self.files) - 1, self.files[-1].text
        return self.known[path]


def expand_m4(
    template: Source, root: str, folders: Sequence[str], definitions: Mapping[str, str], variant: str = ""
) -> Expansion:
    """The expansion of `template`; includes are looked for in `folders`, below `root`. Never raises."""
    expansion = Expansion(template, variant)

    def note(kind: str, message: str, origin: Origin) -> None:
        machine.add(Note(kind, message, origin))

    machine = Machine(builtins(), definitions, Includer(root, folders, expansion.files, note))
    try:
        expansion.finish(machine.run(os.path.basename(template.path), template.text))
    except M4Error as error:
        expansion.error = Note("error", str(error), machine.last_place())
    except (RecursionError, MemoryError):
        expansion.error = Note("error", "the template is nested too deep or too large", machine.last_place())
    expansion.notes = machine.notes
    expansion.calls = machine.calls()
    machine.close()
    return expansion
