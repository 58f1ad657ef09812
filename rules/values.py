"""ARG and ENV."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from dflint.embedded.words import unquoted
from dflint.lint.finding import ERROR, INFO, Finding
from dflint.lint.rule import rule
from dflint.model.environment import PLATFORM, base_is_plain, base_sets, is_for_builder, is_metadata, is_set, meant
from dflint.model.file import File
from dflint.model.ingredients import split_name
from dflint.model.script import Command, Script, scripts
from dflint.model.stages import Stage
from dflint.syntax.nodes import Arg, Assignments, Env, Expose, Instruction, Label, Onbuild, Pair, Run
from dflint.syntax.references import Reference, marks, references
from dflint.text import Fix, Span, delete, insert, replace, safe, unsafe

# Programs that look at no variable of whoever builds the image.
INDIFFERENT = (
    "apt-get", "apt", "apk", "yum", "dnf", "microdnf", "zypper", "mkdir", "rm", "cp", "mv", "ln", "chmod", "chown",
    "echo", "useradd", "groupadd", "adduser", "addgroup", "touch", "curl", "wget", "tar", "unzip", "gpg", "sed", "set",
    "true", "cd",
)  # fmt: skip
PASSING = ("cd", "umask", "shopt", "set")
SOURCED = ("activate", ".bashrc", ".profile", ".bash_profile", "bash.bashrc", "nvm.sh", "setup.bash", "conda.sh")


@rule("DL3044", "uses-a-variable-in-the-env-that-sets-it", severity=ERROR)
def self_reference(node: Env, stage: Stage, file: File) -> Iterator[Finding]:
    """`ENV A=1 B=$A`: the values see what was set before this ENV."""
    if node not in stage.instructions:
        return  # in an ONBUILD, where the builder that runs it decides
    for found in references(node, file.document.escape):
        own = next((pair for pair in node.pairs if pair.span.contains(found.span)), None)
        others = [pair.name.text for pair in node.pairs if pair is not own]
        if found.name in others and not found.mark.has_default and not is_set(found, node, stage):
            message = f"{found.name} is set by this same ENV, and not yet here; set it in an ENV before"
            yield Finding(found.span, message)


def _unset(stage: Stage, file: File) -> Iterator[tuple[Instruction, Reference, bool]]:
    """The references of `stage` to names that nothing in the file sets before, and if the text provides for that."""
    for node in stage.instructions if stage.index >= 0 else ():
        optional: dict[str, Span] = {}
        for found in references(node, file.document.escape):
            if found.mark.is_refused or isinstance(node, Expose) or is_set(found, node, stage):
                continue
            if found.mark.has_default:
                optional[found.name] = found.span
            inside = found.name in optional and optional[found.name].contains(found.span)
            yield node, found, inside or _is_set_here(found, node)


def _is_set_here(found: Reference, node: Instruction) -> bool:
    """True when the ENV itself sets the name by another pair, of which DL3044 speaks."""
    others = [pair for pair in node.pairs if not pair.span.contains(found.span)] if isinstance(node, Env) else []
    return any(pair.name.text == found.name for pair in others)


def _declared_outside(name: str, file: File) -> bool:
    return name in file.outer or name in PLATFORM


@rule("BK011", "uses-a-variable-that-is-not-set", aliases=("UndefinedVar",))
def undefined(stage: Stage, file: File) -> Iterator[Finding]:
    """A name that is certainly unset: no ARG, no ENV, and the base image cannot set it."""
    declared: set[str] = set()
    for node, found, optional in _unset(stage, file):
        message, fix = _certainly(stage, file, node, found)
        if not message or optional:
            continue
        if fix is None and _declared_outside(found.name, file) and found.name not in declared:
            fix = unsafe(insert(node.span.start, f"ARG {found.name}\n"))
            declared.add(found.name)
        yield Finding(found.span, message, fix)


def _certainly(stage: Stage, file: File, node: Instruction, found: Reference) -> tuple[str, Fix | None]:
    """Why the name is certainly not set, or an empty text, and how to mend a misspelt one."""
    name = found.name
    if name in PLATFORM or (name in file.outer and not _may_be_of_base(name, stage)):
        return f"{name} is not known in this stage; repeat ARG {name} in it", None
    other = meant(name, list(stage.scope_at(node)))
    if other:
        return f"{name} is not set; did you mean {other}?", _renamed(found, file, other)
    if base_is_plain(stage):
        return f"{name} is not set, so it is empty here; declare it by ARG or ENV", None
    return "", None


def _may_be_of_base(name: str, stage: Stage) -> bool:
    """True for a name such as `NODE_VERSION`, which images named `node` set themselves."""
    image = stage.line_of_descent[-1].node.rest.text.lower()
    return not base_is_plain(stage) and (name.lower().partition("_")[0] in image.replace("$" + name.lower(), ""))


def _renamed(found: Reference, file: File, name: str) -> Fix | None:
    written = file.source[found.span]
    at = written.find(found.name)
    if written.count(found.name) != 1:
        return None
    start = found.span.start + at
    return unsafe(replace(Span(start, start + len(found.name)), name))


@rule("DF074", "uses-a-variable-that-may-not-be-set", aliases=("UndefinedVar", "BK011"), default=False)
def perhaps_undefined(stage: Stage, file: File) -> Iterator[Finding]:
    """A name that the file does not set; the base image may, or the text has a value for that case."""
    for node, found, optional in _unset(stage, file):
        if optional:
            yield Finding(found.span, f"{found.name} is set nowhere in this file before; declare it by ARG or ENV")
        elif not _certainly(stage, file, node, found)[0] and not base_sets(found.name, stage):
            yield Finding(
                found.span, f"{found.name} is set nowhere in this file before; only the base image can set it"
            )


@rule("BK013", "writes-a-value-without-equals-sign", aliases=("LegacyKeyValueFormat",))
def legacy(node: Assignments, file: File) -> Iterator[Finding]:
    """`ENV name value`: the form that takes all of the line as one value."""
    if not isinstance(node, Env | Label) or not node.legacy or not node.pairs:
        return
    pair = node.pairs[0]
    value = pair.value.text if pair.value else ""
    if value.startswith("="):
        message = f'the value of {pair.name.text} is "{value}", with the equals sign; write {pair.name.text}=value'
        yield Finding(pair.name.span, message)
        return
    message = f"{node.keyword} {pair.name.text} has its value behind a blank; write {pair.name.text}=value"
    yield Finding(pair.name.span, message, _with_equals(node, file))


def _with_equals(node: Assignments, file: File) -> Fix | None:
    """`name value` as `name=value`, or `name="value"` where blanks outside quotes need it."""
    pair, escape = node.pairs[0], file.document.escape
    if pair.value is None:
        return None
    gap, value = Span(pair.name.span.end, pair.value.span.start), pair.value.text
    parts = list(_quoted().finditer(value))
    if file.source[gap].strip(" \t\r\n" + escape) or sum(len(part[0]) for part in parts) != len(value):
        return None
    if not any(re.search(r"\s", part[1]) for part in parts if part[1]):
        return safe(replace(gap, "="))
    if not all(_can_be_quoted(part, escape) for part in parts):
        return None
    at = len(node.rest.text) - len(value)
    quotes = [place for part in parts if not part[1] for place in (part.start(), part.end() - 1)]
    drops = [delete(node.locate(at + mark, at + mark + 1)) for mark in quotes]
    return safe(replace(gap, '="'), *drops, insert(pair.value.span.end, '"'))


def _can_be_quoted(part: "re.Match[str]", escape: str) -> bool:
    """True when a part of a value means the same inside of double quotes, its own quotes left out."""
    if part[0][0] == '"':
        return True
    return not any(mark in part[0] for mark in (escape, "`")) and not (part[1] is None and re.search(r'[$"]', part[0]))


@cache
def _quoted() -> "re.Pattern[str]":
    """Text outside quotes, or a text in quotes."""
    return re.compile(r"""((?:[^'"\\]|\\.)+)|"(?:[^"\\]|\\.)*"|'[^']*'""", re.DOTALL)


@rule("DF070", "has-an-argument-that-reaches-nothing", severity=INFO)
def unused(file: File) -> Iterator[Finding]:
    """An ARG of the final stage, or before the first FROM, that nothing in the file uses and no program can see."""
    stage = file.final
    outer = [node for node in file.unstaged if isinstance(node, Arg)] if stage else []
    taken = {name for stage in file.stages for name in stage.image.names}
    repeated = {pair.name.text for stage in file.stages for node in stage.of(Arg) for pair in node.pairs}
    mentioned: set[str] | None = None
    for node in [*outer, *(stage.of(Arg) if stage else ())]:
        for pair in node.pairs:
            name = pair.name.text
            if (is_for_builder(name) and not is_metadata(name)) or (file.component and split_name(name)):
                continue
            if name in taken or (node in outer and name in repeated):
                continue
            if node not in outer and stage and not _belongs_before(node, pair) and _can_be_seen(name, node, stage):
                continue
            mentioned = _mentioned(file) if mentioned is None else mentioned
            if name in mentioned:
                continue
            before = _belongs_before(node, pair)
            advice = "repeat the ARG in a stage" if node in outer else "put it into a LABEL or an ENV"
            if before:
                advice = f"write {before.name.text}={name}"
            yield Finding(pair.name.span, f"nothing uses {name}; {advice}, or delete it")


def _belongs_before(node: Arg, pair: Pair) -> Pair | None:
    """The name before `pair` that it was meant to be the value of: `ARG A b.c` declares two names."""
    name = pair.name.text
    if name.isidentifier() or name.startswith("#"):
        return None
    return next((one for one, other in pairwise(node.pairs) if other is pair and one.value is None), None)


def _mentioned(file: File) -> set[str]:
    """All words of the instructions, the names of ARGs left out."""
    return set(re.findall(r"\w+", "\n".join(_body(node) for node in file.document.instructions)))


def _body(node: Instruction) -> str:
    if isinstance(node, Arg):
        return " ".join(pair.value.text for pair in node.pairs if pair.value)
    return " ".join([node.rest.text, *node.flags, *(heredoc.content for heredoc in node.heredocs)])


def _can_be_seen(name: str, node: Arg, stage: Stage) -> bool:
    """True when a program that the stage runs behind `node` may look at the variable."""
    runs = [other for other in stage.of(Run) if other.span.start > node.span.start]
    if any(other.span.start > node.span.start for other in stage.of(Onbuild)):
        return True
    if not is_metadata(name):
        return bool(runs)
    return any(not _is_indifferent(script) for run in runs for script in scripts(run, stage))


def _is_indifferent(script: Script) -> bool:
    return bool(script.commands) and not script.parsed.broken and all(c.name in INDIFFERENT for c in script.commands)


@rule("DF071", "uses-a-substitution-that-the-builder-refuses", severity=ERROR)
def refused(node: Instruction, file: File) -> Iterator[Finding]:
    """`${x:=y}` and the like: forms of the shell that the builder does not have."""
    for found in references(node, file.document.escape):
        mark = found.mark
        if not mark.is_refused or mark.name == "templateOption":
            continue
        text = file.source[found.span]
        if not mark.closed or not mark.name:
            yield Finding(found.span, f'"{text.splitlines()[0]}" is no substitution; write ${{NAME}}')
        elif mark.modifier in ("=", ":="):
            default = mark.modifier.replace("=", "-")
            fix = (
                safe(replace(found.modifier_span, default))
                if file.source[found.modifier_span] == mark.modifier
                else None
            )
            yield Finding(
                found.modifier_span, f'the builder has no "{mark.modifier}" in ${{...}}; write {default}', fix
            )
        else:
            message = f'the builder has no "{mark.modifier}" in ${{...}}; it knows - + ? :- :+ :? # % and /'
            yield Finding(found.modifier_span, message)


@rule("DF072", "keeps-the-setting-of-an-installer-in-the-image", severity=INFO, default=False)
def frontend(node: Env, file: File) -> Iterator[Finding]:
    """`ENV DEBIAN_FRONTEND`, which every container of the image inherits."""
    for pair in node.pairs:
        if pair.name.text == "DEBIAN_FRONTEND":
            alone = len(node.pairs) == 1 and not node.legacy
            fix = unsafe(replace(node.keyword_span, "ARG")) if alone else None
            yield Finding(
                pair.name.span, "DEBIAN_FRONTEND stays in the image; make it an ARG, or set it in the RUN", fix
            )


@rule("DF073", "sets-a-variable-that-is-lost-at-the-end-of-its-run")
def lost(script: Script) -> Iterator[Finding]:
    """A RUN that only exports variables, sources a file or changes the directory: the next RUN is a new shell."""
    parsed = script.parsed
    if script.is_argv or script.shell in ("powershell", "pwsh", "cmd") or parsed.broken or ">" in script.text:
        return
    if not parsed.assignments and not any(_is_passing(command) for command in script.commands):
        return
    if "`" in script.text or "$(" in script.text or not all(_is_passing(command) for command in script.commands):
        return
    if any(inside for _, inside in parsed.assignments) or script.parsed.pipes:
        return
    span = script.locate(0, len(script.text.rstrip()))
    yield Finding(span, _advice(script), _as_instruction(script))


def _is_passing(command: Command) -> bool:
    """True for a command that changes nothing but its own shell."""
    if command.prefixed or command.inside:
        return False
    if command.name in ("source", "."):
        return bool(command.args) and command.args[0].text.rpartition("/")[2] in SOURCED
    if command.name in ("conda", "mamba", "micromamba"):
        return bool(command.args) and command.args[0].text == "activate"
    return command.name in PASSING


def _advice(script: Script) -> str:
    names = [word.raw.partition("=")[0] for word, _ in script.parsed.assignments]
    if names:
        return f"{names[0]} is lost when this RUN ends; write ENV {names[0]}=..."
    name = script.commands[0].name if script.commands else "this"
    swallowed = next((word.text for word in script.commands[0].operands), "") if name == "set" else ""
    if swallowed:
        return f'set takes "{swallowed}" for its argument and does not run it; write && before it'
    if name == "cd":
        return "the directory is forgotten when this RUN ends; write WORKDIR"
    return f'what "{name}" sets is lost when this RUN ends; join it to the RUN that needs it'


def _as_instruction(script: Script) -> Fix | None:
    """`RUN export A=b` as `ENV A=b`, `RUN cd /a` as `WORKDIR /a`, where that is all there is."""
    node, text = script.node, script.text.strip()
    if node.options or script.heredoc or script.onbuild:
        return None
    match = re.fullmatch(r"export ([A-Za-z_]\w*=\S+)", text) or re.fullmatch(r"cd (/[\w./-]*)", text)
    if match is None or "~" in text or unquoted(text) == "" or any(mark.is_refused for mark in marks(text, "\\")):
        return None
    keyword = "ENV" if text.startswith("export") else "WORKDIR"
    start = script.locate(match.start(1), match.end(1)).start
    return unsafe(replace(Span(node.keyword_span.start, start), keyword + " "))
