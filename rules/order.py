"""The build order that file names give: `Dockerfile.9.*` first, down to `Dockerfile.1.*`, then `Dockerfile`."""

from collections.abc import Iterator

from dflint.lint.finding import ERROR, Finding, Related
from dflint.lint.rule import rule
from dflint.model.component import Component
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.stages import Reference
from dflint.syntax.nodes import From
from dflint.text import Span, insert, unsafe

COPIES = (".orig", ".bak", ".rej", ".swp", ".swo", ".old", ".save", "~")


def _is_copy(file: File) -> bool:
    return file.name.endswith(COPIES)


def _start(file: File) -> Span:
    return Span(0, len(file.source.line_text(1)) if file.source.line_count else 0)


@rule("WL040", "is-never-built", severity=ERROR)
def never_built(component: Component) -> Iterator[Finding]:
    """The build script finds no file of this name; that of a template tells as much as any."""
    for file in component.files:
        if file.number is None and file.name.startswith("Dockerfile") and not file.name.endswith(".dockerignore"):
            advice = "delete this copy" if _is_copy(file) else "name it Dockerfile.[1-9].<string> or Dockerfile"
            yield Finding(_start(file), f"{file.name} is never built; {advice}", file=file)


@rule("WL041", "is-a-copy-that-is-built")
def built_copy(file: File, component: Component) -> Iterator[Finding]:
    """An editor's or a patch's copy, whose name the build script finds."""
    if file.number is not None and _is_copy(file):
        yield Finding(_start(file), f"{file.name} is a backup copy and will be built; delete it")


@rule("WL042", "builds-on-an-image-that-is-built-later", severity=ERROR)
def built_later(file: File, component: Component, project: Project) -> Iterator[Finding]:
    """An image of the component is needed before it is there."""
    for reference in file.references:
        others = project.siblings(reference, file)
        if not others or file.number is None:
            continue
        if file in others or any(other.number is None or other.number > file.number for other in others):
            continue
        yield _too_late(file, reference, others[0])


def _too_late(file: File, reference: Reference, other: File) -> Finding:
    assert other.image is not None and file.number is not None
    when = "at no certain time before" if other.number == file.number else "after"
    advice = f"give it a number above {file.number}" if file.number < 9 else f"give {file.name} a lower number"
    message = f'"{other.image.name}" comes from {other.name}, which is built {when} {file.name}; {advice}'
    place = Related(other.shown, other.source.position(other.image.span.start), "it is built here")
    return Finding(reference.word.span, message, related=(place,))


@rule("WL043", "is-part-of-a-cycle-of-images", severity=ERROR)
def cycle(file: File, component: Component, project: Project) -> Iterator[Finding]:
    """Following the images of the component that it needs leads back to the file itself."""
    for reference in file.references:
        path = _way_back(project, file, reference)
        if path:
            names = " -> ".join(other.name for other in (file, *path))
            yield Finding(reference.word.span, f"images need each other: {names}; break the cycle")
            return


def _way_back(project: Project, file: File, first: Reference) -> list[File]:
    """The files from what `first` names to `file`, shortest way; empty when there is none."""
    ways = [[other] for other in project.siblings(first, file)]
    seen: set[str] = set()
    for way in ways:
        if way[-1] is file:
            return way
        if way[-1].path not in seen:
            seen.add(way[-1].path)
            for reference in way[-1].references:
                ways += [[*way, other] for other in project.siblings(reference, way[-1])]
    return []


@rule("WL044", "names-a-sibling-without-the-release")
def without_release(file: File, component: Component, project: Project) -> Iterator[Finding]:
    """A released build would take the sibling of another release."""
    for reference in file.references:
        others = project.siblings(reference, file)
        if others and "RELEASE" not in reference.value.names and _is_local(reference, others[0]):
            yield _add_release(reference, others[0])


def _is_local(reference: Reference, other: File) -> bool:
    """True when the reference is the sibling's bare name, not one with a registry or tag of its own."""
    return other.image is not None and reference.value.text in (other.image.name, other.image.name + ":latest")


def _add_release(reference: Reference, other: File) -> Finding:
    assert other.image is not None
    if not isinstance(reference.node, From):
        message = f'"{other.image.name}" lacks the release; name it in a FROM {other.image.name}${{RELEASE}} AS stage'
        return Finding(reference.word.span, message)
    message = f'"{other.image.name}" lacks the release; write {reference.text}${{RELEASE}} after an ARG RELEASE'
    fix = unsafe(insert(reference.word.span.end, "${RELEASE}")) if reference.text == other.image.name else None
    return Finding(reference.word.span, message, fix)
