"""Base images and other images."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.lint.finding import ERROR, INFO, Finding
from dflint.lint.rule import rule
from dflint.model.defaults import default_scope
from dflint.model.file import File
from dflint.model.ingredients import reference_names
from dflint.model.project import Project
from dflint.model.references import is_image, read_name
from dflint.model.stages import Reference, Stage
from dflint.model.words import near
from dflint.settings import Settings
from dflint.syntax.nodes import Arg, Flag, From, Pair
from dflint.text import Edit, Span, delete, replace, safe, unsafe

# Marks of templates that are not expanded: what they make of an image is not known.
TEMPLATE_OPTION = "${templateOption:"
PLACEHOLDERS = ("{{", "{%", "<", "%%", "@@", TEMPLATE_OPTION)
PLATFORMS = ("BUILDPLATFORM", "TARGETPLATFORM")
SYSTEMS = ("linux", "windows", "darwin", "freebsd")
# Names of architectures, and what they are called in platforms.
ARCHITECTURES = {
    "x86_64": "amd64", "x86-64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64", "armhf": "arm",
    "armel": "arm", "arm": "arm", "i386": "386", "386": "386", "ppc64le": "ppc64le", "s390x": "s390x",
    "riscv64": "riscv64", "mips64le": "mips64le", "mips64": "mips64", "loong64": "loong64",
}  # fmt: skip


def _images(file: File, project: Project) -> Iterator[Reference]:
    """The images that the FROMs name; stages, images of the project, scratch and templates left out."""
    for reference in file.references:
        if isinstance(reference.node, From) and _is_foreign(reference) and not project.builders(reference, file):
            yield reference


def _is_foreign(reference: Reference) -> bool:
    return reference.stage is None and reference.value.text != "scratch" and not _is_placeholder(reference.text)


def _is_placeholder(text: str) -> bool:
    """True for what a program is to replace before the build: `{{ image }}`, `<image>`, `BASE_IMAGE`."""
    shouted = ("_" in text or "-" in text) and text == text.upper() and text.replace("_", "").replace("-", "").isalpha()
    return shouted or any(mark in text for mark in PLACEHOLDERS)


def _plain(reference: Reference) -> str:
    return reference.text.strip("'\"")


@rule("DL3006", "takes-an-image-without-a-tag")
def no_tag(file: File, project: Project) -> Iterator[Finding]:
    """FROM names an image that a registry has, and neither tag nor digest."""
    for reference in _untagged(file, project):
        text = reference.value.text
        if read_name(text).is_published:
            yield Finding(reference.word.span, f'"{text}" has no tag; write {text}:VERSION')


@rule("DF046", "takes-a-local-image-without-a-tag", severity=INFO, aliases=("DL3006",), default=False)
def no_tag_local(file: File, project: Project) -> Iterator[Finding]:
    """FROM names what may be an image that only this machine has, and neither tag nor digest."""
    for reference in _untagged(file, project):
        text = reference.value.text
        if not read_name(text).is_published:
            yield Finding(reference.word.span, f'"{text}" has no tag and is no well-known image; write {text}:VERSION')


def _untagged(file: File, project: Project) -> Iterator[Reference]:
    """The images without tag and digest; what begins with a variable is judged by DF040."""
    for reference in _images(file, project):
        value, name = reference.value, read_name(reference.value.text)
        versioned = name.tag or name.digest
        if value.known and is_image(value.text) and not versioned and not _plain(reference).startswith("$"):
            yield reference


@rule("DL3007", "takes-the-latest-image")
def latest(file: File, project: Project) -> Iterator[Finding]:
    """FROM names the tag `latest`, in so many letters."""
    for reference in _images(file, project):
        if _plain(reference).endswith(":latest"):
            span = _last(file, reference, "latest")
            yield Finding(span, f'"{_plain(reference)}" is another image tomorrow; name a version')


def _last(file: File, reference: Reference, text: str) -> Span:
    """The place of `text` at the end of the image's word."""
    span = reference.word.span
    at = file.source[span].rfind(text)
    return Span(span.start + at, span.start + at + len(text)) if at >= 0 else span


@rule("DF040", "takes-an-image-without-a-version-by-default", severity=INFO)
def latest_by_default(file: File, project: Project, settings: Settings) -> Iterator[Finding]:
    """The defaults of ARGs make FROM an image without a tag, or one of `latest`."""
    for reference in _images(file, project):
        value = reference.value
        name = read_name(value.text)
        if value.certainty != "default" or _ends_with_argument(reference, settings) or not is_image(value.text):
            continue
        literal = _plain(reference).endswith(":latest") if name.tag else not _plain(reference).startswith("$")
        moving = name.tag == "latest" or (not name.tag and name.is_published)
        if not literal and moving and not name.digest:
            what = "has no tag" if not name.tag else "is another image tomorrow"
            message = f'"{value.text}", the default of this FROM, {what}; name a version'
            yield Finding(_culprit(file, reference), message)


