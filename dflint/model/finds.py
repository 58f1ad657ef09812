"""All that a Dockerfile puts into an image: base images, packages, clones, downloads, by stage."""

from dflint.model.clones import Clones
from dflint.model.downloads import Downloads
from dflint.model.find import Find
from dflint.model.installs import Installs
from dflint.model.requirements import Requirements
from dflint.model.stages import Stage
from dflint.model.steps import folders, steps
from dflint.model.transfers import is_remote
from dflint.records import TYPE_CHECKING
from dflint.syntax.nodes import Add, Run

if TYPE_CHECKING:
    from dflint.model.file import File


def read_finds(file: "File") -> list[Find]:
    """What the stages of `file` install and fetch, in file order; base images are not among them."""
    requirements = Requirements(file)
    return [find for stage in file.stages for find in _stage(stage, requirements)]


def _stage(stage: Stage, requirements: Requirements) -> list[Find]:
    installs, clones, downloads = Installs(stage, requirements), Clones(stage), Downloads(stage)
    above = stage.parent.workdir() if stage.parent else None
    for node, folder in folders(stage, above.text if above else "/"):
        if isinstance(node, Run):
            for step in steps(stage, node, folder):
                installs.step(step)
                clones.step(step)
                downloads.step(step)
        elif isinstance(node, Add) and node.flag("from") is None:
            for word in node.sources:
                value = stage.expand(word.text, node)
                if is_remote(node, value.text):
                    downloads.add(node, value, folder)
    found = [*installs.finds, *clones.finds, *downloads.finds]
    found.sort(key=lambda find: find.span.start)
    return distinct(found)


def distinct(finds: list[Find]) -> list[Find]:
    """`finds` without those that say the same of the same step, as the branches of a `case` do."""
    seen: dict[tuple[object, ...], Find] = {}
    for find in finds:
        key = (find.kind, find.name, find.version, find.span, find.spot)
        seen.setdefault(key, find)
    return list(seen.values())
