"""What a file declares as ingredients, and with it what is found in its stages: the rows of one file."""

from collections.abc import Iterable, Iterator
from typing import Literal

from dflint.model.arguments import Argument, environment_versions, image_arguments
from dflint.model.bases import IMAGE, base_finds
from dflint.model.file import File
from dflint.model.find import Find
from dflint.model.finds import read_finds
from dflint.model.images import Image
from dflint.model.ingredients import Ingredient
from dflint.model.project import Project
from dflint.model.reach import Reached
from dflint.model.shipping import Shipping
from dflint.model.stages import Stage
from dflint.reporting.facts import Place, Row
from dflint.reporting.found import Declared, Joiner
from dflint.reporting.sources import kind_of, link_of
from dflint.reporting.texts import utf8 as _text
from dflint.text import Span

Only = Literal["declared", "shipped", "all"]
ONLY: tuple[Only, ...] = ("declared", "shipped", "all")


def is_wanted(row: Row, only: str) -> bool:
    """True for a row that a report of `only` such ingredients has."""
    if only == "shipped":
        return row.shipped
    return only == "all" or row.declared or row.kind == IMAGE


def shown_name(file: File, name: str) -> str:
    """The name of an ARG as the report has it."""
    return _text(name.upper() if file.settings.upper_case_names else name)


def rows_of(file: File, project: Project, shipping: Shipping) -> Iterator[Row]:
    """The ingredients of one file: those declared in file order, then those found in its stages."""
    images = [_label(file), *(_label(user) for user in shipping.users(file) if user.component is file.component)]
    reach = shipping.of(file)
    declared = [*_declared(file, images, shipping), *_others(file, images, reach)]
    joiner = Joiner(file, project.root, declared, reach, tuple(images))
    yield from joiner.rows([*_bases(file, project), *read_finds(file)])


def image_of(file: File) -> Image | None:
    """The image that `file` builds; None where its first lines are as likely prose: `# This image is for tests`."""
    is_of_tree = bool(file.component and file.component.kind) or file.follows_conventions
    return file.image if is_of_tree else None


def _label(file: File) -> str:
    image = image_of(file)
    return _text(image.name if image else file.name)


def _bases(file: File, project: Project) -> Iterator[Find]:
    """The images that `file` names and that the project does not build."""
    for reference in file.references:
        if not any(other is not file for other in project.builders(reference, file)):
            yield from base_finds(file, reference)


def _declared(file: File, images: list[str], shipping: Shipping) -> Iterator[Declared]:
    """Versions with the sources of the same stem."""
    stems: dict[str, list[Ingredient]] = {}
    for ingredient in file.ingredients:
        stems.setdefault(ingredient.stem, []).append(ingredient)
    for stem, found in stems.items():
        versions = _distinct(it for it in found if not it.is_source)
        sources = _distinct(it for it in found if it.is_source)
        for index in range(max(len(versions), len(sources))):
            version, source = _at(versions, index), _at(sources, index)
            row = _row(file, version, source)._replace(images=tuple(images))
            reach = shipping.of(file)
            shipped = all(stage is None or reach.has(stage) for stage in (_home(file, it) for it in version or source))
            yield Declared(row._replace(shipped=shipped), stem, _names(version), _names(source))


def _others(file: File, images: list[str], reach: Reached) -> Iterator[Declared]:
    """What the settings count as ingredients besides: ARGs that the tag of an image is made of, versions in ENV."""
    report = file.settings.report
    known = {ingredient.name for ingredient in file.ingredients}
    found: list[tuple[str, Argument]] = []
    if report.image_arguments:
        found += [("ARG", it) for it in image_arguments(file) if it.name not in known]
    if report.env_versions:
        found += [("ENV", it) for it in environment_versions(file)]
    for how, item in found:
        names = frozenset((item.name,))
        row = Row(
            name=shown_name(file, item.stem),
            version="" if item.is_image else _text(item.value),
            kind=IMAGE if item.is_image else "version",
            source=_text(item.value) if item.is_image else "",
            link="",
            images=tuple(images),
            places=(_place(file, item.span),),
            found=how,
            shipped=item.stage is None or reach.has(item.stage),
        )
        yield Declared(row, item.stem, frozenset() if item.is_image else names, names if item.is_image else frozenset())


def _names(group: list[Ingredient]) -> frozenset[str]:
    return frozenset(ingredient.name for ingredient in group)


def _home(file: File, ingredient: Ingredient) -> Stage | None:
    """The stage that declares `ingredient`; None before the first."""
    return next((stage for stage in reversed(file.stages) if stage.node.span.start < ingredient.span.start), None)


def _distinct(ingredients: Iterable[Ingredient]) -> list[list[Ingredient]]:
    """The declarations, those with the same role and value together."""
    found: dict[tuple[str, str], list[Ingredient]] = {}
    for ingredient in ingredients:
        found.setdefault((ingredient.role, ingredient.value.text), []).append(ingredient)
    return list(found.values())


def _at(groups: list[list[Ingredient]], index: int) -> list[Ingredient]:
    """The group that goes with the `index`-th of the other side: the last one serves all that follow."""
    return groups[min(index, len(groups) - 1)] if groups else []


def _row(file: File, versions: list[Ingredient], sources: list[Ingredient]) -> Row:
    declared = versions or sources
    source = _text(sources[0].value.text) if sources else ""
    return Row(
        name=shown_name(file, declared[0].name[: len(declared[0].stem)]),
        version=_text(versions[0].value.text) if versions else "",
        kind=kind_of(sources[0].role, source) if source else "version",
        source=source,
        link="" if sources and sources[0].role == "image" else link_of(source),
        images=(_label(file),),
        places=tuple(_place(file, ingredient.span) for ingredient in declared),
    )


def _place(file: File, span: Span) -> Place:
    path, line = file.written_at(span)
    return Place(_text(path), line)
