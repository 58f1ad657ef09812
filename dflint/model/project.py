"""The project: every file that was read, and the components that they make up."""

import os

from dflint.model.component import Component
from dflint.model.file import Entry, File, load_file


class Project:
    """All `files` below `root` (absolute) that were read, and their `components`, both by path."""

    __slots__ = ("components", "files", "root")

    def __init__(self, root: str, files: list[File]) -> None:
        self.root = root
        self.files = sorted(files, key=lambda file: file.path)
        self.components = _components(root, self.files)

    def same_name(self, file: File) -> list[File]:
        """The other files of the project whose image has the name of `file`'s."""
        return [other for other in self.files if other is not file and other.image and file.image
                and other.image.name == file.image.name]  # fmt: skip


def load(root: str, entries: list[Entry]) -> Project:
    """Read the files of `entries`, all of which lie below the folder `root`; never raises for a bad file."""
    return Project(root, [load_file(entry, relative(root, entry.path)) for entry in entries])


def relative(root: str, path: str) -> str:
    """`path` relative to `root`, with `/` on every system."""
    return os.path.relpath(path, root).replace(os.sep, "/")


def _components(root: str, files: list[File]) -> list[Component]:
    folders: dict[str, list[File]] = {}
    for file in files:
        if file.settings.conventions:
            folders.setdefault(file.folder, []).append(file)
    found = []
    for folder, members in sorted(folders.items()):
        kind = _kind(root, folder, members)
        if kind is not None:
            found.append(Component(folder, kind, members))
    return found


def _kind(root: str, folder: str, members: list[File]) -> str | None:
    """The root that `folder` lies under; empty where the repository has none; None when it is no component."""
    roots = members[0].settings.roots
    for name in roots:
        if folder.startswith(name + "/"):
            return name
    outside = not any(os.path.isdir(os.path.join(root, name)) for name in roots)
    return "" if outside or any(file.explicit for file in members) else None
