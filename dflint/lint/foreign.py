"""What the comments of other tools hide: `# hadolint ignore=...` and `# check=skip=...` of the builder.

# check=skip=JSONArgsRecommended,StageNameCasing;error=true     in the first lines: for the file
# check=skip=all                                                above an instruction: for that one
# shellcheck disable=SC2086,SC2046                              above an instruction or inside one: for that one
"""

import re
from collections.abc import Iterator
from functools import cache

from dflint.lint.registry import load
from dflint.lint.rule import Rule
from dflint.lint.shellcheck import PREFIX, is_shellcheck, rule_of
from dflint.lint.suppress import Malformed, Suppression
from dflint.model.comments import Pragma, commented, pragmas
from dflint.settings import Settings
from dflint.syntax.nodes import Comment, Directive, Dockerfile, From, Instruction, Word
from dflint.syntax.suggest import suggestion
from dflint.text import Span

OPTIONS = ("skip", "error", "experimental")
# Codes that hadolint once had, and a check that needs the registry.
UNCHECKED = ("DL1000", "DL3005", "DL3017", "DL3031", "DL3039", "DL4002", "InvalidBaseImagePlatform")
SHELLCHECK = "shellcheck"
# The tool that comments with checks are for.
BUILDER = "builder"
# Whoever asks for this check by name gets it, also with skip=all.
EXPERIMENTAL = "InvalidDefinitionDescription"


def foreign(document: Dockerfile) -> Iterator[Suppression | Malformed]:
    """The suppressions of other tools in `document`, and what fails to be one."""
    for pragma in pragmas(document):
        if pragma.problem:
            yield Malformed(pragma.problem, pragma.span)
        elif pragma.names and pragma.kind != "shell":
            yield from _ignored(document, pragma)
    if SHELLCHECK in document.source.text:
        yield from _of_shellcheck(document)
    if "check" in document.source.text.lower():
        for directive in document.directives:
            if directive.name == "check":
                whole = Span(0, len(document.source.text))
                yield from _skipped(Word(directive.value, directive.value_span), directive.span, whole)
        yield from _above_instructions(document)


def _ignored(document: Dockerfile, pragma: Pragma) -> Iterator[Suppression | Malformed]:
    area = _area(document, pragma)
    for name in pragma.names:
        if is_shellcheck(name.text):
            rules = [rule_of(name.text)]
        else:
            rules = [rule for rule in load().values() if name.text in (rule.code, *rule.aliases)]
        if area is not None and name.text not in UNCHECKED:
            found = Suppression(name.text, name.span, pragma.span, area, rules)
            found.tool = "hadolint"
            yield found


def _area(document: Dockerfile, pragma: Pragma) -> Span | None:
    """What `pragma` covers: a stage without its FROM, the file, or one instruction."""
    end = len(document.source.text)
    if pragma.kind == "global":
        return Span(0, end)
    node = pragma.where.node
    if pragma.kind == "ignore" or node is None:
        return pragma.where.area if node else None
    later = (other.span.start for other in document.instructions if isinstance(other, From))
    return Span(node.span.end, next((start - 1 for start in later if start > node.span.start), end))


@cache
def _disabled() -> "re.Pattern[str]":
    return re.compile(r"#[ \t]*shellcheck[ \t][^#\n]*?\bdisable=((?:SC)?\d+|all)((?:[,-](?:SC)?\d+)*)")


def _of_shellcheck(document: Dockerfile) -> Iterator[Suppression]:
    """ShellCheck's own orders in comments that the builder takes away; it reads those in heredocs itself."""
    for comment, area, node in commented(document):
        if node is None or any(heredoc.body.start == comment.start for heredoc in node.heredocs):
            continue
        for found in _disabled().finditer(document.source.text, *comment):
            for name in re.finditer(r"(?:SC)?(\d+)(?:-(?:SC)?(\d+))?|all", found[0].partition("disable=")[2]):
                place = found.start() + found[0].index("disable=") + len("disable=") + name.start()
                span = Span(place, place + len(name[0]))
                yield Suppression(name[0], span, comment, area, _range(name[1], name[2]))


def _range(first: str | None, last: str | None) -> list[Rule]:
    if first is None:
        return [rule_of(PREFIX)]
    return [rule_of(f"{PREFIX}{number}") for number in range(int(first), min(int(last or first), 9999) + 1)]


@cache
def _check() -> "re.Pattern[str]":
    return re.compile(r"#[ \t]*check[ \t]*=[ \t]*([^\s;]+=\S+)", re.IGNORECASE)


def _above_instructions(document: Dockerfile) -> Iterator[Suppression | Malformed]:
    """The orders above single instructions: the first since the last empty comment counts."""
    found: re.Match[str] | None = None
    for piece in document.pieces:
        if isinstance(piece, Instruction):
            if found is not None:
                area = Span(piece.span.start, piece.span.end - 1)
                yield from _skipped(Word(found[1], Span(*found.span(1))), Span(*found.span()), area, strict=False)
            found = None
        elif isinstance(piece, Comment) and not isinstance(piece, Directive):
            found = None if not piece.text else found or _check().match(document.source.text, piece.span.start)


def _skipped(value: Word, comment: Span, area: Span, *, strict: bool = True) -> Iterator[Suppression | Malformed]:
    """What the value of a check order hides; it ends at the first blank."""
    for option in re.finditer(r"[^;\s]+", re.split(r"\s", value.text, maxsplit=1)[0]):
        name, equals, names = option[0].partition("=")
        span = Span(value.span.start + option.start(), value.span.start + option.end())
        if name.lower() not in OPTIONS or not equals:
            if strict:
                hint = suggestion(name, OPTIONS) or "; known are skip, error and experimental"
                yield Malformed(f'check has no option "{name}"{hint}', span)
        elif name.lower() == "skip":
            start = span.start + len(name) + 1
            yield from _names(names, start, comment, area)


def _names(names: str, start: int, comment: Span, area: Span) -> Iterator[Suppression]:
    for found in re.finditer(r"[^,]+", names):
        name = found[0]
        rules = [rule for rule in checks() if name in rule.aliases]
        if name == "all":
            rules = [rule for rule in checks() if EXPERIMENTAL not in rule.aliases]
        if rules or name not in UNCHECKED:
            place = Span(start + found.start(), start + found.end())
            suppression = Suppression(name, place, comment, area, rules)
            suppression.used = name == "all"
            suppression.tool = BUILDER
            yield suppression


def checks() -> list[Rule]:
    """The rules that are the builder's checks."""
    return [rule for rule in load().values() if any(alias.startswith("BK") for alias in (rule.code, *rule.aliases))]


def with_orders(settings: Settings, document: Dockerfile) -> Settings:
    """`settings` as the `# check=` directive of `document` changes them: experimental checks on, findings errors."""
    directive = next((one for one in document.directives if one.name == "check"), None)
    return settings if directive is None else _changed(settings, directive)


def _changed(settings: Settings, directive: Directive) -> Settings:
    given = dict(part.partition("=")[::2] for part in directive.value.split()[0].split(";"))
    wanted = [name for name in given.get("experimental", "").split(",") if name]
    named = [rule.code for rule in checks() if "all" in wanted or any(name in rule.aliases for name in wanted)]
    if wanted:
        settings = settings._replace(extend_select=(*settings.extend_select, *(code for code in named)))
    if given.get("error", "").lower() in ("true", "1", "t"):
        severity = {rule.code: "error" for rule in checks()}
        settings = settings._replace(severity={**severity, **settings.severity})
    return settings
