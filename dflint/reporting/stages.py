"""The stages of a file as facts: what each is made from, and what it copies from."""

from collections.abc import Iterator

from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.reach import Reached, matching
from dflint.model.references import read_name
from dflint.model.stages import Reference
from dflint.reporting.facts import Origin, Stage
from dflint.reporting.texts import utf8


def stages_of(file: File, project: Project, reach: Reached) -> tuple[Stage, ...]:
    """The stages of `file`, in file order."""
    homes = {id(node): stage.index for stage in file.stages for node in stage.instructions}
    bases: dict[int, Origin] = {}
    copies: dict[int, dict[Origin, None]] = {}
    for reference in file.references:
        origin = _origin(reference, file, project)
        if reference.node.keyword == "FROM":
            bases[id(reference.node)] = origin
        elif id(reference.node) in homes:
            copies.setdefault(homes[id(reference.node)], {})[origin] = None
    return tuple(
        Stage(
            name=utf8(stage.node.name.text) if stage.node.name else "",
            line=file.written_at(stage.node.text_span)[1],
            base=bases.get(id(stage.node), Origin("", "image")),
            copies=tuple(copies.get(stage.index, ())),
            shipped=reach.has(stage),
            whole=stage.index in reach.whole,
        )
        for stage in file.stages
    )


def _origin(reference: Reference, file: File, project: Project) -> Origin:
    text = utf8(reference.shown)
    if reference.stage is not None:
        return Origin(text, "stage", stage=reference.stage.index)
    if text == "scratch":
        return Origin(text, "scratch")
    for stage in matching(text, file.stages):
        return Origin(text, "stage", stage=stage.index)
    for other in _siblings(reference, file, project):
        return Origin(text, "sibling", path=utf8(other.path))
    return Origin(text, "image", digest=utf8(read_name(text).digest))


def _siblings(reference: Reference, file: File, project: Project) -> Iterator[File]:
    yield from (other for other in project.builders(reference, file) if other is not file)
