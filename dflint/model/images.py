"""The image that a file builds: its name, as the comment in the first two lines gives it.

The build script of a workload tree takes the last of the first two lines that starts with `#`s and one blank, and of it
the second word between single blanks: `# name` is pushed to the registry, `## name` stays on the build machine.
"""

import re
from collections.abc import Mapping
from functools import cache

from dflint.records import NamedTuple
from dflint.text import Source, Span


class Image(NamedTuple):
    """The image a file builds: `name` at `span`, `final` when it is pushed, `reference` the whole reference."""

    name: str
    final: bool
    span: Span
    reference: str


class Header(NamedTuple):
    """A line that gives a name: its 1-based number, the `#`s, the name and its place, the line without its ending."""

    line: int
    marks: str
    name: str
    span: Span
    text: str

    @property
    def comment(self) -> str:
        """What follows the `#`s, without the blanks around it."""
        return self.text[len(self.marks) :].strip()

    @property
    def is_prose(self) -> bool:
        """True for a comment that nobody means as a name: a directive, a sentence, a link, a ruler, nothing."""
        words = self.comment.split()
        if not words or is_directive(self.comment):
            return True
        if len(words) == 1:
            return "://" in words[0] or not any(letter.isalnum() for letter in words[0])
        sentence = len(words) > 2 and words[0].isalpha() and words[1][0].isalnum()
        return not is_repository(words[0]) or sentence or "=" in words[1]


def is_directive(comment: str) -> bool:
    """True for the text of a comment that is meant as a parser directive: `syntax=...`."""
    return bool(_directive().match(comment))


@cache
def _directive() -> "re.Pattern[str]":
    return re.compile(r"(syntax|escape|check)\s*=", re.IGNORECASE)


@cache
def _header() -> "re.Pattern[str]":
    return re.compile(r"(#+) ([^ ]*)")


@cache
def _repository() -> "re.Pattern[str]":
    """A repository name (distribution/reference): path components of lower case letters, digits and separators."""
    part = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
    return re.compile(rf"{part}(?:/{part})*")


def headers(source: Source) -> list[Header]:
    """The lines among the first two that the build script takes for a name, in file order; the last one counts."""
    found = []
    for number in range(1, min(2, source.line_count) + 1):
        start = source.line_span(number).start
        text = source[source.line_span(number)].removesuffix("\n")
        match = _header().match(text)
        if match:
            span = Span(start + match.start(2), start + match.end(2))
            found.append(Header(number, match[1], match[2], span, text))
    return found


def read_image(source: Source, build_args: Mapping[str, str]) -> Image | None:
    """The image that `source` builds, or None without a name."""
    found = headers(source)
    if not found or not found[-1].name.strip():
        return None
    name = found[-1].name.rstrip("\r")
    prefix, suffix = build_args.get("REGISTRY", ""), build_args.get("IMAGESUFFIX", "")
    reference = f"{prefix}{name}{suffix}{build_args.get('RELEASE', '')}"
    return Image(name, found[-1].marks == "#", found[-1].span, reference)


def is_named(source: Source) -> bool:
    """True when one of the first two lines is the name of an image and nothing else, which prose hardly is."""
    return any(header.comment == header.name and is_repository(header.name) for header in headers(source))


def is_repository(name: str) -> bool:
    """True for a valid repository name without registry and tag."""
    return bool(_repository().fullmatch(name)) and len(name) <= 255


def sibling_names(reference: str, build_args: Mapping[str, str]) -> list[str]:
    """What `reference` can mean without what the build adds to an image's name: registry, architecture, release."""
    name = reference.removeprefix(build_args.get("REGISTRY", ""))
    for ending in (build_args.get("RELEASE", ""), ":latest"):
        name = name.removesuffix(ending)
    suffixes = (build_args.get("IMAGESUFFIX", ""), "-arm64")
    return [name, *(name.removesuffix(suffix) for suffix in suffixes if suffix and name.endswith(suffix))]
