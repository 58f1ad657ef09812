"""What rules ask of the commands of a RUN besides their words."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.model.script import Argument, Command, scripts
from dflint.model.stages import Stage
from dflint.syntax.nodes import Onbuild, Run
from dflint.text import Source


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
