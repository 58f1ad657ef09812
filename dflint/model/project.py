"""The project: every file that was read, and the components that they make up."""

import os
from collections.abc import Iterable

from dflint import disk
from dflint.model.component import Component
from dflint.model.file import Entry, File
from dflint.model.images import sibling_names
from dflint.model.stages import Reference
from dflint.model.templates import EXPANDED, Template, expand, language
from dflint.template.expansion import Expansion

# A question to the project, not to the disk: who builds the image of this name.
IMAGE = "P"
# So many files may stay in memory with all that was made of them, and of a very large project so many.
KEPT = 300
LARGE, KEPT_OF_LARGE = 5_000, 100
# So many files are no workload tree unless one in so many follows its conventions.
MANY = 20
FEW = 20


class Project:
    """All `files` below `root` (absolute) that were read, and their `components`, both by path.

    `has_conventions` says that these are components of a workload tree, and not just folders with Dockerfiles.
    """

    __slots__ = (
        "_answers",
        "_by_image",
        "_groups",
        "_shelf",
        "components",
        "files",
        "has_conventions",
        "root",
        "searched",
    )

    def __init__(self, root: str, files: list[File], searched: Iterable[str] = ()) -> None:
        self.root = root
        self.searched = sorted(searched)
        self.files = sorted(files, key=lambda file: file.path)
        self.components = _components(root, self.files)
        self._groups: dict[str, list[Component]] = {}
        for component in self.components:
            self._groups.setdefault(component.group, []).append(component)
        self._by_image: dict[str, list[File]] = {}
        self._answers: dict[str, str] = {}
        self._shelf: list[File] = []
        for file in self.files:
            file.shelf = self._shelf
        self._shelf += (file for file in self.files if file.is_made)
        self._learn()
        self.has_conventions = _has_conventions(self.components)

    def _learn(self) -> None:
        """Note what there is to know of all files at any time."""
        for file in self.files:
            image = file.learn()
            if image is not None:
                self._by_image.setdefault(image.name, []).append(file)
            self.tidy()

    def tidy(self, needed: Iterable[File] = (), kept: int | None = None) -> None:
        """Let go of the texts and trees of files, but for `needed` and the last `kept` ones that were asked for."""
        if kept is None:
            kept = KEPT if len(self.files) < LARGE else KEPT_OF_LARGE
        if len(self._shelf) <= kept:
            return
        wanted = set(needed)
        old = self._shelf[: len(self._shelf) - kept]
        self._shelf[: len(old)] = dict.fromkeys(file for file in old if file in wanted)
        for file in old:
            if file not in wanted:
                file.release()

    def together(self, component: Component) -> list[Component]:
        """The components of the group of `component`, which is one of them, by path."""
        return self._groups[component.group]

    def _built(self, name: str) -> list[File]:
        """The files whose image is called `name`; who asks depends on all that they say."""
        found = self._by_image.get(name, [])
        if disk.is_noting():
            disk.note(IMAGE + self.root, name, self.answer(name))
        return found

    def answer(self, name: str) -> str:
        """A text that stands for all that the files say whose image is called `name`."""
        if name not in self._answers:
            texts = [disk.encoded(digest_of(file)) for file in self._by_image.get(name, ())]
            self._answers[name] = disk.digest(*texts)
        return self._answers[name]

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
        named = self._built(file.image.name) if file.image else []
        return [other for other in named if other is not file and other.component and other in other.component.built]

    def builders(self, reference: Reference, file: File) -> list[File]:
        """The files whose image `reference` of `file` means; those of its own component where there are any.

        There are none for a stage and for what is not known. Without a release the file's own name is that of a
        public image: `FROM redis` in the file of the image `redis`.
        """
        if reference.stage is not None or not reference.value.known:
            return []
        for name in sibling_names(reference.value.text, file.settings.build_args):
            found = self._built(name)
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


def digest_of(file: File) -> str:
    """A text that stands for what `file` says, and for its place in its component."""
    component = file.component
    return file.digest if component is None else f"{file.digest} {file in component.built} {component.path}"


def load(root: str, entries: list[Entry], searched: Iterable[str] = ()) -> Project:
    """The project of `entries`, all of which lie below the folder `root`; never raises for a bad file.

    `searched` are the absolute folders that were searched for files.
    """
    files = [File(entry, relative(root, entry.path)) for entry in entries]
    templates = [file for file in files if _language(root, file) in EXPANDED and file.error is None]
    if templates:
        files = _expanded(root, files, templates)
    return Project(root, files, searched)


def _expanded(root: str, files: list[File], templates: list[File]) -> list[File]:
    """`files` with what `templates` expand to in their place; of many expansions none is kept as it is."""
    of_path = {file.path: file for file in templates}
    made: dict[str, list[File]] = {}
    included: set[str] = set()
    for path, expansions in expand([_template(root, file) for file in templates]):
        made[path] = _variants(of_path[path], expansions)
        included.update(source.path for expansion in expansions for source in expansion.files[1:])
        for each in made[path] if len(templates) > KEPT else ():
            each.release()
    found = [each for file in files for each in made.get(file.path, (file,))]
    for file in found:
        if file.path in included and file.template and not file.stages:
            file.focus = file.explicit  # left to those that include it, for it is no whole Dockerfile itself
    return found


def _language(root: str, file: File) -> str | None:
    return language(file.absolute, file.home or root, file.settings)


def _template(root: str, file: File) -> Template:
    return Template(file.source, file.path, root, file.home or root, file.settings, file.focus)


def _variants(file: File, expansions: Iterable[Expansion]) -> list[File]:
    """A file for each of the `expansions` of the template `file`."""
    return [File(file.entry, file.path, expansion=expansion) for expansion in expansions] or [file]


def relative(root: str, path: str) -> str:
    """`path` relative to `root`, with `/` on every system."""
    start = root.rstrip(os.sep) + os.sep
    inside = path[len(start) :] if path.startswith(start) else os.path.relpath(path, root)
    return inside.replace(os.sep, "/")


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
