"""The ingredients of a component as tables: what was declared, base images, packages, downloads."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

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
# So long may the names of two images be together; otherwise their numbers tell.
_NARROW = 16
# So long may the names of two files be together.
_WIDEST = 40
UNRESOLVED = " (not resolved)"


class Context:
    """What the cells of a component's tables may need: the names of the pages of ingredients, its images by number."""

    def __init__(self, component: Component, pages: Mapping[str, str]) -> None:
        self.component = component
        self.pages = pages
        built = [build for build in component.images if build.built]
        self.images = len(built)
        self._paths: dict[str, dict[int, str]] = {}
        self._labels: dict[str, list[int]] = {}
        for number_, build in enumerate(built, 1):
            self._paths.setdefault(build.path, {})[number_] = build.label
            self._labels.setdefault(build.label, []).append(number_)

    def numbers(self, row: Row) -> list[int]:
        """The numbers of the images of `row`; where several have a name, of those whose files declare it."""
        declaring = {key: label for place in row.places for key, label in self._paths.get(place.path, {}).items()}
        names = set(row.images).difference(declaring.values())
        return sorted({*declaring, *(key for name in names for key in self._labels.get(name, ()))})


# A header, the cell of a row, and whether the row has something to say there.
Column = tuple[str, Callable[[Row, Context], Line], Callable[[Row], bool]]


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
            yield table(chosen, context, without=KIND if title == "Base images" else "")


def _nothing(component: Component) -> str:
    hidden = any(build.template or build.error for build in component.images)
    return "No ingredients are known: not all files could be read." if hidden else "No ingredients are declared."


def _sections(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The rows by the section of the page that they stand in."""
    sections: dict[str, list[Row]] = {"Ingredients": [], "Base images": [], "Downloads": [], "Packages": []}
    for row in rows:
        sections[_section(row)].append(row)
    return list(sections.items())


# What is fetched as it is; other kinds are of packages.
_FETCHED = ("git repository", "archive", "file", "script", "key", "repository", "version")


def _section(row: Row) -> str:
    if row.declared:
        return "Ingredients"
    if row.kind == "image":
        return "Base images"
    return "Downloads" if row.kind in _FETCHED else "Packages"


def _packages(rows: Sequence[Row], context: Context, level: int) -> Iterator[Block]:
    """A table a kind of package, those with many rows folded."""
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row)
    if kinds:
        yield Heading(level, words("Packages"))
    for kind in sorted(kinds):
        made, noun = table(kinds[kind], context, without=KIND), text(number(len(kinds[kind]), kind))
        if len(kinds[kind]) > _MANY:
            yield Fold(level + 1, noun, made)
        else:
            yield from (Heading(level + 1, noun), made)


def table(rows: Sequence[Row], context: Context, without: str = "") -> Table:
    """The table of `rows`; columns that have nothing to say are left out."""
    columns = [
        (header, cell)
        for header, cell, wanted in _COLUMNS
        if header != without and any(map(wanted, rows)) and (header != IMAGE or context.images != 1)
    ]
    cells = tuple(tuple(cell(row, context) for _, cell in columns) for row in rows)
    return Table(tuple(header for header, _ in columns), cells)


def _name(row: Row, context: Context) -> Line:
    page = context.pages.get(key_of(row))
    return (PageLink(row.name, page),) if page else text(row.name)


def key_of(row: Row) -> str:
    """What two rows share when they are about the same ingredient.

    An ingredient that was declared has its name, whatever its source; a declared image that of the image, too, since
    `OS` may be two systems. What was only found is the same when its kind is.
    """
    if row.kind == "image":
        return f"image\n{repository(row)}".casefold()
    return f"{'' if row.declared else row.kind}\n{row.name}".casefold()


def repository(row: Row) -> str:
    """The name of the image that `row` is about, without its tag and digest."""
    plain = (row.source or row.name).partition("@")[0]
    head, _, tag = plain.rpartition(":")
    return head if head and "/" not in tag else plain


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
    """The images that `row` goes into; several, or long names, by their numbers in the table of images."""
    short = len(row.images) < 3 and sum(map(len, row.images)) <= _NARROW
    numbers = [] if context.images < 3 or short else context.numbers(row)
    if not numbers:
        return joined(text(image) for image in row.images)
    return words(f"all {context.images}" if len(numbers) == context.images else f"no. {ranges(numbers)}")


def places(row: Row, _: Context | None = None) -> Line:
    """The first places and how many more there are: two are shown in full, if their names are short."""
    wide = sum(len(place.name) for place in row.places) > _WIDEST
    shown = row.places[: 1 if wide or len(row.places) > 2 else 2]
    more = words(f"{len(row.places) - len(shown)} more") if len(shown) < len(row.places) else ()
    return joined([*(_place(place) for place in shown), *([more] if more else [])])


def _place(place: Place) -> Line:
    shown = f"{place.name}:{place.line}"
    return (Link(shown, place.url) if place.url else Text(shown),)


IMAGE, KIND = "Image", "Kind"
_COLUMNS: tuple[Column, ...] = (
    ("Name", _name, lambda row: True),
    ("Version", lambda row, _: version(row), lambda row: bool(row.version)),
    (KIND, lambda row, _: text(row.kind), lambda row: True),
    ("Source", source, lambda row: bool(row.source)),
    ("Pinned to", lambda row, _: text(brief(row.pin)), lambda row: bool(row.pin)),
    ("Found in", lambda row, _: text(row.found), lambda row: row.found != "ARG"),
    (IMAGE, _users, lambda row: bool(row.images)),
    ("Ships", lambda row, _: (Words("yes" if row.shipped else "no, build only"),), lambda row: not row.shipped),
    ("Declared at", places, lambda row: bool(row.places)),
)
