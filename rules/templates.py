"""Templates: what goes wrong between a template and the Dockerfile that it expands to."""

import re
from collections.abc import Iterable, Iterator

from dflint.lint.finding import ERROR, INFO, Finding
from dflint.lint.rule import rule
from dflint.model.file import File
from dflint.settings import preset
from dflint.syntax.nodes import From
from dflint.template.expansion import IN_MANY, UNDEFINED, Expansion, Note
from dflint.template.rope import Origin
from dflint.text import Span

NOWHERE = Span(0, 0)
# Builtins of m4 that are replaced without parentheses, and words of shell, Python and C that they are mistaken for.
EATEN = ("divert", "undivert", "divnum", "dnl", "m4exit", "changequote", "changecom")
FUNCTIONS = (
    "eval",
    "len",
    "index",
    "format",
    "shift",
    "incr",
    "decr",
    "define",
    "include",
    "substr",
    "defn",
    "undefine",
)
UNDEFINED_ADVICE = {
    UNDEFINED: "define it, or give it a default",
    UNDEFINED + IN_MANY: "if the build gives it, name it in template.definitions, or ignore TP002",
}


def _notes(file: File, kind: str) -> Iterator[Note]:
    if file.expansion is not None:
        yield from (note for note in file.expansion.notes if note.kind == kind)


def _first(file: File, kind: str) -> Iterable[Note]:
    """The notes of a kind, each once, where it is said first."""
    return {note.message: note for note in reversed(list(_notes(file, kind)))}.values()


def _at(note: Note, message: str) -> Finding:
    return Finding(NOWHERE, message, origin=note.origin)


def _around(expansion: Expansion, origin: Origin) -> tuple[str, str]:
    """The rest of the line before and after a call, in the template."""
    text = expansion.files[max(0, origin.file)].text
    start = text.rfind("\n", 0, origin.start) + 1
    end = text.find("\n", origin.end)
    return text[start : origin.start], text[origin.end : end if end >= 0 else len(text)]


@rule("TP001", "cannot-be-expanded", severity=ERROR)
def broken(file: File) -> Iterator[Finding]:
    """The template has no expansion: the build fails, and nothing else can be said of the file."""
    if file.expansion is not None and file.expansion.error is not None:
        note = file.expansion.error
        yield _at(note, f"template cannot be expanded: {note.message}")


@rule("TP002", "uses-an-undefined-name", severity=ERROR)
def undefined(file: File) -> Iterator[Finding]:
    """A name of Jinja2 that no variable gives, or of m4 that nothing defines, where an image is named."""
    if file.expansion is None:
        return
    severity = ERROR if _tells_names(file) else INFO
    variant = f" in {file.expansion.variant}" if file.expansion.variant else ""
    for kind, advice in UNDEFINED_ADVICE.items():
        for note in _first(file, kind):
            yield _at(note, f"{note.message}{variant}; {advice}")._replace(severity=severity)


def _tells_names(file: File) -> bool:
    """True where there is word of the names that the build gives; else it may well give this one, too."""
    options, start = file.settings.template, preset(file.settings.preset).template
    is_told = options.definitions != start.definitions or options.variants or options.variables
    return bool(is_told or (file.component and file.component.kind))


@rule("TP003", "has-a-macro-name-in-from", severity=ERROR)
def left_in_from(node: From, file: File) -> Iterator[Finding]:
    """A name in capitals that stands bare in FROM, where m4 would have replaced it had it been defined."""
    if file.expansion is None or not file.path.endswith(".m4") or node.image is None:
        return
    match = re.search(r"(?<![\w${])[A-Z][A-Z0-9]*_[A-Z0-9_]+(?![\w}])|defn\(", node.image.text)
    if match:
        start = node.image.span.start + match.start()
        message = f'"{match[0]}" is left in FROM, as nothing defines it; define it in the configuration'
        yield Finding(Span(start, start + len(match[0])), message)


@rule("TP004", "expands-a-name-by-accident", severity=ERROR)
def accident(file: File) -> Iterator[Finding]:
    """`ARG RELEASE` becomes `ARG :latest`, `${RELEASE}` becomes `${:latest}`, when m4 knows the name."""
    if file.expansion is None or not file.path.endswith(".m4"):
        return
    names = {*file.settings.build_args, *file.settings.template.definitions}
    for name, origin in file.expansion.calls:
        before, _ = _around(file.expansion, origin)
        if name in names and re.search(r"(?:\$\{?|\b(?:ARG|ENV)[ \t]+)$", before, re.IGNORECASE):
            written = ("${" + name + "}") if before.endswith("{") else name
            yield Finding(NOWHERE, f"m4 replaces {name} here; quote it: `{written}'", origin=origin)


@rule("TP005", "has-a-shell-word-eaten-by-m4")
def eaten(file: File) -> Iterator[Finding]:
    """A word of a command that is a builtin of m4, too, and vanishes from the result."""
    if file.expansion is None or not file.path.endswith(".m4"):
        return
    for name, origin in file.expansion.calls:
        before, after = _around(file.expansion, origin)
        method = name in FUNCTIONS and re.search(r"[.\"'\])]$", before)
        word = (
            name in EATEN[:3] and re.search(r"[\w./-][ \t]+(?:-\S+[ \t]+)*$", before) and re.match(r"[ \t]+\w", after)
        )
        if method or word:
            yield Finding(NOWHERE, f"m4 takes {name} for its own builtin; quote it: `{name}'", origin=origin)


@rule("TP006", "hides-text")
def hidden(file: File) -> Iterator[Finding]:
    """Text of the template that never reaches the result, without a word from m4."""
    for note in _notes(file, "hidden"):
        yield _at(note, note.message)


@rule("TP007", "uses-a-forbidden-builtin", severity=ERROR)
def forbidden(file: File) -> Iterator[Finding]:
    """A template that runs programs or writes files when it is expanded."""
    for note in _notes(file, "forbidden"):
        yield _at(note, f"{note.message}; a template must give the same text on every machine")


@rule("TP008", "includes-what-is-not-there", severity=ERROR)
def missing_include(file: File) -> Iterator[Finding]:
    """An include of a file that is not there, or that lies outside the repository."""
    for kind in ("include", "outside"):
        for note in _notes(file, kind):
            yield _at(note, note.message)


@rule("TP009", "has-a-line-directive")
def line_directive(file: File) -> Iterator[Finding]:
    """`#line` or `# 12 "file"` of a preprocessor, left in the result."""
    if file.expansion is None:
        return
    for match in re.finditer(r"^[ \t]*#[ \t]*line[ \t]+[0-9]+.*$", file.source.text, re.MULTILINE):
        span = Span(match.start(), match.end())
        yield Finding(span, "a #line comment of the preprocessor is left in the file; expand without m4 -s")


@rule("TP010", "uses-an-unknown-filter")
def unknown_filter(file: File) -> Iterator[Finding]:
    """A filter or test of Jinja2 that neither it nor Ansible has: a plugin of the build, perhaps."""
    for kind, severity in (("filter", None), ("test", None), ("filter" + IN_MANY, INFO), ("test" + IN_MANY, INFO)):
        for note in _first(file, kind):
            yield _at(note, f"{note.message}; the text passes as it is")._replace(severity=severity)


@rule("TP011", "has-a-call-that-fails")
def failing_call(file: File) -> Iterator[Finding]:
    """A call or an expression that cannot be worked out, and gives nothing."""
    for kind in ("error", "limit"):
        for note in _notes(file, kind):
            yield _at(note, note.message)
