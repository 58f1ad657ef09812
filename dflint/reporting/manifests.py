"""Ingredients that a manifest lists, a YAML file whose paths the settings name: `[[report.manifest]]`."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dflint.globs import matches
from dflint.model.project import Project
from dflint.model.references import read_name
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.reporting.facts import Component, Place, Row
from dflint.reporting.found import merged
from dflint.reporting.sources import kind_of, link_of
from dflint.reporting.texts import utf8
from dflint.settings import Settings

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

Table = Mapping[str, str]
LARGEST = 2_000_000
DEEPEST = 20
SKIPPED = (".git", "node_modules", ".venv", "venv", "__pycache__")


class Entry(NamedTuple):
    """A value of a manifest: the keys that lead to it, the text, the line from 1."""

    keys: tuple[str, ...]
    value: str
    line: int


def add_manifests(components: list[Component], project: Project) -> Iterator[Component]:
    """`components` with what the manifests in their folders list; a folder without a component gets one."""
    found = {component.path: component for component in components}
    if project.files:
        settings, home = project.files[0].settings, project.files[0].home or project.root
        for path, tables in _files(home, settings.report.manifest):
            shown = utf8(os.path.relpath(path, project.root).replace(os.sep, "/"))
            rows = list(_rows(path, shown, tables, settings))
            folder = os.path.dirname(shown) or "."
            if rows:
                component = found.get(folder) or Component(folder, folder.rpartition("/")[2], "", folder, (), ())
                found[folder] = component._replace(rows=merged([*component.rows, *rows]))
    yield from found.values()


def _files(root: str, tables: Sequence[Table]) -> Iterator[tuple[str, list[Table]]]:
    """The manifests below `root`, each with the tables that name it; symbolic links are not followed."""
    if not tables:
        return
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        for name in sorted(names):
            path = os.path.join(parent, name)
            below = os.path.relpath(path, root).replace(os.sep, "/")
            named = [table for table in tables if matches(below, [table.get("files", "")])]
            if named and name.endswith((".yml", ".yaml")) and not os.path.islink(path):
                yield path, named


def _rows(path: str, shown: str, tables: list[Table], settings: Settings) -> Iterator[Row]:
    root = read(path)
    for table in tables if root is not None else ():
        for entry in entries(root, table.get("path", "")):
            yield _row(entry, shown, table, settings)


def _row(entry: Entry, shown: str, table: Table, settings: Settings) -> Row:
    kind = table.get("kind", "version")
    name = _filled(table.get("name", ""), entry) or entry.keys[-1]
    version, source = entry.value, _filled(table.get("source", ""), entry)
    if kind == "image":
        image = read_name(entry.value)
        name, version, source = name if table.get("name") else image.repository, image.tag, entry.value
    elif source and kind == "version":
        kind = kind_of("package", source)
    return Row(
        name=utf8(name),
        version=utf8(version),
        kind=kind,
        source=utf8(source),
        link="" if kind == "image" else link_of(utf8(source)),
        images=(),
        places=(Place(utf8(shown), entry.line),),
        found=os.path.basename(shown),
    )


def _filled(text: str, entry: Entry) -> str:
    """`text` with `{1}` for the first key, and `{value}` for the value."""
    for number, key in enumerate(entry.keys, 1):
        text = text.replace("{" + str(number) + "}", key)
    return text.replace("{value}", entry.value)


def read(path: str) -> Any:
    """The tree of the YAML file at `path`; None for a file that cannot be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        with open(path, "rb") as stream:
            data = stream.read(LARGEST + 1)
        return YAML(typ="rt", pure=True).compose(data.decode("utf-8", "replace")) if len(data) <= LARGEST else None
    except (OSError, YAMLError, ValueError, RecursionError, AttributeError):
        return None


def entries(root: Any, expression: str) -> Iterator[Entry]:
    """The values below `root` to which `expression` leads: keys between dots, `*` for any key, `**` for any number."""
    seen: set[tuple[str, ...]] = set()
    for entry in _walk(root, expression.split("."), (), 0) if expression else ():
        if entry.keys not in seen:
            seen.add(entry.keys)
            yield entry


def _walk(node: "Node", parts: list[str], keys: tuple[str, ...], depth: int) -> Iterator[Entry]:
    """The values below `node` to which `parts` lead."""
    if depth > DEEPEST:
        return
    if not parts or parts == ["**"]:
        if isinstance(node.value, str) and keys and any(map(str.isalnum, node.value)):
            yield Entry(keys, node.value, node.start_mark.line + 1)
        if not parts:
            return
    head, rest = parts[0], parts[1:]
    if head == "**" and rest:
        yield from _walk(node, rest, keys, depth + 1)
    for key, value in _items(node, depth):
        if head in ("*", "**", key):
            yield from _walk(value, parts if head == "**" else rest, (*keys, key), depth + 1)


def _items(node: Any, depth: int) -> Iterator[tuple[str, "Node"]]:
    """The keys and values of a mapping, those that it merges last; the items of a list by number."""
    if node.id == "sequence":
        yield from ((str(number), item) for number, item in enumerate(node.value))
    elif node.id == "mapping":
        for key, value in node.value:
            if key.value != "<<" and isinstance(key.value, str):
                yield key.value, value
        for key, value in node.value:
            if key.value == "<<" and depth < DEEPEST:
                for each in value.value if value.id == "sequence" else (value,):
                    yield from _items(each, depth + 1)
