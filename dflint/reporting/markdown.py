"""The report as Markdown: one document, or the pieces that a page of the wiki is made of."""

from collections.abc import Iterable, Sequence

from dflint.reporting.escape import escape, link
from dflint.reporting.facts import Build, Component, Place, Report, Row

HEADERS = ("Name", "Version", "Kind", "Source", "Image", "Declared at")


def document(report: Report) -> str:
    """One document with a section for each component."""
    sections = [f"## {escape(component.title)}\n\n{body(component)}" for component in report.components]
    return "\n".join(["# Ingredients\n", *(sections or ["No Dockerfiles found.\n"])])


def body(component: Component) -> str:
    """What there is to say of a component, without a heading: its images in build order, then its ingredients."""
    listed = [*_images(component), *_never_built(component)]
    return "\n".join([*listed, _ingredients(component)])


def _ingredients(component: Component) -> str:
    if component.rows:
        return table(HEADERS, [cells(row, component) for row in component.rows])
    hidden = any(build.template or build.error for build in component.images)
    return "No ingredients are known: not all files could be read.\n" if hidden else "No ingredients are declared.\n"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of `rows`, whose cells are Markdown."""
    from tabulate import tabulate

    return tabulate(rows, headers, tablefmt="github", disable_numparse=True) + "\n"


def cells(row: Row, component: Component) -> tuple[str, ...]:
    """The cells of `row`, as Markdown."""
    name, version, kind = escape(row.name), escape(row.version), escape(row.kind)
    return name, version, kind, link(row.source, row.link), _users(row, component), _places(row.places)


def _users(row: Row, component: Component) -> str:
    """The images that `row` goes into; more than two by their numbers in the list above the table."""
    if len(row.images) < 3:
        return ", ".join(escape(image) for image in row.images)
    built = [build.path for build in component.images if build.built]
    files = {place.path for place in row.places}
    numbers = [number for number, path in enumerate(built, 1) if path in files]
    return f"all {len(built)}" if len(numbers) == len(built) else f"no. {ranges(numbers)}"


def ranges(numbers: Iterable[int]) -> str:
    """Rising `numbers` for people: `1, 3–5`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


def _places(places: Sequence[Place]) -> str:
    """The first of `places` and how many more there are: two are shown in full."""
    shown = places if len(places) < 3 else places[:1]
    more = [f"{len(places) - len(shown)} more"] if len(shown) < len(places) else []
    return ", ".join([*(link(f"{place.name}:{place.line}", place.url) for place in shown), *more])


def _images(component: Component) -> list[str]:
    built = [build for build in component.images if build.built]
    items = [f"{number}. {_image(build)}\n" for number, build in enumerate(built, 1)]
    return ["Images in build order:\n", "".join(items)] if built else []


def _image(build: Build) -> str:
    """`file → reference (final), from base`."""
    name = escape(build.name)
    if build.template:
        return f"{name}: template, not expanded"
    if build.error:
        return f"{name}: {escape(build.error)}"
    pushed = "final" if build.final else "intermediate"
    made = f"{name} → {escape(build.reference)} ({pushed})" if build.reference else name
    return f"{made}, from {escape(build.base)}" if build.base else made


def _never_built(component: Component) -> list[str]:
    names = [escape(build.name) for build in component.images if not build.built]
    return [f"Never built: {', '.join(names)}\n"] if names else []
