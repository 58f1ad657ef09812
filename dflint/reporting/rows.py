"""Facts to rows: from the projects' files to the `Report`."""

from collections.abc import Iterable, Iterator

from dflint.model.ansible import read_defaults
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.shipping import Shipping
from dflint.records import NamedTuple
from dflint.reporting.declared import Only, image_of, is_wanted, rows_of, shown_name
from dflint.reporting.facts import Argument, Build, Component, Report
from dflint.reporting.finish import finished
from dflint.reporting.forges import PLAIN, Sources
from dflint.reporting.found import merged
from dflint.reporting.manifests import add_manifests
from dflint.reporting.roles import add_roles
from dflint.reporting.stages import stages_of
from dflint.reporting.texts import utf8 as _text


class _Folder(NamedTuple):
    """The files of one component, in build order, and which of them are built."""

    path: str
    kind: str
    group: str
    files: list[File]
    built: list[File]


def build(
    projects: Iterable[Project], sources: Sources = PLAIN, *, only: Only | None = None, findings: bool = False
) -> Report:
    """The report on all files of `projects` that the user asked for; components by path.

    `only` says which ingredients it has, instead of the settings: those `declared`, with the base images; all that is
    `shipped`; or `all`, with those that only the build needs. Links to lines of files are as `sources` has them; with
    `findings` the rules are run, and their findings counted.
    """
    found = [it for project in projects for it in finished(_chosen(project, only), project, sources, findings)]
    return Report(tuple(sorted(found, key=lambda component: component.path)))


def _chosen(project: Project, only: Only | None) -> Iterator[Component]:
    """The components with those of their ingredients that are asked for."""
    if project.files:
        which = only or project.files[0].settings.report.only
        for item in _with_roles(project):
            yield item._replace(rows=tuple(row for row in item.rows if is_wanted(row, which)))


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
    yield from add_manifests(components, project)


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
    rows = merged(row for file in folder.files if file in folder.built for row in rows_of(file, project, shipping))
    return Component(path, path.rpartition("/")[2], folder.kind, _text(folder.group), builds, rows)


def _build(file: File, built: bool, project: Project, shipping: Shipping) -> Build:
    image = image_of(file) if file.readable else None
    base = file.base
    return Build(
        path=_text(file.path),
        image=_text(image.name) if image else "",
        reference=_text(image.reference) if image else "",
        final=bool(image and image.final),
        base=_text(base.shown) if base else "",
        template=not file.expanded,
        built=built,
        error=file.error or "",
        arguments=tuple(
            Argument(shown_name(file, it.name), _text(it.value.text), file.written_at(it.span)[1])
            for it in file.ingredients
        ),
        stages=stages_of(file, project, shipping.of(file)),
    )
