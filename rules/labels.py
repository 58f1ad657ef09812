"""Labels: their names, and what the options label-schema and strict-labels ask of them."""

import re
from collections.abc import Callable, Iterator

from dflint.lint.finding import INFO, STYLE, Finding
from dflint.lint.rule import rule
from dflint.model import label_kinds, spdx
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.sources import origins
from dflint.model.stages import Stage
from dflint.model.values import Value
from dflint.records import NamedTuple
from dflint.settings import Settings
from dflint.syntax.nodes import Label
from dflint.text import Edit, Fix, Span, replace, safe, unsafe

RESERVED = ("com.docker.", "io.docker.", "org.dockerproject.")
# What Docker asks authors of extensions to set.
FREE = ("com.docker.extension.", "com.docker.desktop.extension.")


class Given(NamedTuple):
    """A label of one LABEL: name and value resolved, the places of both, and the value as written."""

    name: Value
    value: Value
    name_span: Span
    value_span: Span
    raw: str


def _given(node: Label, stage: Stage) -> Iterator[Given]:
    """The labels of `node`; none for ONBUILD, whose names are those of another build."""
    for pair in node.pairs if any(node is each for each in stage.instructions) else ():
        value = pair.value.text if pair.value else ""
        place = pair.value.span if pair.value and value else pair.name.span
        yield Given(stage.expand(pair.name.text, node), stage.expand(value, node), pair.name.span, place, value)


@rule("DL3048", "has-a-label-with-an-unusual-name", severity=STYLE, default=False)
def unusual_name(node: Label, stage: Stage) -> Iterator[Finding]:
    """A name of other than lower case letters, digits, single separators, or one of Docker's own."""
    for label in _given(node, stage):
        name = label.name.text
        if not label.name.known:
            continue
        if reason := _reason(name):
            lower = name.lower()
            fix = None if _reason(lower) else _rename(label, name, lower)
            yield Finding(label.name_span, f'label "{name}" {reason}', fix)


def _rename(label: Given, name: str, lower: str) -> Fix | None:
    return unsafe(replace(label.name_span, lower)) if label.name_span.end - label.name_span.start == len(name) else None


def _reason(name: str) -> str | None:
    """What speaks against the label `name`, if anything."""
    if name.startswith(RESERVED) and not name.startswith(FREE):
        return "begins as those that Docker keeps for itself; choose another name"
    if not re.match("[a-z]", name):
        return "does not begin with a small letter"
    if not re.fullmatch(r"[a-z0-9._/-]*", name):
        return "holds other than small letters, digits and . - _ /"
    if not re.search("[a-z0-9]$", name):
        return "does not end with a small letter or digit"
    return "has two separators in a row" if ".." in name or "--" in name else None


@rule("DL3049", "lacks-a-label", severity=INFO)
def missing(stage: Stage, file: File, project: Project, settings: Settings) -> Iterator[Finding]:
    """A stage that others do not just copy from or build on has no label of `label-schema`."""
    if stage.index < 0 or not settings.label_schema or _is_used(stage, file):
        return
    own = [label.name.text for each in _ancestry(stage, file, project) for label in _labels(each)]
    for name in settings.label_schema:
        if name not in own:
            yield Finding(
                (stage.node.image or stage.node.rest).span, f'the image has no label "{name}"; add LABEL {name}=...'
            )


def _is_used(stage: Stage, file: File) -> bool:
    """True for a stage that is only there for others: named in a FROM or in a --from below."""
    for other in file.stages[stage.index + 1 :]:
        named = (origin for node in other.instructions for origin in origins(node, file.source))
        if other.parent is stage or any(origin.among(file.stages[: other.index]) is stage for origin in named):
            return True
    return False


def _ancestry(stage: Stage, file: File, project: Project) -> Iterator[Stage]:
    """`stage`, those it builds on, and those that other files of the project build for it."""
    yield from stage.line_of_descent
    first = stage.line_of_descent[-1].node
    for reference in file.references:
        if reference.node is first:
            for other in project.builders(reference, file):
                for each in project.ancestry(other):
                    yield from each.descent


