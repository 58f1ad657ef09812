"""What the rules about package managers ask of commands, scripts and stages: answers, caches, pins, an addition."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from dflint.embedded.programs import PROGRAMS
from dflint.model.file import File
from dflint.model.script import Argument, Command, Script, scripts
from dflint.model.stages import Stage
from dflint.syntax.nodes import Copy, Onbuild, Run
from dflint.text import Edit, Span, insert

WILD = "*?["
# Parts of the names of variables that hold options.
OPTIONS = ("opt", "arg", "flag", "yes", "param", "$@", "$*")


def installs(command: Command) -> bool:
    """True for a command that installs packages."""
    program = PROGRAMS.get(command.program)
    return program is not None and command.call.subcommand in program.installs


def is_answered(command: Command) -> bool:
    """True when something else may answer the questions of `command`: a pipe, or a variable of options."""
    unknown = [argument.text.lower() for argument in command.args if not argument.known]
    return command.operator in ("|", "|&") or any(hint in text for text in unknown for hint in OPTIONS)


def unpinned(command: Command, marks: str, *endings: str) -> Iterator[Argument]:
    """The packages of an install command whose word has none of the characters `marks` and none of the `endings`."""
    for word in command.operands:
        text = word.text
        if word.known and text and not any(mark in text for mark in marks) and not text.endswith(endings or "\0"):
            yield word


def is_mounted(script: Script, *folders: str) -> bool:
    """True when a cache or tmpfs mount of the RUN holds one of `folders`, which then leave nothing in the layer."""
    for target in script.mounts("cache", "tmpfs"):
        path = "/" + target.strip("/")
        if any(path == each or each.startswith(path + "/") or each.strip("/") in path for each in folders):
            return True
    return False


def removes(command: Command, *folders: str) -> bool:
    """True when `command` deletes one of `folders` or what is in it, or may do so by a word that is not known."""
    if command.name not in ("rm", "find", "cd"):
        return False
    paths = command.args if command.name == "rm" else command.args[:1]
    return any(not path.known or _covers(path.text, folder) for path in paths for folder in folders)


def call_span(command: Command) -> Span:
    """From the program's name to its subcommand."""
    return Span(command.name_span.start, max(command.name_span.end, command.verb.span.end))


def add_option(command: Command, option: str) -> Edit | None:
    """An edit that gives `option` to the subcommand, if the text of that stands in the file."""
    return insert(command.verb.span.end, f" {option}") if is_written(command) else None


def is_written(command: Command) -> bool:
    """True when the words of the call stand in the file as shell text, where a fix can change them."""
    return command.verb.literal and command.raw.words[0].literal and not command.script.is_argv


def _covers(text: str, folder: str) -> bool:
    """True when the path `text`, with braces and wildcards, is `folder`, a folder around it, or all that is in it."""
    parts = folder.strip("/").split("/")
    around = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    for path in _braces(text):
        bare = path.strip("/").removesuffix("/**").removesuffix("/*").removesuffix("/.").strip("/")
        if any(bare.count("/") == each.count("/") and fnmatchcase(each, bare) for each in around):
            return True
        inside = bare.startswith(around[-1] + "/") and any(mark in bare for mark in WILD)
        if inside or (not folder.startswith("/") and bare.endswith(around[-1])):
            return True
    return False


def _braces(text: str) -> list[str]:
    """`text` with its braces expanded: `a{b,c}` is `ab` and `ac`."""
    found: list[str] = []
    pending = [text]
    while pending and len(found) < 100:
        each = pending.pop()
        close = each.find("}")
        start = each.rfind("{", 0, close) if close >= 0 else -1
        if start < 0:
            found.append(each)
        else:
            pending += [each[:start] + part + each[close + 1 :] for part in each[start + 1 : close].split(",")]
    return found


def reaches_image(stage: Stage, file: File) -> bool:
    """True when what `stage` leaves behind is in the final image: it builds on the stage, or copies all of it."""
    return stage is file.loose or stage in _kept(file)


def _kept(file: File) -> list[Stage]:
    """The stages of the final image, and those that they copy from `/` to `/`; the list grows as it is read."""
    kept = list(file.descent)
    for stage in kept:
        for node in stage.of(Copy):
            if any(source.text == "/" for source in node.sources):
                sources = [reference.stage for reference in file.references if reference.node is node]
                kept += [each for source in sources if source for each in source.line_of_descent if each not in kept]
    return kept


def later_scripts(script: Script, file: File) -> Iterator[Script]:
    """The scripts that run after `script` in its stage, and those of the stages that build on it."""
    for stage in file.blocks:
        if script.stage in stage.line_of_descent:
            for node in stage.instructions:
                run = node.inner if isinstance(node, Onbuild) else node
                if isinstance(run, Run) and (stage is not script.stage or run.span.start > script.node.span.start):
                    yield from scripts(run, stage, isinstance(node, Onbuild))


def addition(script: Script, file: File, command: str) -> Edit | None:
    """An edit that runs `command` at the end of the shell text of a RUN, if that is a chain of `&&` without a mount.

    On a RUN of several lines it gets its own, in the manner of the last one.
    """
    if script.is_argv or script.heredoc or script.node.heredocs or not script.parsed.is_chain:
        return None
    if script.node.options or not script.commands:
        return None
    end = script.locate(len(script.text.rstrip()) - 1, len(script.text.rstrip())).end
    first = file.source.line_of(script.node.span.start)
    last = file.source.line_of(end)
    line = file.source.line_text(last)
    indent = line[: len(line) - len(line.lstrip())]
    if first == last or not indent:
        return insert(end, f" && {command}")
    broken = f"{file.document.escape}\n{indent}"
    return insert(end, f" {broken}&& {command}" if line.lstrip().startswith("&&") else f" && {broken}{command}")
