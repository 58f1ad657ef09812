"""The image name in the first lines of a component's Dockerfile."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.lint.finding import ERROR, Finding, Related
from dflint.lint.rule import rule
from dflint.model.component import Component
from dflint.model.file import File
from dflint.model.images import Header, headers, is_directive, is_repository
from dflint.model.platforms import differ_by_platform
from dflint.model.project import Project
from dflint.text import BOM, Source, Span, delete, insert, replace, safe


def _first_line(source: Source) -> Span:
    line = source.line_span(1)
    return Span(line.start, line.start + len(source.line_text(1)))


@rule("WL001", "has-no-image-name", severity=ERROR)
def no_name(file: File, component: Component) -> Iterator[Finding]:
    """No line among the first two gives the image a name."""
    if not file.source.text or list(_malformed(file.source)):
        return
    found = headers(file.source)
    if not found or found[-1].is_prose:
        yield Finding(_first_line(file.source), _no_name_message(found))


def _no_name_message(found: list[Header]) -> str:
    advice = 'write "# name" in line 1, or in line 2 below "# syntax=" ("## name" for an intermediate image)'
    if found and found[-1].name:
        return f'no image name, the build would take "{found[-1].name}" from this comment; {advice}'
    return f"no image name in the first two lines; {advice}"


@rule("WL002", "has-a-malformed-image-name", severity=ERROR)
def malformed_name(file: File, component: Component) -> Iterator[Finding]:
    """A line gives a name, and the build script reads another one or none."""
    yield from _malformed(file.source)


def _malformed(source: Source) -> Iterator[Finding]:
    found = headers(source)
    swallowed = _swallowed(source, found)
    if swallowed:
        yield swallowed
    elif not found or all(header.is_prose for header in found):
        yield from _near_misses(source)
    elif not found[-1].is_prose:
        yield from _broken(source, found[-1])


def _swallowed(source: Source, found: list[Header]) -> Finding | None:
    """A good name in line 1 that line 2 takes the place of."""
    if len(found) < 2 or not _is_name(found[0], found[1]):
        return None
    second = source.line_span(2)
    text = source.line_text(2)
    span = Span(second.start, second.start + len(text))
    name, taken = found[0].name.strip(), found[1].name.strip()
    if is_directive(found[1].comment):
        swap = safe(delete(second), insert(0, text + "\n")) if source[second].endswith("\n") else None
        message = f'the name "{name}" above is lost and this directive is inert; put the directive into line 1'
        return Finding(span, message, swap)
    taken = f'"{taken}"' if taken else "an empty name"
    message = f'the build reads {taken} here in place of the name "{name}" above; put an empty line between them'
    return Finding(span, message, safe(insert(second.start, "\n")))


def _is_name(header: Header, following: Header) -> bool:
    """True when `header` is a name; words after it are fine where the line below it is certainly no name."""
    alone = len(header.comment.split()) == 1
    return is_repository(header.name.strip()) and (alone or (following.is_prose and not header.is_prose))


def _near_misses(source: Source) -> Iterator[Finding]:
    """A line that a person reads as a name and the build script does not."""
    for number in range(1, min(2, source.line_count) + 1):
        start = source.line_span(number).start
        match = _near_name().fullmatch(source[source.line_span(number)].removesuffix("\n"))
        if match and not is_directive(match["name"]):
            yield _near_miss(source, start, match)
            return


@cache
def _near_name() -> "re.Pattern[str]":
    """A line that looks like a name to a person, though not to the build script."""
    return re.compile(rf"{BOM}?[ \t]*(?P<marks>#+)(?P<gap>[ \t]*)(?P<name>[a-z0-9][a-z0-9._/-]*)[ \t\r]*")


def _near_miss(source: Source, start: int, match: "re.Match[str]") -> Finding:
    gap = Span(start + match.start("gap"), start + match.end("gap"))
    marks = Span(start, start + match.start("marks"))
    name = match["name"]
    if source[marks].startswith(BOM):
        fix = safe(delete(Span(start, start + 1)))
        return Finding(Span(start, start + 1), f'a byte order mark hides the name "{name}"; delete it', fix)
    if marks.end > marks.start:
        return Finding(marks, f'blanks before # hide the name "{name}"; delete them', safe(delete(marks)))
    if not match["gap"]:
        whole = Span(start, start + match.end("name"))
        return Finding(whole, f'no blank after # hides the name; write "# {name}"', safe(insert(gap.start, " ")))
    message = f'a TAB after # hides the name "{name}"; write one blank'
    return Finding(gap, message, safe(replace(gap, " ")))


def _broken(source: Source, header: Header) -> Iterator[Finding]:
    """A line that the build script takes for a name, with a fault in it."""
    start = source.line_span(header.line).start
    after = start + len(header.marks)
    rest = header.text[len(header.marks) :]
    gap = Span(after, after + len(rest) - len(rest.lstrip()))
    if source[gap] != " ":
        what = "a TAB after # becomes part of the name"
        if "\t" not in source[gap]:
            what = "more than one blank after # makes the name empty"
        yield Finding(gap, f'{what}; write "{header.marks} {header.comment}"', safe(replace(gap, " ")))
    elif header.name.endswith("\r"):
        end = header.span.end
        message = f'the line ends in CR, which becomes part of the name "{header.name.rstrip()}"; use LF line endings'
        yield Finding(Span(end - 1, end), message, safe(delete(Span(end - 1, end))))
    elif len(header.marks) > 2:
        message = f'"{header.marks}" is neither # (final image) nor ## (intermediate); the image would not be pushed'
        yield Finding(Span(start, after), message)
    elif not is_repository(header.name):
        message = f'"{header.name}" is no valid image name; use lower case letters, digits and - _ . between them'
        yield Finding(header.span, message)


@rule("WL003", "shares-its-image-name", severity=ERROR)
def shared_name(file: File, component: Component, project: Project) -> Iterator[Finding]:
    """Another file builds an image of the same name: the one that is built later wins."""
    if file.image is None or not is_repository(file.image.name) or file not in component.built:
        return
    if headers(file.source)[-1].is_prose:
        return
    for other in project.same_name(file):
        if other.component is component and differ_by_platform(file, other):
            continue
        if other.image is not None and (other.path < file.path or not other.focus):
            place = Related(other.shown, other.source.position(other.image.span.start), "the same name is here")
            message = f'the image name "{file.image.name}" is taken by {other.path}; give each image its own'
            yield Finding(file.image.span, message, related=(place,))
            return
