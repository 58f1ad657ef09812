"""Names that count as ingredients where the settings say so: ARGs that images are made of, versions in ENV."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.model.references import read_name
from dflint.model.stages import Stage
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.syntax.nodes import Env
from dflint.text import Span

if TYPE_CHECKING:
    from dflint.model.file import File

SUFFIXES = ("_VERSION", "_VER", "_LABEL", "_TAG", "_RELEASE", "_COMMIT", "_REVISION", "_REF")


class Argument(NamedTuple):
    """An ARG or ENV: its `name`, the `stem` that says what of, its value, the stage that has it.

    `is_image` says that the value is the reference of an image, and the stem is then its name.
    """

    name: str
    stem: str
    value: str
    span: Span
    stage: Stage | None = None
    is_image: bool = False


def image_arguments(file: "File") -> Iterator[Argument]:
    """The ARGs before the first FROM of which the tag of an image is made, or that are the image of a FROM."""
    defaults = {
        pair.name.text: pair.span
        for node in file.unstaged
        for pair in getattr(node, "pairs", ())
        if pair.value is not None
    }
    seen: set[str] = set()
    for stage in file.stages:
        written = stage.node.image.text if stage.node.image else ""
        read = read_name(stage.image.text)
        for name in sorted(stage.image.names & defaults.keys(), key=lambda name: defaults[name].start):
            value = file.outer[name].text
            if name in seen or not value:
                continue
            seen.add(name)
            if written.strip("\"'") in (f"${name}", f"${{{name}}}"):
                yield Argument(name, read.path.rpartition("/")[2], value, defaults[name], is_image=True)
            elif value in read.tag and any(char.isdigit() for char in value):
                yield Argument(name, name, value, defaults[name])


def environment_versions(file: "File") -> Iterator[Argument]:
    """The ENVs whose name says that they hold a version, and whose value is one: `OPENBLAS_LABEL=v0.3.21`."""
    for stage in file.stages:
        for node in stage.of(Env):
            for pair in node.pairs:
                name = pair.name.text
                suffix = next((each for each in SUFFIXES if name.upper().endswith(each)), "")
                value = stage.expand(pair.value.text, node).text if suffix and pair.value else ""
                if len(name) > len(suffix) and _version().match(value):
                    yield Argument(name, name[: -len(suffix)], value, pair.span, stage)


@cache
def _version() -> "re.Pattern[str]":
    return re.compile(r"[A-Za-z_-]*\d[\w.+~-]*\Z")
