"""What the Ansible roles of a component declare, as rows of its table."""

from dflint.model.ansible import Default
from dflint.reporting.facts import Argument, Component, Place, Row
from dflint.reporting.sources import kind_of, link_of
from dflint.settings import Settings


def add_roles(component: Component, defaults: list[Default], settings: Settings) -> Component:
    """`component` with the ingredients of its roles."""
    stems: dict[str, list[Default]] = {}
    for default in defaults:
        stems.setdefault(default.stem, []).append(default)
    rows = tuple(_row(found, settings) for found in stems.values())
    upper = settings.upper_case_names
    roles = tuple(Argument(item.name.upper() if upper else item.name, item.value, item.line) for item in defaults)
    every = sorted(dict.fromkeys(component.rows + rows), key=lambda row: row[:4])
    return component._replace(rows=tuple(every), roles=roles)


def _row(found: list[Default], settings: Settings) -> Row:
    version = next((item for item in found if item.role == "version"), None)
    source = next((item for item in found if item.role != "version"), None)
    first = version or source or found[0]
    name = first.name[: len(first.stem)]
    value = source.value if source else ""
    return Row(
        name=name.upper() if settings.upper_case_names else name,
        version=version.value if version else "",
        kind=kind_of(source.role, value) if source else "version",
        source=value,
        link="" if source and source.role == "image" else link_of(value),
        images=(),
        places=(Place(first.path, first.line),),
    )
