"""Build stages: their names, and what is copied from them."""

from collections.abc import Iterator

from dflint.lint.finding import ERROR, INFO, Finding, Related
from dflint.lint.rule import rule
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.sources import Origin, origins
from dflint.model.stages import Stage
from dflint.model.undeclared import uses
from dflint.model.words import near
from dflint.syntax.nodes import Arg, Copy, From
from dflint.syntax.validate import is_stage_name
from dflint.text import Edit, insert, replace, safe, unsafe


def _origins(stage: Stage, file: File) -> Iterator[Origin]:
    """What the stage copies from or mounts; ONBUILD is left out, it means the stages of another file."""
    for node in stage.instructions:
        if node.options:
            yield from origins(node, file.source)


def _earlier(stage: Stage, file: File) -> list[Stage]:
    return file.stages[: max(0, stage.index)]


@rule("DL3022", "copies-from-a-stage-that-is-not-there")
def no_stage(stage: Stage, file: File, project: Project) -> Iterator[Finding]:
    """A --from, or the from= of a mount, that names no stage above and cannot be an image, or hardly."""
    for origin in _origins(stage, file):
        if not origin.is_of(stage) and origin.among(_earlier(stage, file)) is None:
            reason = _refusal(origin, file)
            if reason:
                yield Finding(origin.span, reason, severity=ERROR)
            elif name := _misspelt(origin, file, project):
                yield Finding(origin.span, f'"{origin.name}" is no stage, did you mean "{name}"?')


def _refusal(origin: Origin, file: File) -> str | None:
    """Why the builder cannot take `origin`, if so."""
    if "$" in origin.name:
        return f'"{origin.name}": no variable can stand here; name the image in a FROM {origin.name} AS stage'
    if origin.number is not None and origin.number >= len(file.stages):
        return f"there is no stage {origin.name}; the first one is 0, the last one {len(file.stages) - 1}"
    if origin.name.isdecimal() and origin.is_mount:
        return f'"{origin.name}" is read as the name of an image; a mount takes the name of a stage'
    if origin.among(file.stages):
        return f'stage "{origin.name}" stands below; move it above this one'
    return None


def _misspelt(origin: Origin, file: File, project: Project) -> str | None:
    """The stage above that an unknown plain name most likely means."""
    if any(mark in origin.name for mark in ":/.") or _is_sibling(origin, file, project):
        return None
    names = [stage.name for stage in file.stages if stage.name and stage.node.span.start < origin.span.start]
    return next((name for name in names if near(origin.name.lower(), name)), None)


def _is_sibling(origin: Origin, file: File, project: Project) -> bool:
    """True for an image that another file of the project builds."""
    named = [each for each in file.references if each.node is origin.node and each.text == origin.name]
    return any(project.builders(reference, file) for reference in named)


@rule("DF043", "copies-from-an-image-without-a-tag", severity=INFO, aliases=("DL3022",), default=False)
def no_tag(stage: Stage, file: File, project: Project) -> Iterator[Finding]:
    """A --from that names no stage, so that it must be an image, or a context given to the build."""
    for origin in _origins(stage, file):
        if ":" in origin.name or origin.is_of(stage) or origin.among(file.stages) or _refusal(origin, file):
            continue
        if origin.is_mount and origin.name == "scratch":
            continue
        if not _is_sibling(origin, file, project) and not _misspelt(origin, file, project):
            message = f'"{origin.name}" is no stage of this file; write {origin.name}:TAG if it is an image'
            yield Finding(origin.span, message)


@rule("DL3023", "copies-from-its-own-stage", severity=ERROR)
def own_stage(stage: Stage, file: File) -> Iterator[Finding]:
    """A --from, or the from= of a mount, that means the stage it stands in."""
    for origin in _origins(stage, file):
        if origin.is_of(stage):
            message = f'"{origin.name}" is the stage that this stands in; drop the flag or name an earlier stage'
            yield Finding(origin.span, message)


