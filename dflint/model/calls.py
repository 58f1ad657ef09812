"""What rules ask of the commands of a RUN besides their words."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.embedded.programs import PROGRAMS
from dflint.model.script import Argument, Command, scripts
from dflint.model.stages import Stage
from dflint.syntax.nodes import Onbuild, Run
from dflint.text import Edit, Source, Span, insert

# Parts of the names of variables that hold options.
OPTIONS = ("opt", "arg", "flag", "yes", "param", "$@", "$*")


def may_hide_options(command: Command) -> bool:
    """True when options may be in a variable of which nothing is known: `wget $OPTIONS URL`."""
    bare = {word.text for word in command.raw.words if not word.quoted}
    doubtful = [word for word in command.args if not word.known and word.text[:1] in ("$", "`") and word.text in bare]
    values = {option.value for option in command.call.options}
    doubtful = [word for word in doubtful if word.text not in values]
    return bool(doubtful) and len(command.operands) > 1


def stands(source: Source, argument: Argument) -> bool:
    """True when `argument` stands in the file letter by letter, so that text can be put beside it."""
    return argument.literal and source[argument.span] == argument.text


def commands(stage: Stage) -> Iterator[Command]:
    """The commands of the RUNs of `stage`, those in ONBUILD left out."""
    for node in stage.of(Run):
        for script in scripts(node, stage):
            yield from script.commands


def deferred_commands(stage: Stage) -> Iterator[Command]:
    """The commands of the RUNs in the ONBUILDs of `stage`."""
    for node in stage.of(Onbuild):
        if isinstance(node.inner, Run):
            for script in scripts(node.inner, stage, onbuild=True):
                yield from script.commands


def piped(command: Command) -> list[Command]:
    """The commands whose output reaches `command` through pipes, nearest first."""
    found: list[Command] = []
    around = [other for other in command.script.commands if other.inside == command.inside]
    at = around.index(command)
    while at > 0 and around[at].operator in ("|", "|&"):
        at -= 1
        found.append(around[at])
    return found


def is_alpine(stage: Stage) -> bool:
    """True when `stage` builds on Alpine, as far as the name of the image tells, without a C library of GNU added."""
    image = stage.line_of_descent[-1].image.text.lower()
    return bool(_alpine().search(image)) and not any(name in image for name in ("glibc", "conda", "mamba"))


@cache
def _alpine() -> "re.Pattern[str]":
    return re.compile(r"(^|[/:_.-]|\d)alpine(\d|[:@/_.-]|$)")


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


def call_span(command: Command) -> Span:
    """From the program's name to its subcommand."""
    return Span(command.name_span.start, max(command.name_span.end, command.verb.span.end))


def add_option(command: Command, option: str) -> Edit | None:
    """An edit that gives `option` to the subcommand, if the text of that stands in the file."""
    return insert(command.verb.span.end, f" {option}") if is_written(command) else None


def is_written(command: Command) -> bool:
    """True when the words of the call stand in the file as shell text, where a fix can change them."""
    return command.verb.literal and command.raw.words[0].literal and not command.script.is_argv
