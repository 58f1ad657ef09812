"""Facts to rows: from the projects' files to the `Report`."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dflint.model.ansible import read_defaults
from dflint.model.file import File
from dflint.model.ingredients import Ingredient
from dflint.model.project import Project
from dflint.reporting.facts import Argument, Build, Component, Place, Report, Row
from dflint.reporting.finish import finished
from dflint.reporting.forges import PLAIN, Sources
from dflint.reporting.roles import add_roles, place
from dflint.reporting.sources import kind_of, link_of


class _Folder(NamedTuple):
    """The files of one component, in build order, and which of them are built."""

    path: str
    kind: str
    group: str
    files: list[File]
    built: list[File]


def build(projects: Iterable[Project], sources: Sources = PLAIN, findings: bool = False) -> Report:
    """The report on all files of `projects` that the user asked for; components by path.

    Links to lines of files are as `sources` has them; with `findings` the rules are run, and their findings counted.
    """
    found = [it for project in projects for it in finished(_with_roles(project), project, sources, findings)]
    return Report(tuple(sorted(found, key=lambda component: component.path)))


def _with_roles(project: Project) -> Iterator[Component]:
    """The components; what a group's Ansible roles declare belongs to its first one, or makes one of its own."""
    components = [_component(folder) for folder in _folders(project)]
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


def _component(folder: _Folder) -> Component:
    path = _text(folder.path)
    builds = tuple(_build(file, file in folder.built) for file in folder.files)
    rows = _merge(row for file in folder.files if file in folder.built for row in _rows(file))
    return Component(path, path.rpartition("/")[2], folder.kind, _text(folder.group), builds, rows)


def _text(text: str) -> str:
    """`text` with a replacement character for each byte that is not UTF-8."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _build(file: File, built: bool) -> Build:
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
    )


def _name(file: File, name: str) -> str:
    return _text(name.upper() if file.settings.upper_case_names else name)


def _rows(file: File) -> Iterator[Row]:
    """The ingredients of one file: versions with the sources of the same stem, in file order."""
    stems: dict[str, list[Ingredient]] = {}
    for ingredient in file.ingredients:
        stems.setdefault(ingredient.stem, []).append(ingredient)
    for found in stems.values():
        versions = _distinct(it for it in found if not it.is_source)
        sources = _distinct(it for it in found if it.is_source)
        for index in range(max(len(versions), len(sources))):
            yield _row(file, _at(versions, index), _at(sources, index))


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


def _merge(rows: Iterable[Row]) -> tuple[Row, ...]:
    """`rows` by name; those that say the same become one with the images and places of all."""
    merged: dict[tuple[str, str, str, str], Row] = {}
    for row in rows:
        key = (row.name, row.version, row.kind, row.source)
        first = merged.get(key, row._replace(images=(), places=()))
        images, places = first.images + row.images, first.places + row.places
        merged[key] = first._replace(images=tuple(dict.fromkeys(images)), places=tuple(dict.fromkeys(places)))
    return tuple(merged[key] for key in sorted(merged))