def _ends_with_argument(reference: Reference, settings: Settings) -> bool:
    """True when the build itself passes the end of the image's name, such as a release."""
    given = [settings.build_args[name] for name in reference.value.names if name in settings.build_args]
    return any(value and reference.value.text.endswith(value) for value in given)


def _culprit(file: File, reference: Reference) -> Span:
    """The one default that makes the image what it is, or the image of FROM."""
    given = [pair for pair in _global_pairs(file) if pair.name.text in reference.value.names and pair.value]
    moving = [pair.value for pair in given if pair.value and pair.value.text.strip("'\"").endswith("latest")]
    wanted = moving if len(moving) == 1 else [pair.value for pair in given]
    return wanted[0].span if len(wanted) == 1 and wanted[0] else reference.word.span


def _global_pairs(file: File) -> Iterator[Pair]:
    """What the ARGs before the first FROM declare."""
    for node in file.unstaged:
        if isinstance(node, Arg):
            yield from node.pairs


@rule("DL3026", "takes-an-image-from-another-registry", severity=ERROR)
def registry(file: File, settings: Settings) -> Iterator[Finding]:
    """An image of FROM, COPY --from or a mount whose registry is none of `trusted-registries`."""
    for reference in _of_this_build(file) if settings.trusted_registries else ():
        name = read_name(reference.value.text)
        if not _is_foreign(reference) or "$" in (name.registry or reference.value.text):
            continue
        if not any(_is_trusted(name.full, trusted) for trusted in settings.trusted_registries):
            message = f'"{reference.value.text}" comes from {name.full.partition("/")[0]}, which is not trusted'
            yield Finding(reference.word.span, message)


def _of_this_build(file: File) -> Iterator[Reference]:
    """All images that the file names, but those in ONBUILD, which are of another build."""
    nodes = {id(node) for stage in file.stages for node in (stage.node, *stage.instructions)}
    for reference in file.references:
        if id(reference.node) in nodes:
            yield reference


def _is_trusted(image: str, pattern: str) -> bool:
    """True when `pattern` is the registry of `image`, with a `*` at one end, or a registry and the start of a path."""
    host = image.partition("/")[0]
    if "/" in pattern:
        return f"{image}/".startswith(pattern.rstrip("/*") + "/")
    if pattern.startswith("*"):
        return host.endswith(pattern[1:])
    if pattern.endswith("*"):
        return host.startswith(pattern[:-1])
    return pattern == host or (pattern == "hub.docker.com" and host == "docker.io")


def _platform(node: From) -> Flag | None:
    flag = node.flag("platform")
    return flag if flag and flag.value else None


def _is_fixed(node: From, platform: str) -> bool:
    """True for a platform in so many letters that the name of the stage does not hold."""
    parts = ["darwin" if part == "macos" else ARCHITECTURES.get(part, part) for part in platform.lower().split("/")[:2]]
    if "$" in platform or (len(parts) == 1 and parts[0] not in (*SYSTEMS, *ARCHITECTURES.values())):
        return False
    name = node.name.text.lower() if node.name else ""
    if len(parts) == 1 and parts[0] not in SYSTEMS:
        parts.append("linux")
    return not any(part in name for part in parts)


def _without(file: File, flag: Flag) -> Edit:
    """Take `flag` and the blanks behind it away."""
    rest = file.source.text[flag.span.end :]
    return delete(Span(flag.span.start, flag.span.end + len(rest) - len(rest.lstrip(" \t"))))


@rule("DL3029", "sets-a-fixed-platform", aliases=("FromPlatformFlagConstDisallowed", "BK018"))
def fixed_platform(node: From, file: File) -> Iterator[Finding]:
    """A --platform in so many letters, where the stage's name does not tell that it is for that platform alone."""
    flag = _platform(node)
    if flag and flag.value and _is_fixed(node, flag.value):
        message = f'"{flag.value}" holds on every machine; drop --platform, or name the stage after the platform'
        yield Finding(flag.span, message, unsafe(_without(file, flag)))


@rule("DF044", "sets-a-platform-of-its-own", aliases=("DL3029",), default=False)
def other_platform(node: From) -> Iterator[Finding]:
    """A --platform of neither the build nor its target that DL3029 lets pass."""
    flag = _platform(node)
    if flag and flag.value and not any(name in flag.value for name in PLATFORMS) and not _is_fixed(node, flag.value):
        yield Finding(
            flag.span, f'"{flag.value}" is not the platform of the build; use $BUILDPLATFORM or drop the flag'
        )


@rule("DL3065", "sets-the-platform-that-is-there-anyway", aliases=("RedundantTargetPlatform", "BK015"))
def redundant_platform(node: From, file: File) -> Iterator[Finding]:
    """`--platform=$TARGETPLATFORM`: images are taken for that one in any case."""
    flag = _platform(node)
    if flag and flag.value and _target().fullmatch(flag.value) and "TARGETPLATFORM" not in _declared(file):
        message = f"{flag.value} is the platform in any case; drop the flag"
        yield Finding(flag.span, message, safe(_without(file, flag)))


@cache
def _target() -> "re.Pattern[str]":
    return re.compile(r"\$TARGETPLATFORM|\$\{TARGETPLATFORM(:?[-?][^}]*)?\}")


def _declared(file: File) -> set[str]:
    """Names of ARGs before the first FROM that have a default."""
    return {pair.name.text for pair in _global_pairs(file) if pair.value is not None}


@rule("BK009", "refers-to-an-undeclared-argument-in-from", aliases=("UndefinedArgInFrom",))
def undeclared(node: From, file: File) -> Iterator[Finding]:
    """A variable in FROM that no ARG before the first FROM declares."""
    flag = node.flag("platform")
    places = [(node.image.text, node.image.span)] if node.image else []
    places += [(flag.value, flag.span)] if flag and flag.value else []
    for text, span in places:
        for name in dict.fromkeys(reference_names(text)):
            if name not in file.outer and TEMPLATE_OPTION not in text:
                yield Finding(
                    _variable(file, span, name),
                    f"{name} is declared by no ARG before the first FROM{_hint(file, node, name)}",
                )


def _variable(file: File, span: Span, name: str) -> Span:
    """The place of `$name` or `${name` in `span`; the closing brace belongs to it."""
    text = file.source[span]
    for mark, end in ((f"${{{name}", "}"), (f"${name}", "")):
        at = text.find(mark)
        if at >= 0:
            close = text.find(end, at + len(mark)) if end else -1
            return Span(span.start + at, span.start + (close + 1 if close >= 0 else at + len(mark)))
    return span


def _hint(file: File, node: From, name: str) -> str:
    for stage in file.stages:
        for arg in stage.of(Arg):
            if any(pair.name.text == name for pair in arg.pairs) and arg.span.start < node.span.start:
                return f"; move that of line {arg.start_line} there"
    names = [known for known in file.outer if near(known, name)]
    return f", did you mean {names[0]}?" if names else ""


@rule("BK017", "relies-on-build-arguments-for-its-image", aliases=("InvalidDefaultArgInFrom",), default=False)
def no_default(file: File) -> Iterator[Finding]:
    """With the defaults of its ARGs, FROM has no image or none that can be."""
    images = [stage.node.image for stage in file.stages if stage.node.image and _may_lack_a_default(stage)]
    scope = default_scope(file) if images else file.outer
    for image in images:
        value = scope.expand(image.text)
        if value.known and value.text != "scratch" and not is_image(value.text):
            shown = f'is "{value.text}"' if value.text else "is empty"
            message = f'"{image.text}" {shown} without build arguments; give its ARG a default'
            if value.text == image.text:
                message = f'"{value.text}" cannot be the name of an image; replace it before the build'
            yield Finding(image.span, message)


def _may_lack_a_default(stage: Stage) -> bool:
    """True for an image with references, and for a placeholder that is no stage; DF045 looks at the others."""
    text = stage.node.image.text if stage.node.image else ""
    if any(mark in text for mark in PLACEHOLDERS):
        return False
    return bool(reference_names(text)) or (stage.parent is None and _is_placeholder(text))


@rule("DF045", "names-an-invalid-image", severity=ERROR, aliases=("InvalidDefaultArgInFrom", "BK017"))
def invalid(stage: Stage, file: File) -> Iterator[Finding]:
    """FROM names what no image can be called."""
    image = stage.node.image
    if image is None or reference_names(image.text) or _is_placeholder(image.text) or is_image(stage.image.text):
        return
    text = stage.image.text
    if stage.parent is not None:
        message = f'"{text}" is a stage, but is looked up with its capital letters; write "{stage.parent.name}"'
        literal = stage.parent.name and file.source[image.span] == text
        fix = safe(replace(image.span, stage.parent.name)) if literal and stage.parent.name else None
        yield Finding(image.span, message, fix)
    elif stage.image.known:
        advice = f"; write {text.lower()}" if is_image(text.lower()) else ""
        yield Finding(image.span, f'"{text}" cannot be the name of an image{advice}')


@rule("DF042", "takes-an-image-without-a-digest", severity=INFO, default=False)
def no_digest(file: File, project: Project) -> Iterator[Finding]:
    """FROM names an image by a tag, which can be moved to another one."""
    for reference in _images(file, project):
        if reference.value.known and is_image(reference.value.text) and not read_name(reference.value.text).digest:
            message = f'"{reference.value.text}" has no digest; write {reference.value.text}@sha256:DIGEST'
            yield Finding(reference.word.span, message)
