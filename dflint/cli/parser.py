"""An argparse parser that answers mistakes with one line and a suggestion, and the options that commands share."""

from __future__ import annotations

import argparse
import sys

from dflint.errors import DflintError
from dflint.options import STDIN, Options
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, NoReturn

# argparse would look for translations of its own words, which takes longer than all its other work here.
setattr(argparse, "_", str)  # noqa: B010 - typeshed does not know it


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help of a fixed width: argparse would import shutil for every option, only to ask for the terminal's."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)


class Parser(argparse.ArgumentParser):
    """The parser of one command."""

    def __init__(self, command: str, description: str, **more: Any) -> None:
        more = {"formatter_class": Formatter, "allow_abbrev": False, **more}
        super().__init__(f"dflint {command}", description=description, **more)

    def error(self, message: str) -> NoReturn:
        """Print what is wrong in one line and leave with code 2."""
        self.exit(2, f"{self.prog}: {message}{self._hint(message)}\n")

    def _hint(self, message: str) -> str:
        from dflint.syntax.suggest import suggestion

        _, found, rest = message.partition("unrecognized arguments: ")
        word = rest.split()[0].partition("=")[0] if found else ""
        return suggestion(word, self._option_string_actions) or f"; see {self.prog} --help"


def names(text: str) -> list[str]:
    """A comma-separated list of codes."""
    return [name.strip() for name in text.split(",") if name.strip()]


def build_arg(text: str) -> tuple[str, str]:
    """Name and value of a build argument."""
    name, found, value = text.partition("=")
    if not found or not name:
        raise argparse.ArgumentTypeError(f'"{text}" is not NAME=VALUE')
    return name, value


def number_of_jobs(text: str) -> int:
    """A number of processes, 1 or more."""
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is no number of processes; write 1 or more')
    return int(text)


def add_paths(parser: Parser) -> None:
    """Add the paths and what says how they are read: the part that `check` and `report` share."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        default=["."],
        help="file or folder to read, - for the standard input; without any, the current directory",
    )
    group = add_configuration(parser)
    group.add_argument(
        "--stdin-filename", metavar="FILE", help="name of the file that comes on the standard input (with the path -)"
    )


def add_configuration(parser: Parser) -> argparse._ArgumentGroup:
    """Add the options that say which configuration counts."""
    group = parser.add_argument_group("configuration")
    group.add_argument(
        "--preset",
        metavar="NAME",
        help="start from these settings: workload (default), datascience, pipelines, lava, generated, hadolint or "
        "docker",
    )
    group.add_argument("--config", metavar="FILE", help="read this configuration file and no other")
    group.add_argument("--isolated", action="store_true", help="read no configuration file at all")
    return group


def options_of(arguments: argparse.Namespace, **overrides: object) -> Options:
    """The options that `add_paths` added, with `overrides` of settings; those that are None were not given."""
    if STDIN in arguments.paths and len(arguments.paths) > 1:
        raise DflintError("- is the standard input, and the only path then; give others to a run of their own")
    given = {"preset": arguments.preset, **overrides}
    data = sys.stdin.buffer.read() if STDIN in arguments.paths else b""
    return Options(
        {name: value for name, value in given.items() if value is not None},
        arguments.isolated,
        arguments.config,
        data,
        arguments.stdin_filename,
    )
