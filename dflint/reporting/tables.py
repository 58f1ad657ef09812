"""The ingredients of a component as tables: what was declared, base images, packages, downloads."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from dflint.reporting.facts import Component, Place, Row
from dflint.reporting.nodes import (
    Block,
    Fold,
    Heading,
    Line,
    Link,
    PageLink,
    Paragraph,
    Table,
    Text,
    Words,
    joined,
    number,
    text,
    words,
)
from dflint.reporting.short import brief, ranges, shortened

# A table of packages with more rows than this is folded.
_MANY = 12
UNRESOLVED = " (not resolved)"


class Context(NamedTuple):
    """What a table's cells may need: the component, and the names of the pages of ingredients."""

    component: Component
    pages: Mapping[str, str] = {}


Column = tuple[str, Callable[[Row, Context], Line], Callable[[Row], bool] | None]


def ingredients(context: Context, level: int) -> Iterator[Block]:
    """The tables of all rows, each under a heading of `level`; a line that says why when there is none."""
    rows = context.component.rows
    if not rows:
        yield Heading(level, words("Ingredients"))
        yield Paragraph(words(_nothing(context.component)))
    for title, chosen in _sections(rows):
        if title == "Packages":
            yield from _packages(chosen, context, level)
        elif chosen:
            yield Heading(level, words(title))
            yield table(chosen, context)


def _nothing(component: Component) -> str:
    hidden = any(build.template or build.error for build in component.images)
    return "No ingredients are known: not all files could be read." if hidden else "No ingredients are declared."


def _sections(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows by the section of the page that they stand in."""
    sections: dict[str, list[Row]] = {"Ingredients": [], "Base images": [], "Downloads": [], "Packages": []}
    for row in rows:
        sections[_section(row)].append(row)
    return list(sections.items())


def _section(row: Row) -> str:
    if row.declared:
        return "Ingredients"
    if row.kind == "image":
        return "Base images"
    return "Packages" if row.kind.endswith("package") else "Downloads"


def _packages(rows: Sequence[Row], context: Context, level: int) -> Iterator[Block]:
    """A table a kind of package, those with many rows folded."""
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row)
    if kinds:
        yield Heading(level, words("Packages"))
    for kind in sorted(kinds):
        made = table(kinds[kind], context)
        if len(kinds[kind]) > _MANY:
            yield Fold(level + 1, text(number(len(kinds[kind]), kind)), made)
        else:
            yield made


def table(rows: Sequence[Row], context: Context) -> Table:
    """The table of `rows`: columns that have nothing to say are left out."""
    columns = [column for column in _COLUMNS if column[2] is None or any(map(column[2], rows))]
    cells = tuple(tuple(cell(row, context) for _, cell, _ in columns) for row in rows)
    return Table(tuple(header for header, _, _ in columns), cells)


def _name(row: Row, context: Context) -> Line:
    page = context.pages.get(key_of(row))
    return (PageLink(row.name, page),) if page else text(row.name)


def key_of(row: Row) -> str:
    """What two rows share when they are about the same ingredient.

    An ingredient that was declared has its name, whatever its source; a declared image that of the image, too, since
    `OS` may be two systems. What was only found is the same when its kind is.
    """
    if row.kind == "image":
        return f"image\n{row.source or row.name}".casefold()
    return f"{'' if row.declared else row.kind}\n{row.name}".casefold()


def version(row: Row) -> Line:
    """The version, with a note where a part of it could not be resolved."""
    note = words(UNRESOLVED) if not row.resolved and "$" in row.version else ()
    return text(row.version) + note


def source(row: Row, _: Context | None = None) -> Line:
    """The source, as a link with a short label where there is one; with a note where it could not be resolved."""
    if row.link:
        return (Link(shortened(row.source), row.link),)
    return text(row.source) + (words(UNRESOLVED) if not row.resolved and "$" in row.source else ())


def _users(row: Row, context: Context) -> Line:
    """The images that `row` goes into; more than two by their numbers in the list above the table."""
    if len(row.images) < 3:
        return joined(text(image) for image in row.images)
    built = [build.path for build in context.component.images if build.built]
    files = {place.path for place in row.places}
    numbers = [index for index, path in enumerate(built, 1) if path in files]
    if not numbers:
        return joined(text(image) for image in row.images)
    return words(f"all {len(built)}" if len(numbers) == len(built) else f"no. {ranges(numbers)}")


def places(row: Row, _: Context | None = None) -> Line:
    """The first places and how many more there are: two are shown in full."""
    shown = row.places if len(row.places) < 3 else row.places[:1]
    more = words(f"{len(row.places) - len(shown)} more") if len(shown) < len(row.places) else ()
    return joined([*(_place(place) for place in shown), *([more] if more else [])])


def _place(place: Place) -> Line:
    shown = f"{place.name}:{place.line}"
    return (Link(shown, place.url) if place.url else Text(shown),)


_COLUMNS: tuple[Column, ...] = (
    ("Name", _name, None),
    ("Version", lambda row, _: version(row), None),
    ("Kind", lambda row, _: text(row.kind), None),
    ("Source", source, None),
    ("Pinned to", lambda row, _: text(brief(row.pin)), lambda row: bool(row.pin)),
    ("Found in", lambda row, _: text(row.found), lambda row: row.found != "ARG"),
    ("Image", _users, None),
    ("Ships", lambda row, _: (Words("yes" if row.shipped else "no, build only"),), lambda row: not row.shipped),
    ("Declared at", places, None),
)
