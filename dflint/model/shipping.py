"""What of each file's image ships, in a project whose images build on each other and copy from each other."""

from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.reach import Reached, copied_paths, reached
from dflint.model.stages import Reference, Stage
from dflint.records import NamedTuple


class _Use(NamedTuple):
    """`reference` in `stage` of a file means the image that each of `builders` builds."""

    reference: Reference
    stage: Stage
    builders: list[File]


class Shipping:
    """The stages of every file of `project` that reach an image that is used.

    An image that is pushed, or that no other file uses, is; one that others build on is part of theirs, and one that
    they only copy from is used in part.
    """

    def __init__(self, project: Project) -> None:
        self._reached: dict[int, Reached] = {}
        self._users: dict[int, list[File]] = {}
        self._uses = {id(file): _uses(file, project) for file in project.files} if _has_images(project) else {}
        used = {id(builder) for uses in self._uses.values() for use in uses for builder in use.builders}
        starts = [file for file in project.files if file.image is None or file.image.final or id(file) not in used]
        self._spread(starts)

    def of(self, file: File) -> Reached:
        """The stages of `file` that reach an image."""
        if id(file) not in self._reached:
            self._reached[id(file)] = reached(file)
        return self._reached[id(file)]

    def users(self, file: File) -> list[File]:
        """The files whose final image builds on that of `file`, at once or by way of others."""
        found = list(self._users.get(id(file), ()))
        for user in found:
            found += [other for other in self._users.get(id(user), ()) if other not in found and other is not file]
        return found

    def _spread(self, starts: list[File]) -> None:
        """Follow the uses from the images of `starts`: what is whole and what is only copied from."""
        pending: list[tuple[File, tuple[str, ...] | None]] = [(file, None) for file in starts]
        wanted: dict[int, tuple[str, ...] | None] = {}
        while pending:
            file, paths = pending.pop()
            known = wanted.get(id(file), ())
            if known is None or (paths is not None and set(paths) <= set(known) and id(file) in wanted):
                continue
            wanted[id(file)] = paths = None if paths is None else (*known, *paths)
            found = self._reached[id(file)] = reached(file, paths)
            for use in self._uses.get(id(file), ()):
                pending += [(builder, taken) for builder in use.builders for taken in _taken(use, found)]
                if use.reference.node is use.stage.node and use.stage in file.descent:
                    for builder in use.builders:
                        self._users.setdefault(id(builder), []).append(file)


def _has_images(project: Project) -> bool:
    return any(file.image is not None for file in project.files)


def _uses(file: File, project: Project) -> list[_Use]:
    homes = {id(node): stage for stage in file.stages for node in (stage.node, *stage.instructions)}
    found = []
    for reference in file.references:
        builders = [other for other in project.builders(reference, file) if other is not file]
        home = homes.get(id(reference.node))
        if builders and home is not None:
            found.append(_Use(reference, home, builders))
    return found


def _taken(use: _Use, found: Reached) -> list[tuple[str, ...] | None]:
    """What `use` takes of an image: all of it (None), or some paths."""
    if use.reference.node is not use.stage.node:
        return [copied_paths(use.reference, use.stage)] if found.has(use.stage) else []
    if use.stage.index in found.whole:
        return [None]
    paths = found.parts.get(use.stage.index)
    return [paths] if paths is not None else []
