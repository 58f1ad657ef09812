"""The bill of materials in the form that the build script of a workload tree prints."""

from collections.abc import Iterator

from dflint.reporting.facts import Build, Component, Report


def bill(report: Report) -> str:
    """A line for each component's group, below it each built file's image in build order, below that its ARGs.

    A template that was not expanded has no lines, nor has a file that the build never looks at.
    """
    groups: dict[str, list[Build]] = {}
    for component in report.components:
        groups.setdefault(component.group, []).extend(_printed(component))
    return "".join(f"{line}\n" for group, builds in groups.items() if builds for line in _group(group, builds))


def _printed(component: Component) -> Iterator[Build]:
    return (build for build in component.images if build.built and not build.template and not build.error)


def _group(group: str, builds: list[Build]) -> Iterator[str]:
    yield f"# {one_line(group)}"
    for build in builds:
        yield _header(build)
        for argument in build.arguments:
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