@rule("DL3024", "gives-two-stages-one-name", severity=ERROR, aliases=("DuplicateStageName", "BK005"))
def duplicate(file: File) -> Iterator[Finding]:
    """A stage name that an earlier stage has; the case of letters does not count."""
    first: dict[str, Stage] = {}
    for stage in file.stages:
        if stage.name is None or stage.node.name is None:
            continue
        other = first.setdefault(stage.name, stage)
        if other is not stage and other.node.name is not None:
            place = Related(file.shown, file.source.position(other.node.name.span.start), "the first one is here")
            line = other.node.start_line
            message = f'stage "{stage.node.name.text}" has the name of the one in line {line}; choose another name'
            yield Finding(stage.node.name.span, message, related=(place,))


@rule("DL3063", "gives-a-stage-a-reserved-name", aliases=("ReservedStageName", "BK006"))
def reserved(node: From) -> Iterator[Finding]:
    """`scratch` is the empty image, `context` the build context."""
    if node.name is not None and node.name.text.lower() in ("scratch", "context"):
        meaning = "the empty image" if node.name.text.lower() == "scratch" else "the build context"
        yield Finding(node.name.span, f'"{node.name.text}" means {meaning}; choose another name')


@rule("BK001", "gives-a-stage-a-name-with-capitals", aliases=("StageNameCasing",))
def capitals(stage: Stage, file: File) -> Iterator[Finding]:
    """A stage name with capital letters."""
    name = stage.node.name
    if name is not None and name.text != name.text.lower() and is_stage_name(name.text):
        message = f'stage "{name.text}" has capital letters; write "{name.text.lower()}"'
        yield Finding(name.span, message, safe(*_in_lower_case(stage, file)))


def _in_lower_case(stage: Stage, file: File) -> Iterator[Edit]:
    """The name of `stage` and all that refers to it."""
    assert stage.node.name is not None and stage.name is not None
    places = [stage.node.name.span]
    for other in file.stages[stage.index + 1 :]:
        if other.parent is stage and other.node.image is not None:
            places.append(other.node.image.span)
        places += [origin.span for origin in _origins(other, file) if origin.among(_earlier(other, file)) is stage]
    for span in places:
        if file.source[span].lower() == stage.name and file.source[span] != stage.name:
            yield replace(span, stage.name)


@rule("BK002", "writes-as-in-another-case-than-from", aliases=("FromAsCasing",))
def as_casing(node: From) -> Iterator[Finding]:
    """`FROM image as name` or `from image AS name`."""
    if node.name is None or node.written not in (node.written.upper(), node.written.lower()):
        return
    word = node.args[1]
    wanted = "AS" if node.written == node.written.upper() else "as"
    if word.text != wanted:
        message = f'"{word.text}" is in another case than "{node.written}"; write {wanted}'
        yield Finding(word.span, message, safe(replace(word.span, wanted)))


@rule("DL3067", "copies-a-whole-file-system", default=False)
def whole_root(node: Copy, stage: Stage) -> Iterator[Finding]:
    """`COPY --from=stage / /`."""
    flag, target = node.flag("from"), node.destination
    if flag is None or target is None or node not in stage.instructions or stage.expand(target.text, node).text != "/":
        return
    for word in node.sources:
        if stage.expand(word.text, node).text == "/":
            message = f'all files of "{flag.value}" are copied over those of the image; copy only what is needed'
            yield Finding(word.span, message)


@rule("DF041", "uses-an-argument-that-its-stage-lacks")
def argument_of_no_stage(stage: Stage, file: File) -> Iterator[Finding]:
    """A stage uses an ARG from before the first FROM, which holds for FROM alone, without one of its own."""
    names = {pair.name.text for node in file.unstaged if isinstance(node, Arg) for pair in node.pairs}
    image = stage.line_of_descent[-1].image.text.lower()
    for name, span in uses(stage, names, file.source) if names else ():
        if name.partition("_")[0].lower() not in image and not name.lower().endswith("_proxy"):
            message = f"{name} is empty here, its ARG stands before FROM; repeat ARG {name} in this stage"
            yield Finding(span, message, unsafe(insert(stage.node.span.end, f"ARG {name}\n")))
