"""What the rules about package managers ask of a command: does it install, is it answered, what has no version."""

from collections.abc import Iterator

from dflint.embedded.programs import PROGRAMS
from dflint.model.script import Argument, Command
from dflint.text import Edit, Span, insert

# Parts of the names of variables that hold options.
OPTIONS = ("opt", "arg", "flag", "yes", "param", "$@", "$*")


def installs(command: Command) -> bool:
    """True for a command that installs packages."""
    program = PROGRAMS.get(command.call.program)
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
