"""The bill of materials in the form that the build script of a workload tree prints."""

from collections.abc import Iterable, Iterator

from dflint.reporting.facts import Argument, Build, Component, Report


def bill(report: Report) -> str:
    """A line for each component's group, below it each built file's image in build order, below that its ARGs.

    A template that was not expanded has no lines, nor has a file that the build never looks at.
    """
    groups: dict[str, list[str]] = {}
    for component in report.components:
        lines = groups.setdefault(component.group, [])
        lines += [*_arguments(component.roles), *(line for build in _printed(component) for line in _build(build))]
    return "".join(f"{line}\n" for group, lines in groups.items() if lines for line in (f"# {one_line(group)}", *lines))


def _printed(component: Component) -> Iterator[Build]:
    return (build for build in component.images if build.built and not build.template and not build.error)


def _build(build: Build) -> Iterator[str]:
    yield _header(build)
    yield from _arguments(build.arguments)


def _arguments(arguments: Iterable[Argument]) -> Iterator[str]:
    for argument in arguments:
        yield f"ARG {one_line(argument.name)}={one_line(argument.value)}"


def _header(build: Build) -> str:
    """`# image: REF` for a final image, `## image: REF` for an intermediate one; the file when it has no name."""
    if not build.reference:
        return f"# file: {one_line(build.path)}"
    return f"{'#' if build.final else '##'} image: {one_line(build.reference)}"


def one_line(text: str) -> str:
    """`text` with each character that some program takes for the end of a line spelt as an escape."""
    return "".join(
        char if char.isprintable() or char == "\t" else char.encode("unicode_escape").decode() for char in text
    )
