"""Two reports side by side: what was added, removed, upgraded, and where it now comes from."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from dflint.records import NamedTuple
from dflint.reporting.facts import Component, Report, Row
from dflint.reporting.versions import order

Verb = Literal["added", "removed", "upgraded", "downgraded", "changed", "moved"]
VERBS: tuple[Verb, ...] = ("added", "removed", "upgraded", "downgraded", "changed", "moved")
# Two components with so much in common are one that got another name.
ALIKE = 0.5


_Both = tuple[Component | None, Component | None]
Key = tuple[str, ...]
"""What two changes have in common that are the same in two components."""


class Change(NamedTuple):
    """What became of one ingredient: `old` is None where it was added, `new` where it was removed.

    `moved` says that its source is another one, apart from the version in it. `files` are the files that declare it, as
    paths below the component, when others say something else.
    """

    verb: Verb
    old: Row | None
    new: Row | None
    moved: bool = False
    files: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        """What there is now, or was last."""
        row = self.new or self.old
        assert row is not None
        return row


class ComponentChange(NamedTuple):
    """What became of a component: `was` is its path before, where that was another one."""

    verb: Literal["added", "removed", "changed", "renamed"]
    path: str
    title: str
    was: str
    changes: tuple[Change, ...]


class Point(NamedTuple):
    """A revision: the name that people know it by, and the hash of its commit, empty for the work tree."""

    name: str
    commit: str


class Changes(NamedTuple):
    """All changes from `old` to `new`, by path of the component; one in which nothing changed is not in it."""

    old: Point
    new: Point
    components: tuple[ComponentChange, ...]

    def counts(self) -> "Counter[str]":
        """How many ingredients of components that stayed were added, removed, ..."""
        stayed = (each for each in self.components if each.verb in ("changed", "renamed"))
        return Counter(change.verb for each in stayed for change in each.changes)

    def markdown(self) -> str:
        """The changes as a Markdown document for release notes."""
        from dflint.reporting.notes import notes

        return notes(self)

    def json(self) -> dict[str, object]:
        """The changes as plain dicts and lists, for `json.dumps`."""
        from dflint.reporting.notes import plain

        return plain(self)


def compare(before: Report, after: Report, old: Point, new: Point) -> Changes:
    """What changed from the report `before`, at the revision `old`, to the report `after`, at `new`."""
    gone, come = _by_path(before), _by_path(after)
    pairs: list[_Both] = [(gone[key], come[key]) for key in gone if key in come]
    pairs += _renamed([each for key, each in gone.items() if key not in come],
                      [each for key, each in come.items() if key not in gone])  # fmt: skip
    known = {id(each) for pair in pairs for each in pair}
    pairs += [(each, None) for each in before.components if id(each) not in known]
    pairs += [(None, each) for each in after.components if id(each) not in known]
    found = [_component(one, other) for one, other in pairs]
    return Changes(old, new, tuple(sorted((each for each in found if _tells(each)), key=lambda each: each.path)))


def _by_path(report: Report) -> dict[tuple[str, int], Component]:
    """The components by path; those of several roots can have the same one, and are numbered."""
    seen: Counter[str] = Counter()
    found = {}
    for each in report.components:
        found[each.path, seen[each.path]] = each
        seen[each.path] += 1
    return found


def _tells(change: ComponentChange) -> bool:
    return change.verb != "changed" or bool(change.changes)


def _component(old: Component | None, new: Component | None) -> ComponentChange:
    every = list(_changes(_items(old), _items(new)))
    changes = tuple(change for change in every if not _follows(change, every))
    if old is None or new is None:
        each = new or old
        assert each is not None
        return ComponentChange("added" if new else "removed", each.path, each.title, "", changes)
    if old.path != new.path:
        return ComponentChange("renamed", new.path, new.title, old.path, changes)
    return ComponentChange("changed", new.path, new.title, "", changes)


def _follows(change: Change, others: Iterable[Change]) -> bool:
    """True for a source that is another one only for the version of another ingredient in it."""
    old, new = change.old, change.new
    return (
        old is not None
        and new is not None
        and change.verb == "moved"
        and any(
            new.source.replace(other.new.version, other.old.version) == old.source
            for other in others
            if other.old is not None and other.new is not None and other.new.version
        )
    )


def _renamed(gone: Sequence[Component], come: Sequence[Component]) -> list[_Both]:
    """Components that have another path now, the most alike first."""
    before, after = [_features(each) for each in gone], [_features(each) for each in come]
    scores = [
        (len(one & other) / len(one | other), number, place)
        for number, one in enumerate(before) for place, other in enumerate(after) if one & other
    ]  # fmt: skip
    pairs: list[_Both] = []
    used: set[tuple[str, int]] = set()
    for score, number, place in sorted(scores, key=lambda item: (-item[0], *item[1:])):
        keys = {("old", number), ("new", place)}
        if score >= ALIKE and not keys & used:
            used |= keys
            pairs.append((gone[number], come[place]))
    return pairs


def _features(component: Component) -> frozenset[tuple[str, ...]]:
    """What a component is known by, whatever its path: its files with their images, and its ingredients."""
    files = ((build.name, build.image) for build in component.images)
    return frozenset([*files, *((row.name, row.version, row.source) for row in component.rows)])


class _Item(NamedTuple):
    """An ingredient, and the paths below its component of the files that declare it."""

    row: Row
    paths: frozenset[str]


def _items(component: Component | None) -> Iterator[_Item]:
    if component is not None:
        for row in component.rows:
            yield _Item(row, frozenset(place.path.removeprefix(f"{component.path}/") for place in row.places))


def _changes(old: Iterable[_Item], new: Iterable[_Item]) -> Iterator[Change]:
    """The changes of all ingredients of one component, by name."""
    names: dict[tuple[str, str], tuple[list[_Item], list[_Item]]] = {}
    for side, items in enumerate((old, new)):
        for item in items:
            names.setdefault((item.row.name, item.row.found), ([], []))[side].append(item)
    for key in sorted(names):
        yield from _of_one(*names[key])


def _of_one(old: list[_Item], new: list[_Item]) -> Iterator[Change]:
    """The changes of one ingredient, which may have several versions: paired by the files that declare them."""
    lost, gained = _left(old, new), _left(new, old)
    shared = sorted(frozenset().union(*lost.values()) & frozenset().union(*gained.values()))
    pairs: dict[tuple[Row, Row], list[str]] = {}
    for path in shared:
        for one, other in zip(_in(lost, path), _in(gained, path), strict=False):
            pairs.setdefault((one, other), []).append(path)
    done = {row for pair in pairs for row in pair}
    kept = {_identity(item.row) for item in old} & {_identity(item.row) for item in new}
    removed = [row for row in lost if row not in done and _identity(row) not in kept]
    added = [row for row in gained if row not in done and _identity(row) not in kept]
    if len(removed) == len(added):  # in files that have other names now
        pairs |= {pair: [] for pair in zip(removed, added, strict=True)}
        removed, added = [], []
    several = len(old) > 1 or len(new) > 1
    for (one, other), paths in pairs.items():
        yield _pair(one, other, tuple(paths) if several else ())
    yield from (Change("removed", row, None) for row in removed)
    yield from (Change("added", None, row) for row in added)


def _left(items: list[_Item], others: list[_Item]) -> dict[Row, frozenset[str]]:
    """Those of `items` that are in files where `others` have nothing of the kind, with these files."""
    known = {_identity(other.row): other.paths for other in others}
    found = {item.row: item.paths - known.get(_identity(item.row), frozenset()) for item in items}
    return {row: paths for row, paths in found.items() if paths}


def _in(rows: dict[Row, frozenset[str]], path: str) -> list[Row]:
    return [row for row, paths in rows.items() if path in paths]


def _identity(row: Row) -> tuple[str, ...]:
    return row.version, row.link or row.source, row.pin


def _pair(old: Row, new: Row, files: tuple[str, ...]) -> Change:
    moved = _bare(old) != _bare(new)
    if old.version == new.version and old.pin == new.pin:
        return Change("moved", old, new, True, files)
    verb: Verb = {1: "upgraded", -1: "downgraded"}.get(order(old.version, new.version) or 0, "changed")  # type: ignore[assignment]
    return Change(verb, old, new, moved, files)


def _bare(row: Row) -> str:
    """Where it comes from, without the numbers of the version, which most addresses have in them."""
    source = row.link or row.source
    return re.sub(r"\d+(?:[._-]\d+)*", "#", source) if row.version else source


def key_of(change: Change) -> Key:
    """The change, wherever it happened."""
    sides = (change.old, change.new)
    return (
        change.row.name,
        change.verb,
        *(text for row in sides if row for text in (row.version, row.source, row.pin)),
    )
