"""The command line. Each subcommand is a module of its own, imported only when it is called."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from dflint import __version__
from dflint.errors import DflintError

COMMANDS = {
    "check": "check Dockerfiles and say what is wrong with them",
    "report": "write down what each image is made of",
    "upgrade": "give ARGs new versions; nothing else in their files changes",
    "render": "print what a template expands to, or compare generated files",
    "explain": "explain a rule: why it is there, how to mend what it finds",
    "rules": "list all rules",
    "config": "take over a configuration of hadolint",
    "clean": "delete the cache",
}
HELP = """\
dflint reads the Dockerfiles of a repository, checks them, and writes down what each image is made of.

usage: dflint COMMAND ...

commands:
{commands}

options:
  -h, --help     show this text; after a command, show its options
  --version      show the version of dflint

examples:
  dflint check                     check all Dockerfiles below the current directory
  dflint check --select WL app/    check one folder, with the rules WL... only
  dflint report --output wiki      write a page a component into the folder wiki
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (default: that of the process) and return the exit code.

    0: nothing to complain of, 1: findings, 2: dflint could not do its work.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    # A run makes many objects and few cycles: looking for those all the time takes a fifth of it.
    gc.set_threshold(600_000, 20, 20)
    try:
        status = _run(arguments)
        sys.stdout.flush()
        gc.freeze()  # at its end the interpreter would look for cycles in all that is there once more
    except SystemExit as exit_:  # argparse: --help, or a wrong option, of which it has told
        return exit_.code if isinstance(exit_.code, int) else 2
    except BrokenPipeError:
        _drop_output()
        return 1
    except KeyboardInterrupt:
        return 130
    except DflintError as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"{error.filename or 'output'}: {error.strerror or error}")
    return status


def command() -> int:
    """The program `dflint`: `main`, and then an end at once.

    What the interpreter does at its end is of use to nobody where nothing else is at work, and takes some ms.
    """
    status = main()
    if _is_busy() or _is_watched():
        return status
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (OSError, ValueError):  # that was told
        _drop_output()
        return status
    os._exit(status)


def _is_busy() -> bool:
    """True where other threads are at work, or semaphores are left that only the interpreter's end gives back."""
    threading = sys.modules.get("threading")
    return bool(threading and threading.active_count() > 1) or "multiprocessing.resource_tracker" in sys.modules


def _is_watched() -> bool:
    """True under a debugger, a profiler or the like, which has something to do at the end."""
    monitoring = getattr(sys, "monitoring", None)
    tools = [monitoring.get_tool(number) for number in range(6)] if monitoring else []
    return any((sys.getprofile(), sys.gettrace(), *tools))


def _run(arguments: list[str]) -> int:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # it was closed before
            stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - till the end
            setattr(sys, name, stream)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(HELP.format(commands="\n".join(f"  {name:<12} {text}" for name, text in COMMANDS.items())), end="")
        return 0
    if arguments[0] in ("--version", "-V"):
        print(f"dflint {__version__}")
        return 0
    command, *rest = arguments
    if command not in COMMANDS:
        return fail(_unknown(command))
    status: int = import_module(f"dflint.cli.{command}").main(rest)
    return status


def _unknown(command: str) -> str:
    from dflint.syntax.suggest import suggestion

    if os.path.exists(command):
        return f"{command} is no command, did you mean dflint check {command}?"
    kind = "option" if command.startswith("-") else "command"
    hint = suggestion(command, [*COMMANDS, "--version", "--help"]) or f"; the commands are {', '.join(COMMANDS)}"
    return f"unknown {kind} {command}{hint}"


def complain(message: str) -> None:
    """Print one line for the user on the standard error output."""
    from dflint.output.printable import printable

    print(f"dflint: {printable(message)}", file=sys.stderr)


def complain_of(broken: Sequence[str], missing: Sequence[str], notes: Sequence[str]) -> None:
    """Say on the standard error output what could not be read."""
    sys.stdout.flush()
    for message in broken:
        complain(message)
    for path in missing:
        complain(f"{path}: no such file or folder")
    for note in notes:
        complain(note)


def fail(message: str) -> int:
    """Print why dflint could not do its work; gives the exit code for that."""
    complain(message)
    return 2


def _drop_output() -> None:
    """Nobody reads the output any more; keep the interpreter from complaining about it at its end."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass
