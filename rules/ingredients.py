"""Ingredients: ARGs that say what goes into an image, each version paired with its source."""

from collections.abc import Iterator

from dflint.lint.finding import INFO, Finding, Related
from dflint.lint.rule import rule
from dflint.model.component import Component
from dflint.model.file import File
from dflint.model.ingredients import SUFFIXES, Ingredient, reference_names, split_name
from dflint.model.project import Project
from dflint.model.words import near
from dflint.syntax.nodes import Arg, Pair
from dflint.text import Edit, Fix, Span, delete, insert, safe

FLOATING = ("latest", "main", "master")
# Suffixes that people write for one that is read.
UNREAD = {
    "_VAR": "_VER", "_VERS": "_VER", "_VERSIONS": "_VERSION", "_URL": "_REPO", "_REPOS": "_REPO",
    "_IMAGES": "_IMAGE", "_PACKAGES": "_PACKAGE",
}  # fmt: skip


def _pairs(file: File) -> Iterator[Pair]:
    for node in file.document.instructions:
        if isinstance(node, Arg):
            yield from node.pairs


def _stems(file: File, *, source: bool) -> set[str]:
    """Stems of all sources (or versions) that the file declares, with a default or without."""
    split = [split_name(pair.name.text) for pair in _pairs(file)]
    return {found[0] for found in split if found and (found[1] != "version") == source}


def _used_in_values(file: File) -> set[str]:
    """Names that the value of some other ARG refers to."""
    return {
        name
        for pair in _pairs(file)
        if pair.value is not None
        for name in reference_names(pair.value.text)
        if name != pair.name.text
    }


def _first(items: list[Ingredient]) -> list[Ingredient]:
    """One ingredient for each name: its first declaration."""
    return list({item.name: item for item in reversed(items)}.values())[::-1]


@rule("WL030", "has-a-version-without-a-source")
def no_source(file: File, component: Component) -> Iterator[Finding]:
    """A `_VER` and no `_REPO`, `_IMAGE` or `_PACKAGE` of the same stem."""
    sources, used = _stems(file, source=True), _used_in_values(file)
    for item in _first(file.ingredients):
        if item.role == "version" and item.stem not in sources and item.name not in used and item.value.text:
            advice = _hint(file, item) or f"declare {_name_like(item, '_REPO')}, _IMAGE or _PACKAGE"
            yield Finding(item.name_span, f"{item.name} has no source; {advice}")


@rule("WL031", "has-a-source-without-a-version")
def no_version(file: File, component: Component, project: Project) -> Iterator[Finding]:
    """A `_REPO`, `_IMAGE` or `_PACKAGE` and no `_VER` of the same stem."""
    versions, used = _stems(file, source=False), _used_in_values(file)
    for item in _first(file.ingredients):
        if item.role == "version" or item.stem in versions or item.name in used:
            continue
        if not _needs_no_version(file, item, project):
            advice = _hint(file, item) or f"declare {_name_like(item, '_VER')}"
            yield Finding(item.name_span, f"{item.name} has no version; {advice}")


def _needs_no_version(file: File, item: Ingredient, project: Project) -> bool:
    """True for a source whose version stands elsewhere, or that this repository builds."""
    parts = [split_name(name) for name in reference_names(item.raw)]
    if split_name(item.stem) or any(part and part[1] == "version" for part in parts):
        return True
    if not item.value.text or "RELEASE" in item.value.names:
        return True
    if file.expansion is not None and not file.expansion.is_literal(item.value_span):
        return True  # a macro made it, of what cannot be seen here
    naming = [reference for reference in file.references if item.name in reference.value.names]
    return any(
        project.builders(reference, file) or (not reference.value.known and "RELEASE" in reference.value.names)
        for reference in naming
    )


def _name_like(item: Ingredient, suffix: str) -> str:
    """A name of the same stem with another suffix, in the case of `item`."""
    stem = item.name[: len(item.stem)]
    return stem + (suffix.lower() if item.name.islower() else suffix)


def _hint(file: File, item: Ingredient) -> str | None:
    """What the author most likely meant, when another ARG of the file shows it: the surest guess first."""
    names = [pair.name.text for pair in _pairs(file) if pair.name.text != item.name]
    guesses = [guess(item, name) for guess in (_underscores, _unread, _no_underscore) for name in names]
    found = next((guess for guess in guesses if guess), None)
    if found is None and item.role == "version" and _is_in_from(file, item):
        return f"FROM uses it, so put the image into {_name_like(item, '_IMAGE')}"
    return found or _other_spelling(file, item, names)


def _half(item: Ingredient, name: str) -> str | None:
    """The stem of `name` when it is a source and `item` a version, or the reverse."""
    split = split_name(name)
    return split[0] if split and (split[1] == "version") != (item.role == "version") else None


def _underscores(item: Ingredient, name: str) -> str | None:
    stem = _half(item, name)
    if stem is None or stem.replace("_", "") != item.stem.replace("_", ""):
        return None
    return f"{max(item.name, name, key=lambda one: one.count('_'))} has an underscore too many"


def _unread(item: Ingredient, name: str) -> str | None:
    for wrong, right in UNREAD.items():
        if name.upper() == item.stem + wrong and (SUFFIXES[right] == "version") != (item.role == "version"):
            return f"{name} is not read as one; name it {_name_like(item, right)}"
    return None


def _no_underscore(item: Ingredient, name: str) -> str | None:
    for suffix, role in SUFFIXES.items():
        if name.upper() == item.stem + suffix[1:] and (role == "version") != (item.role == "version"):
            return f"{name} lacks an underscore; name it {_name_like(item, suffix)}"
    return None


def _is_in_from(file: File, item: Ingredient) -> bool:
    return any(item.name in reference_names(stage.node.rest.text) for stage in file.stages)


def _other_spelling(file: File, item: Ingredient, names: list[str]) -> str | None:
    """A name that looks like the missing half, and has none itself."""
    paired = _stems(file, source=True) & _stems(file, source=False)
    for name in names:
        stem = _half(item, name)
        if stem and stem not in paired and near(stem, item.stem):
            return f"{name} looks like its other half, with another spelling"
    return None


@rule("WL032", "declares-an-ingredient-with-two-values")
def two_values(file: File, component: Component) -> Iterator[Finding]:
    """One ARG, two defaults: a reader of the ingredient table cannot tell which is in the image."""
    seen: dict[str, Ingredient] = {}
    for item in file.ingredients:
        first = seen.setdefault(item.name.upper(), item)
        if first.raw.strip("'\"") != item.raw.strip("'\"") and first.value.text != item.value.text:
            place = Related(file.shown, file.source.position(first.span.start), "the first value is here")
            message = f'{item.name} is "{first.value.text}" in line {first.line}; write ARG {item.name} to keep it'
            yield Finding(item.value_span, message, related=(place,))


@rule("WL033", "declares-arguments-by-a-comment")
def comment_after_value(node: Arg, file: File) -> Iterator[Finding]:
    """`ARG X=1 # text`: a comment ends no line here, so `#` and `text` become arguments."""
    for number, pair in enumerate(node.pairs):
        if pair.name.text.startswith("#") and number:
            line = file.source.line_of(pair.span.start)
            declared = [other for other in node.pairs[number:] if file.source.line_of(other.span.start) == line]
            span = Span(pair.span.start, declared[-1].span.end)
            words = ", ".join(f'"{other.name.text}"' for other in declared[:3])
            message = f"# starts no comment here, this declares {words}; put the comment on a line of its own"
            yield Finding(span, message, _comment_above(file, node, span))
            return


def _comment_above(file: File, node: Arg, span: Span) -> Fix | None:
    """Move the comment above its instruction, when both stand on one line."""
    if node.start_line != node.end_line:
        return None
    text = file.source[span]
    before = file.source.text[: span.start]
    gap = Span(len(before.rstrip(" \t")), span.end)
    edits: tuple[Edit, ...] = (insert(node.span.start, text + "\n"), delete(gap))
    return safe(*edits)


@rule("WL034", "has-a-floating-version")
def floating(file: File, component: Component) -> Iterator[Finding]:
    """A version that means something else tomorrow."""
    for item in _first(file.ingredients):
        if item.role == "version" and item.value.text.lower() in FLOATING:
            message = f'{item.name} is "{item.value.text}", which moves; name a release, a tag or a commit'
            yield Finding(item.value_span, message)


@rule("WL035", "declares-a-source-before-its-version", severity=INFO)
def out_of_order(file: File, component: Component) -> Iterator[Finding]:
    """The version is meant to come first, its source after it."""
    versions = {item.stem: item for item in reversed(file.ingredients) if item.role == "version"}
    seen: set[str] = set()
    for item in file.ingredients:
        version = versions.get(item.stem)
        if item.is_source and version and item.span.start < version.span.start and item.stem not in seen:
            seen.add(item.stem)
            yield Finding(item.name_span, f"{item.name} stands before {version.name}; put the version first")