def _labels(stage: Stage) -> Iterator[Given]:
    for node in stage.of(Label):
        yield from _given(node, stage)


@rule("DL3050", "has-a-label-that-is-not-wanted", severity=INFO)
def unwanted(node: Label, stage: Stage, settings: Settings) -> Iterator[Finding]:
    """A label that `label-schema` does not name, while `strict-labels` is on."""
    for label in _given(node, stage) if settings.strict_labels else ():
        if label.name.known and label.name.text not in settings.label_schema:
            yield Finding(label.name_span, f'label "{label.name.text}" is not in label-schema; delete it')


@rule("DL3051", "has-an-empty-label")
def empty(node: Label, stage: Stage, settings: Settings) -> Iterator[Finding]:
    """A label of `label-schema` without a value."""
    for label in _given(node, stage) if settings.label_schema else ():
        if label.name.text in settings.label_schema and label.value.known and not label.value.text:
            yield Finding(label.value_span, f'label "{label.name.text}" is empty; give it a value')


def _wrong(node: Label, stage: Stage, settings: Settings, kind: str, is_fine: Callable[[str], bool]) -> Iterator[Given]:
    """The labels that `label-schema` wants to be of `kind` and are not."""
    for label in _given(node, stage) if kind in settings.label_schema.values() else ():
        if settings.label_schema.get(label.name.text) == kind and label.value.known and not is_fine(label.value.text):
            yield label


def _say(label: Given, what: str) -> Finding:
    return Finding(label.value_span, f'label "{label.name.text}" is "{label.value.text}", {what}')


@rule("DL3052", "has-a-label-that-is-no-url")
def no_url(node: Label, stage: Stage, settings: Settings) -> Iterator[Finding]:
    """Kind `url`."""
    for label in _wrong(node, stage, settings, "url", label_kinds.is_url):
        yield _say(label, "no address; write one such as https://example.com")


@rule("DL3053", "has-a-label-that-is-no-time")
def no_time(node: Label, stage: Stage, settings: Settings) -> Iterator[Finding]:
    """Kind `rfc3339`."""
    for label in _wrong(node, stage, settings, "rfc3339", label_kinds.is_time):
        yield _say(label, "no time of RFC 3339; write one such as 2024-01-31T12:00:00Z")


@rule("DL3054", "has-a-label-that-is-no-licence")
def no_licence(node: Label, stage: Stage, settings: Settings) -> Iterator[Finding]:
    """Kind `spdx`."""
    for label in _wrong(node, stage, settings, "spdx", label_kinds.is_license):
        name = spdx.licenses().get(label.value.text.lower())
        found = _say(label, f"no licence of SPDX; write {name or 'its name there, such as MIT or Apache-2.0'}")
        yield found._replace(fix=safe(_in_quotes(label, name))) if name else found


def _in_quotes(label: Given, text: str) -> Edit:
    """The value's word with `text` in the place of what its quotes hold."""
    quote = label.raw[:1] if label.raw[:1] in ("'", '"') else ""
    return replace(label.value_span, f"{quote}{text}{quote}")


@rule("DL3055", "has-a-label-that-is-no-commit")
def no_commit(node: Label, stage: Stage, settings: Settings) -> Iterator[Finding]:
    """Kind `hash`."""
    for label in _wrong(node, stage, settings, "hash", label_kinds.is_hash):
        yield _say(label, "no commit of git; write its 7 or 40 hexadecimal digits")


@rule("DL3056", "has-a-label-that-is-no-version")
def no_version(node: Label, stage: Stage, settings: Settings) -> Iterator[Finding]:
    """Kind `semver`."""
    for label in _wrong(node, stage, settings, "semver", label_kinds.is_version):
        yield _say(label, "no semantic version; write one such as 1.2.3")


@rule("DL3058", "has-a-label-that-is-no-email-address")
def no_email(node: Label, stage: Stage, settings: Settings) -> Iterator[Finding]:
    """Kind `email`."""
    for label in _wrong(node, stage, settings, "email", label_kinds.is_email):
        yield _say(label, "no address of e-mail; write one such as name@example.com")
