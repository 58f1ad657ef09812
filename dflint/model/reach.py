"""Which stages reach the final image: whole, or with some paths that are copied from them.

The last stage and those that it builds on reach it whole, as does a stage that such a one copies from `/` to `/`. A
stage that they copy from otherwise, or mount, reaches it in part.
"""

import posixpath
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from dflint.model.stages import Reference, Stage
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


def reached(file: "File", paths: tuple[str, ...] | None = None) -> Reached:
    """What of the stages of `file` reaches the final image.

    `paths` are those that others copy from the image of `file`, when nothing more of it is used than that.
    """
    whole: set[int] = set()
    parts: dict[int, list[str]] = {}
    plain: set[int] = set()
    if file.final is None:
        return Reached(frozenset(), {}, frozenset())
    pending: list[tuple[Stage, tuple[str, ...] | None]] = [(file.final, paths)]
    users = _users(file)
    while pending:
        stage, wanted = pending.pop()
        if wanted is None:
            if stage.index in whole:
                continue
            whole.add(stage.index)
        else:
            known = parts.setdefault(stage.index, [])
            new = [path for path in wanted if path not in known]
            if not new and known:
                continue
            known += new
        pending += [(each, wanted) for each in _bases(stage, file.stages)]
        for other, node, taken in users.get(stage.index, ()):
            everything = wanted is None and taken == ("/",) and _is_root(node)
            pending.append((other, None if everything else taken))
            if not other.of(Run) and not other.of(Transfer):
                plain.add(other.index)
    for index in whole:
        parts.pop(index, None)
    return Reached(frozenset(whole), {index: tuple(found) for index, found in parts.items()}, frozenset(plain))


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


def _users(file: "File") -> dict[int, list[tuple[Stage, Instruction, tuple[str, ...]]]]:
    """For each stage by index what it copies: the stage that it copies from, the instruction, the paths."""
    homes = {id(node): stage for stage in file.stages for node in stage.instructions}
    found: dict[int, list[tuple[Stage, Instruction, tuple[str, ...]]]] = {}
    for reference in file.references:
        home = homes.get(id(reference.node))
        if reference.stage is not None and home is not None:
            taken = copied_paths(reference, home)
            found.setdefault(home.index, []).append((reference.stage, reference.node, taken))
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
