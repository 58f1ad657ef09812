"""Which stages reach the final image: whole, or with some paths that are copied from them.

The last stage and those that it builds on reach it whole, as does a stage that such a one copies from `/` to `/`. A
stage that they copy from otherwise, or mount, reaches it in part.
"""

import posixpath
import re
from collections.abc import Iterable

from dflint.model.stages import Reference, Stage
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.syntax.nodes import Add, Copy, Instruction, Run, Transfer

if TYPE_CHECKING:
    from dflint.model.file import File


class Reached(NamedTuple):
    """The stages that reach the final image: `whole` ones, and the paths that are copied from those `parts` by index.

    `plain` are the stages that hold no more than their base image and are copied from.
    """

    whole: frozenset[int]
    parts: dict[int, tuple[str, ...]]
    plain: frozenset[int]

    def has(self, stage: Stage) -> bool:
        """True for a stage that reaches the final image, whole or in part."""
        return stage.index in self.whole or stage.index in self.parts


class _Copy(NamedTuple):
    """An instruction that copies `paths` from `stage`, or mounts them."""

    stage: Stage
    node: Instruction
    paths: tuple[str, ...]


def reached(file: "File", paths: tuple[str, ...] | None = None) -> Reached:
    """What of the stages of `file` reaches the final image.

    `paths` are those that others copy from the image of `file`, when nothing more of it is used than that.
    """
    search = _Search(file)
    if file.final is not None:
        search.follow(file.final, paths)
    parts = {index: tuple(found) for index, found in search.parts.items() if index not in search.whole}
    return Reached(frozenset(search.whole), parts, frozenset(search.plain))


class _Search:
    """The way back from the final stage: by FROM, and by COPY and mounts."""

    def __init__(self, file: "File") -> None:
        self.stages = file.stages
        self.copies = _copies(file)
        self.whole: set[int] = set()
        self.parts: dict[int, list[str]] = {}
        self.plain: set[int] = set()

    def follow(self, start: Stage, paths: tuple[str, ...] | None) -> None:
        """Take in `start`, of which `paths` are wanted, or all (None), and what it is made of in turn."""
        pending = [(start, paths)]
        while pending:
            stage, wanted = pending.pop()
            if self._enter(stage, wanted):
                pending += [(each, wanted) for each in _bases(stage, self.stages)]
                pending += [self._copied(copy, wanted) for copy in self.copies.get(stage.index, ())]

    def _enter(self, stage: Stage, wanted: tuple[str, ...] | None) -> bool:
        """Note that `wanted` of `stage` reaches the image; False when that was known."""
        if stage.index in self.whole:
            return False
        if wanted is None:
            self.whole.add(stage.index)
            return True
        known = self.parts.setdefault(stage.index, [])
        new = [path for path in wanted if path not in known]
        first = not known
        known += new
        return first or bool(new)

    def _copied(self, copy: _Copy, wanted: tuple[str, ...] | None) -> tuple[Stage, tuple[str, ...] | None]:
        """The stage that is copied from, and what of it."""
        if not copy.stage.of(Run) and not copy.stage.of(Transfer):
            self.plain.add(copy.stage.index)
        everything = wanted is None and copy.paths == ("/",) and _is_root(copy.node)
        return copy.stage, None if everything else copy.paths


def _bases(stage: Stage, stages: list[Stage]) -> list[Stage]:
    """The stage that `stage` builds on; those that it may build on, where that hangs on a variable."""
    if stage.parent is not None:
        return [stage.parent]
    return matching(stage.image.text, stages[: stage.index])


def matching(name: str, stages: Iterable[Stage]) -> list[Stage]:
    """The `stages` that a name with unresolved parts may mean: `base-${TARGETARCH}`."""
    if "${" not in name or not re.search(r"[a-z0-9]", re.sub(r"\$\{\w*\}", "", name)):
        return []
    pattern = re.sub(r"\\\$\\\{\w*\\\}", ".*", re.escape(name))
    return [stage for stage in stages if stage.name and re.fullmatch(pattern, stage.name, re.IGNORECASE)]


def _copies(file: "File") -> dict[int, list[_Copy]]:
    """What each stage copies from others, by the stage's index."""
    homes = {id(node): stage for stage in file.stages for node in stage.instructions}
    found: dict[int, list[_Copy]] = {}
    for reference in file.references:
        home = homes.get(id(reference.node))
        if reference.stage is not None and home is not None:
            copy = _Copy(reference.stage, reference.node, copied_paths(reference, home))
            found.setdefault(home.index, []).append(copy)
    return found


def copied_paths(reference: Reference, stage: Stage) -> tuple[str, ...]:
    """The paths that the instruction of `reference` in `stage` takes from there."""
    node = reference.node
    if isinstance(node, Transfer):
        found = (stage.expand(word.text, node).text for word in node.sources)
        return tuple(posixpath.normpath("/" + path.lstrip("/")) for path in found)
    mounted = [_mounted(flag.value or "", reference.text) for flag in node.options if flag.name == "mount"]
    return tuple(path for path in mounted if path)


def _mounted(text: str, name: str) -> str:
    fields = dict(field.partition("=")[::2] for field in text.split(","))
    if fields.get("from") != name:
        return ""
    return "/" + (fields.get("source") or fields.get("src") or "/").lstrip("/")


def _is_root(node: Instruction) -> bool:
    """True for a COPY to the root."""
    return isinstance(node, Copy | Add) and node.destination is not None and node.destination.text == "/"
