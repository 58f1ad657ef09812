"""Changes of ingredients as Markdown for release notes, and as plain values."""

from collections import Counter
from collections.abc import Iterator

from dflint.reporting.changes import VERBS, Change, Changes, ComponentChange, Key, key_of
from dflint.reporting.escape import escape, link
from dflint.reporting.facts import Row
from dflint.reporting.markdown import table
from dflint.reporting.short import brief, shortened

HEADERS = ("Ingredient", "Before", "After", "Change")
# A change in so many components is told once for all.
MANY = 3
LONGEST = 60


def notes(changes: Changes) -> str:
    """One document: the components that changed, the new ones, and those that are gone."""
    title = f"# Ingredients: {escape(changes.old.name)} → {escape(changes.new.name)}\n"
    if not changes.components:
        return f"{title}\nNo ingredient changed.\n"
    return "\n".join([title, f"{_summary(changes)}\n", *_sections(changes)])


def _summary(changes: Changes) -> str:
    kinds = Counter(each.verb for each in changes.components)
    counts = changes.counts()
    stayed = kinds["changed"] + kinds["renamed"]
    names = {"changed": "changed", "renamed": "renamed", "added": "new", "removed": "removed"}
    parts = [f"{kinds[verb]} {name}" for verb, name in names.items() if kinds[verb]]  # type: ignore[index]
    text = f"Components: {', '.join(parts)}."
    if not stayed or not counts:
        return text
    return f"{text} Their ingredients: {', '.join(f'{counts[verb]} {verb}' for verb in VERBS if counts[verb])}."


def _sections(changes: Changes) -> Iterator[str]:
    by_verb: dict[str, list[ComponentChange]] = {}
    for each in changes.components:
        by_verb.setdefault("changed" if each.verb == "renamed" else each.verb, []).append(each)
    yield from _widespread(by_verb.get("changed", []))
    for verb, heading in (("changed", "Changed components"), ("added", "New components")):
        if verb in by_verb:
            yield f"## {heading}\n"
            yield from (f"### {_title(each)}\n\n{_body(each)}" for each in by_verb[verb])
    if "removed" in by_verb:
        yield "## Removed components\n\n" + "".join(f"- {escape(each.title)}\n" for each in by_verb["removed"])


def _widespread(components: list[ComponentChange]) -> Iterator[str]:
    """The changes that several components share."""
    users: dict[Key, list[Change]] = {}
    for each in components:
        for key, change in {key_of(change): change for change in each.changes}.items():
            users.setdefault(key, []).append(change)
    rows = [(*_cells(found[0]._replace(files=())), str(len(found))) for found in users.values() if len(found) >= MANY]
    if rows:
        yield f"## In several components\n\n{table((*HEADERS, 'Components'), rows)}"


def _title(change: ComponentChange) -> str:
    return escape(change.title) + (f" (was {escape(change.was)})" if change.was else "")


def _body(change: ComponentChange) -> str:
    if not change.changes:
        return "No ingredients are declared.\n" if change.verb == "added" else "Its ingredients are the same.\n"
    if change.verb == "added":
        return table(("Ingredient", "Version"), [(_name(each.row), _version(each.row)) for each in change.changes])
    return table(HEADERS, [_cells(each) for each in change.changes])


def _cells(change: Change) -> tuple[str, str, str, str]:
    """The cells of a line; where only some files of the component changed, they are named."""
    name = _name(change.row) + (f" in {', '.join(map(escape, change.files))}" if change.files else "")
    return name, _version(change.old), _version(change.new), _verb(change)


def _name(row: Row) -> str:
    """The name, leading to the source; a source that is no address and no image stands behind it."""
    name = link(row.name, row.link)
    plain = row.source and row.version and not row.link and not _is_image(row)
    return f"{name} ({escape(_short(row.source))})" if plain else name


def _version(row: Row | None) -> str:
    if row is None:
        return ""
    if _is_image(row) and row.source:
        return escape(brief(f"{row.source}{_mark(row.version)}{row.version}"))
    return escape(brief(row.version)) or escape(_short(row.source))


def _mark(version: str) -> str:
    """What stands between an image and its version."""
    return "" if not version else "@" if version.startswith("sha256:") else ":"


def _verb(change: Change) -> str:
    old = change.old
    if not change.moved or old is None or (_is_image(old) and _is_image(change.row)):
        return change.verb
    return f"{change.verb}, was from {link(_short(old.source), old.link)}" if old.source else change.verb


def _short(source: str) -> str:
    text = brief(shortened(source.removesuffix(".git")))
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}…{text[-LONGEST // 2 :]}"


def _is_image(row: Row) -> bool:
    return row.kind == "image"


def plain(changes: Changes) -> dict[str, object]:
    """All of `changes` as plain dicts and lists; the keys are stable, new ones may be added."""
    return {
        "from": {"name": changes.old.name, "commit": changes.old.commit or None},
        "to": {"name": changes.new.name, "commit": changes.new.commit or None},
        "counts": {verb: changes.counts()[verb] for verb in VERBS},
        "components": [
            {
                "path": each.path,
                "change": each.verb,
                "was": each.was or None,
                "ingredients": [_plain_change(change) for change in each.changes],
            }
            for each in changes.components
        ],
    }


def _plain_change(change: Change) -> dict[str, object]:
    return {
        "name": change.row.name,
        "change": change.verb,
        "moved": change.moved,
        "files": list(change.files),
        "from": _plain_row(change.old) if change.old else None,
        "to": _plain_row(change.new) if change.new else None,
    }


def _plain_row(row: Row) -> dict[str, object]:
    return {
        "version": row.version,
        "kind": row.kind,
        "source": row.source,
        "url": row.link or None,
        "found": row.found,
        "pin": row.pin or None,
    }
