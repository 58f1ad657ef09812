"""Facts to rows: from the projects' files to the `Report`."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from dflint.model.ansible import read_defaults
from dflint.model.bases import IMAGE, base_finds
from dflint.model.file import File
from dflint.model.find import Find
from dflint.model.finds import read_finds
from dflint.model.ingredients import Ingredient
from dflint.model.project import Project
from dflint.model.shipping import Shipping
from dflint.model.stages import Stage
from dflint.reporting.facts import Argument, Build, Component, Place, Report, Row
from dflint.reporting.found import Declared, Joiner, merged
from dflint.reporting.roles import add_roles, place
from dflint.reporting.sources import kind_of, link_of
from dflint.reporting.stages import stages_of
from dflint.reporting.texts import utf8 as _text


class _Folder(NamedTuple):
    """The files of one component, in build order, and which of them are built."""

    path: str
    kind: str
    group: str
    files: list[File]
    built: list[File]


Only = Literal["declared", "shipped", "all"]
ONLY: tuple[Only, ...] = ("declared", "shipped", "all")


def build(projects: Iterable[Project], only: Only = "declared") -> Report:
    """The report on all files of `projects` that the user asked for; components by path.

    `only` says which ingredients it has: those `declared`, with the base images; all that is `shipped`; or `all`, with
    those that only the build needs.
    """
    found = [component for project in projects for component in _with_roles(project)]
    chosen = (item._replace(rows=tuple(row for row in item.rows if _is_wanted(row, only))) for item in found)
    return Report(tuple(sorted(chosen, key=lambda component: component.path)))


def _is_wanted(row: Row, only: Only) -> bool:
    if only == "shipped":
        return row.shipped
    return only == "all" or row.declared or row.kind == IMAGE


def _with_roles(project: Project) -> Iterator[Component]:
    """The components; what a group's Ansible roles declare belongs to its first one, or makes one of its own."""
    shipping = Shipping(project)
    components = [_component(folder, project, shipping) for folder in _folders(project)]
    settings = project.files[0].settings if project.files else None
    for group in project.groups():
        defaults = read_defaults(project.root, group)
        if not defaults or settings is None:
            continue
        index = next((number for number, item in enumerate(components) if item.group == group), None)
        if index is None:
            index = len(components)
            components.append(Component(group, group.rpartition("/")[2], group.partition("/")[0], group, (), ()))
        components[index] = add_roles(components[index], defaults, settings)
    yield from components


def _folders(project: Project) -> Iterator[_Folder]:
    """The components, and the folders of the files for which there are no conventions."""
    for component in project.components:
        files = [file for file in component.files if file.focus]
        if files:
            # Only a tree with roots has a build script that passes over files with other names.
            built = component.built if component.kind else files
            yield _Folder(component.path, component.kind, component.group, files, built)
    loose: dict[str, list[File]] = {}
    for file in project.files:
        if file.focus and file.component is None and not file.settings.conventions:
            loose.setdefault(file.folder or ".", []).append(file)
    for path, files in loose.items():
        yield _Folder(path, "", path, files, files)


def _component(folder: _Folder, project: Project, shipping: Shipping) -> Component:
    path = _text(folder.path)
    builds = tuple(_build(file, file in folder.built, project, shipping) for file in folder.files)
    rows = merged(row for file in folder.files if file in folder.built for row in _rows(file, project, shipping))
    return Component(path, path.rpartition("/")[2], folder.kind, _text(folder.group), builds, rows)


def _build(file: File, built: bool, project: Project, shipping: Shipping) -> Build:
    image = file.image if file.readable else None
    base = file.final.line_of_descent[-1].image.text if file.final else ""
    return Build(
        path=_text(file.path),
        image=_text(image.name) if image else "",
        reference=_text(image.reference) if image else "",
        final=bool(image and image.final),
        base=_text(base),
        template=not file.expanded,
        built=built,
        error=file.error or "",
        arguments=tuple(
            Argument(_name(file, it.name), _text(it.value.text), file.written_at(it.span)[1]) for it in file.ingredients
        ),
        stages=stages_of(file, project, shipping.of(file)),
    )


def _name(file: File, name: str) -> str:
    return _text(name.upper() if file.settings.upper_case_names else name)


def _rows(file: File, project: Project, shipping: Shipping) -> Iterator[Row]:
    """The ingredients of one file: those declared in file order, then those found in its stages."""
    images = [_label(file), *(_label(user) for user in shipping.users(file) if user.component is file.component)]
    joiner = Joiner(file, project.root, [*_declared(file, images, shipping)], shipping.of(file), tuple(images))
    yield from joiner.rows([*_bases(file, project), *read_finds(file)])


def _label(file: File) -> str:
    return _text(file.image.name if file.image else file.name)


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
        name=_name(file, declared[0].name[: len(declared[0].stem)]),
        version=_text(versions[0].value.text) if versions else "",
        kind=kind_of(sources[0].role, source) if source else "version",
        source=source,
        link="" if sources and sources[0].role == "image" else link_of(source),
        images=(_text(file.image.name if file.image else file.name),),
        places=tuple(_place(file, ingredient) for ingredient in declared),
    )


def _place(file: File, ingredient: Ingredient) -> Place:
    path, line = file.written_at(ingredient.span)
    return place(_text(path), line, file.settings)
