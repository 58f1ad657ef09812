"""The images that a file is made from or copies from, as finds."""

from collections.abc import Iterator

from dflint.model.find import Find
from dflint.model.reach import matching
from dflint.model.references import read_name
from dflint.model.stages import Reference, Stage
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from dflint.model.file import File

IMAGE = "image"


def base_finds(file: "File", reference: Reference) -> Iterator[Find]:
    """The image that `reference` of `file` names, as a find; none for a stage."""
    for stage in file.stages:
        if stage.node is reference.node or any(node is reference.node for node in stage.instructions):
            yield from _image(reference, stage, file)


def _image(reference: Reference, stage: Stage, file: "File") -> Iterator[Find]:
    text = reference.shown
    if reference.stage is not None or text in ("scratch", "") or text.isdecimal() or matching(text, file.stages):
        return
    name = read_name(text)
    is_mount = reference.node.keyword == "RUN"
    how = "RUN --mount" if is_mount else "COPY --from" if reference.node.keyword == "COPY" else "FROM"
    yield Find(
        IMAGE, name.repository, name.tag, text.partition("@")[0], how=how, span=reference.word.span, stage=stage.index,
        pin=name.digest, names=reference.value.names, needed=not is_mount,
    )  # fmt: skip
