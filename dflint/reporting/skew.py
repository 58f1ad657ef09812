"""Ingredients across all components: who uses which version of what."""

from collections.abc import Iterable

from dflint.records import NamedTuple
from dflint.reporting.facts import Component, Report, Row
from dflint.reporting.tables import key_of, repository
from dflint.reporting.versions import Rank, key


class Use(NamedTuple):
    """One row of one component."""

    component: Component
    row: Row


class Ingredient(NamedTuple):
    """All uses of an ingredient, newest version first; `key` tells it from others, `name` is as most write it."""

    key: str
    name: str
    uses: tuple[Use, ...]

    def versions(self) -> dict[str, list[Component]]:
        """The components by the version that they use; versions that are unknown, or only in part, are left out."""
        found: dict[str, dict[str, Component]] = {}
        for use in self.uses:
            if use.row.version and use.row.resolved and "$" not in use.row.version:
                found.setdefault(use.row.version, {})[use.component.path] = use.component
        return {version: list(components.values()) for version, components in found.items()}


def ingredients(report: Report) -> list[Ingredient]:
    """All ingredients of `report`, by name."""
    uses: dict[str, list[Use]] = {}
    for component in report.components:
        for row in component.rows:
            uses.setdefault(key_of(row), []).append(Use(component, row))
    found = [Ingredient(name, title(used), tuple(_newest_first(used))) for name, used in uses.items()]
    return sorted(found, key=lambda ingredient: (ingredient.name.casefold(), ingredient.key))


def title(uses: Iterable[Use]) -> str:
    """The name of an ingredient: an image's is that of the image."""
    names: dict[str, int] = {}
    for use in uses:
        name = repository(use.row) if use.row.kind == "image" else use.row.name
        names[name] = names.get(name, 0) + 1
    return min(names, key=lambda name: (-names[name], name))


def skewed(found: Iterable[Ingredient]) -> list[Ingredient]:
    """Those of `found` with several versions."""
    return [ingredient for ingredient in found if len(ingredient.versions()) > 1]


def _newest_first(uses: list[Use]) -> list[Use]:
    by_path = sorted(uses, key=lambda use: use.component.path)
    return sorted(by_path, key=lambda use: newness(use.row.version), reverse=True)


def newness(version: str) -> tuple[bool, list[Rank], str]:
    """A key that puts `1.10` behind `1.9`, and what is in no order before both."""
    found = key(version)
    return found is not None, found[1] if found else [], version
