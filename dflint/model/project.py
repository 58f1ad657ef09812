"""The project: every file that was read, and the components that they make up."""

import os
from collections.abc import Callable, Iterable

from dflint import disk
from dflint.model.component import Component
from dflint.model.file import Entry, File, read_source
from dflint.model.images import sibling_names
from dflint.model.stages import Reference
from dflint.model.templates import EXPANDED, Template, expand, language
from dflint.template.expansion import Expansion

# A template in a language for which the means are not installed stays as it is.
NONE: list[Expansion | None] = [None]
# So many files are no workload tree unless one in so many follows its conventions.
MANY = 20
FEW = 20


Watch = Callable[[str, File], None]


class Project:
    """All `files` below `root` (absolute) that were read, and their `components`, both by path.

    `has_conventions` says that these are components of a workload tree, and not just folders with Dockerfiles.
    """

    __slots__ = ("_by_image", "components", "files", "has_conventions", "root", "searched")

    def __init__(self, root: str, files: list[File], searched: Iterable[str] = ()) -> None:
        self.root = root
        self.searched = sorted(searched)
        self.files = sorted(files, key=lambda file: file.path)
        self.components = _components(root, self.files)
        self.has_conventions = _has_conventions(self.components)
        self._by_image: dict[str, list[File]] = {}
        for file in self.files:
            if file.image is not None:
                self._by_image.setdefault(file.image.name, []).append(file)

    def groups(self) -> list[str]:
        """The folders directly under the roots that were searched, also those without a Dockerfile."""
        found = {component.group for component in self.components if any(file.focus for file in component.files)}
        roots = {name for file in self.files if file.settings.conventions for name in file.settings.roots}
        for name in roots:
            base = os.path.join(self.root, name)
            for folder, _ in disk.listing(base) if disk.isdir(base) else ():
                path = os.path.join(base, folder)
                if any((path + os.sep).startswith(above.rstrip(os.sep) + os.sep) for above in self.searched):
                    found.add(f"{name}/{folder}")
        return sorted(found)

    def same_name(self, file: File) -> list[File]:
        """The other files of the project whose image has the name of `file`'s; those that are never built left out."""
        named = self._by_image.get(file.image.name, []) if file.image else []
        return [other for other in named if other is not file and other.component and other in other.component.built]

    def builders(self, reference: Reference, file: File) -> list[File]:
        """The files whose image `reference` of `file` means; those of its own component where there are any.

        There are none for a stage and for what is not known. Without a release the file's own name is that of a
        public image: `FROM redis` in the file of the image `redis`.
        """
        if reference.stage is not None or not reference.value.known:
            return []
        for name in sibling_names(reference.value.text, file.settings.build_args):
            found = self._by_image.get(name, [])
            if "RELEASE" not in reference.value.names:
                found = [other for other in found if other is not file]
            if found:
                return [other for other in found if other.component is file.component] or found
        return []

    def siblings(self, reference: Reference, file: File) -> list[File]:
        """The files of the same component whose image `reference` of `file` means."""
        return [other for other in self.builders(reference, file) if other.component is file.component]

    def ancestry(self, file: File) -> list[File]:
        """`file` and the files of the project that its final image builds on, nearest first."""
        found = [file]
        for at in found:
            if at.base is not None:
                found += [other for other in self.builders(at.base, at) if other not in found]
        return found

    def has_known_base(self, file: File) -> bool:
        """False when the final image of `file` builds on one that may be the build's own and was not read."""
        for at in self.ancestry(file):
            base = at.base
            if not at.readable or base is None or not base.value.known:
                return False
            if "RELEASE" in base.value.names and not self.builders(base, at):
                return False
        return True


def load(root: str, entries: list[Entry], searched: Iterable[str] = (), watch: Watch | None = None) -> Project:
    """Read the files of `entries`, all of which lie below the folder `root`; never raises for a bad file.

    `searched` are the absolute folders that were searched for files; `watch` gets each file at once.
    """
    read = [(entry, relative(root, entry.path)) for entry in entries]
    sources = [read_source(entry, path) for entry, path in read]
    templates = [
        Template(source, path, root, entry.home or root, entry.settings)
        for (entry, path), (source, error) in zip(read, sources, strict=True)
        if error is None and language(entry.path, entry.home or root, entry.settings) in EXPANDED
    ]
    expansions = expand(templates) if templates else {}
    files = []
    for (entry, path), (source, error) in zip(read, sources, strict=True):
        for expansion in expansions.get(path, NONE):
            files.append(File(entry, path, expansion.source if expansion else source, error, expansion))
            if watch is not None:
                watch(root, files[-1])
    _pass_over_parts(files)
    return Project(root, files, searched)


def _pass_over_parts(files: list[File]) -> None:
    """Leave templates to those that include them, where they are no whole Dockerfile themselves."""
    included = {source.path for file in files if file.expansion for source in file.expansion.files[1:]}
    for file in files:
        if file.path in included and file.template and not file.stages:
            file.focus = file.explicit


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


def _has_conventions(components: list[Component]) -> bool:
    """False for many files without roots, of which hardly one follows the conventions."""
    files = [file for component in components for file in component.files]
    if any(component.kind for component in components) or len(files) < MANY:
        return True
    return sum(file.follows_conventions for file in files) * FEW >= len(files)


def _kind(root: str, folder: str, members: list[File]) -> str | None:
    """The root that `folder` lies under; empty where the repository has none; None when it is no component."""
    roots = members[0].settings.roots
    for name in roots:
        if folder.startswith(name + "/"):
            return name
    outside = not any(disk.isdir(os.path.join(root, name)) for name in roots)
    return "" if outside or any(file.explicit for file in members) else None
