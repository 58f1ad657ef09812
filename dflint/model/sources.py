"""The images that COPY and RUN name: `COPY --from=name` and `RUN --mount=from=name`."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.model.stages import Stage, find_stage, flagged_images
from dflint.records import NamedTuple
from dflint.syntax.nodes import Flag, Instruction
from dflint.text import Source, Span


class Origin(NamedTuple):
    """What one flag names: `name` as the builder reads it, at `span` (without what stands around it in the flag)."""

    name: str
    span: Span
    node: Instruction

    @property
    def is_mount(self) -> bool:
        """True for a mount, which takes no number of a stage."""
        return self.node.keyword == "RUN"

    @property
    def number(self) -> int | None:
        """The number that COPY takes for a stage, counted from 0; None for a name."""
        return int(self.name) if self.name.isascii() and self.name.isdecimal() and not self.is_mount else None

    def is_of(self, stage: Stage) -> bool:
        """True when it means `stage`, wherever that stands."""
        if self.number is not None:
            return self.number == stage.index
        return stage.name is not None and self.name.lower() == stage.name

    def among(self, stages: list[Stage]) -> Stage | None:
        """The one of `stages`, the first ones of a file, that it means."""
        if self.number is not None:
            return stages[self.number] if self.number < len(stages) else None
        return find_stage(stages, self.name)


def origins(node: Instruction, source: Source) -> Iterator[Origin]:
    """What the flags of `node` name, in order."""
    for name, flag in flagged_images(node):
        yield Origin(name, _place(name, flag, source), node)


def _place(name: str, flag: Flag, source: Source) -> Span:
    text = source[flag.span]
    for match in _key().finditer(text):
        if text.startswith(name, match.end()):
            start = flag.span.start + match.end()
            return Span(start, start + len(name))
    return flag.span


@cache
def _key() -> "re.Pattern[str]":
    return re.compile(r"[-=,\"']from=[\"']?", re.IGNORECASE)
