"""Failures that go unnoticed: in the first command of a pipe, before a `;`, in the lines of a heredoc."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.embedded.programs import PROGRAMS
from dflint.embedded.words import Spot
from dflint.lint.finding import INFO, Finding
from dflint.lint.rule import rule
from dflint.model.script import Command, Script, scripts
from dflint.model.stages import Stage
from dflint.model.strictness import (
    ERREXIT,
    PIPEFAIL,
    has_known_shell,
    is_doubtful_shell,
    options,
    own_shell,
    place,
    shell_text,
)
from dflint.syntax.nodes import Run, Shell
from dflint.text import Edit, Fix, insert, replace, unsafe

# Programs that fetch, unpack or make, besides those below: what they give to a pipe may be half of it.
GIVING = (
    "aria2c", "aws", "az", "cargo", "docker", "gcloud", "go", "gpg", "gsutil", "gzip", "helm", "kubectl", "mysql",
    "node", "npm", "npx", "openssl", "php", "pip", "psql", "python", "python3", "rsync", "ruby", "scp", "ssh", "svn",
    "xzcat", "yarn", "zcat", "zstd",
)  # fmt: skip
# Those that stop reading early, so that pipefail makes a failure of a success.
EARLY = ("head", "true")
CONDITIONS = ("if", "elif", "while", "until", "!")
# Programs whose work the image is made of; besides all that installs packages.
WORKING = (
    "ant", "bazel", "bunzip2", "bzip2", "cmake", "configure", "cp", "curl", "g++", "gcc", "git", "gradle",
    "gunzip", "install", "make", "meson", "mv", "mvn", "ninja", "patch", "rpm", "tar", "unzip", "wget", "xz",
)  # fmt: skip
MOST_PIPES = 200
# Commands that cannot fail, or whose failure changes nothing in the image.
IDLE = (
    ":", "[", "[[", "alias", "echo", "exit", "export", "false", "local", "printf", "return", "set", "shopt", "sleep",
    "test", "trap", "true", "umask", "unset", "wait",
)  # fmt: skip


@rule("DL4006", "pipes-without-pipefail")
def pipe(stage: Stage) -> Iterator[Finding]:
    """`curl ... | sh`: when curl fails, sh reads nothing, does nothing, and all is well."""
    mended: set[object] = set()
    for script, spot in _open_pipes(stage, harmless=False):
        found = stage.last(Shell, script.node)
        key = script if own_shell(script) else found and found[1]
        fix = _pipefail(script, found) if key not in mended else None
        mended.add(key)
        yield Finding(place(script, spot), "a failure before this | is lost; set -o pipefail, best by SHELL", fix)


@rule("DF056", "pipes-what-hardly-fails-without-pipefail", severity=INFO, aliases=("DL4006",), default=False)
def harmless_pipe(stage: Stage) -> Iterator[Finding]:
    """`echo ... | tee`, `if a | grep -q b`, `a | b || true`: pipes that do well without."""
    for script, spot in _open_pipes(stage, harmless=True):
        yield Finding(place(script, spot), "a failure before this | is lost; set -o pipefail if it matters")


def _open_pipes(stage: Stage, *, harmless: bool) -> Iterator[tuple[Script, Spot]]:
    """In each script without pipefail the first pipe; one that matters, or, when none does, a `harmless` one."""
    for node in stage.of(Run):
        for script in scripts(node, stage):
            pipes = shell_text(script).pipes[:MOST_PIPES]
            doubtful = is_doubtful_shell(script)
            found = [spot for spot in pipes if doubtful or PIPEFAIL not in options(script, spot.start)]
            strong = next((spot for spot in found if not doubtful and not _is_harmless(script, spot)), None)
            if found and (strong is None) == harmless:
                yield script, strong or found[0]


def _is_harmless(script: Script, spot: Spot) -> bool:
    """True when the command before the pipe hardly fails, or the pipe is a question, or its failure is expected."""
    text = shell_text(script)
    before = [command for command in text.commands if command.end <= spot.start and "nested" not in command.inside]
    behind = [command for command in text.commands if command.start >= spot.end and "nested" not in command.inside]
    if not before or before[-1].name not in (*GIVING, *WORKING) or not has_known_shell(script):
        return True
    if any(arg in ("version", "--version", "-V") for arg in before[-1].args):
        return True
    if behind and (behind[0].name in EARLY or (behind[0].name.endswith("grep") and _asks(behind[0].args))):
        return True
    following = next((command.operator for command in behind[1:] if command.operator not in ("|", "|&")), "")
    return following == "||" or bool(_question().search(text.text, 0, before[-1].start))


def _asks(args: tuple[str, ...]) -> bool:
    return any(arg in ("--quiet", "--silent") or re.fullmatch(r"-[a-zA-Z]*q[a-zA-Z]*", arg) for arg in args)


@cache
def _question() -> "re.Pattern[str]":
    return re.compile(rf"(?:^|[\s;&|(])(?:{'|'.join(CONDITIONS)})\s+(?:[^;&\n]*\|)?\s*\Z")


def _pipefail(script: Script, found: tuple[Stage, Shell] | None) -> Fix | None:
    """SHELL with pipefail before the RUN, or pipefail in the SHELL that is there; `set` in a heredoc with a shell."""
    if script.is_argv or script.shell not in ("sh", "bash", "ash", "zsh"):
        return None
    own = own_shell(script)
    if own:
        return unsafe(_first_line(script, "set -o pipefail")) if own[0].endswith(("bash", "zsh", "ash")) else None
    if found is None:
        return unsafe(insert(script.node.span.start, _shell_line(script.stage)))
    stage, shell = found
    words = [word.text for word in shell.args]
    if not shell.is_json or stage is not script.stage or words[-1:] != ["-c"] or script.shell == "sh":
        return None
    return unsafe(insert(shell.args[-1].span.start, '"-o", "pipefail", '))


def _shell_line(stage: Stage) -> str:
    image = stage.line_of_descent[-1].image.text
    shell = "/bin/ash" if "alpine" in image or "busybox" in image else "/bin/bash"
    return f'SHELL ["{shell}", "-o", "pipefail", "-c"]\n'


def _first_line(script: Script, line: str) -> Edit:
    """`line` as the first of a heredoc, behind its `#!`."""
    assert script.heredoc is not None
    first = script.heredoc.content.split("\n", 1)[0]
    return insert(script.heredoc.body.start + (len(first) + 1 if first.startswith("#!") else 0), line + "\n")


@rule("DF053", "goes-on-after-a-failure")
def semicolon(script: Script) -> Iterator[Finding]:
    """`apt-get install x; rm ...`: what fails before the `;` is forgotten."""
    if script.heredoc is None:
        for command, end in _forgotten(script, ";"):
            message = f'a failure of "{command.name}" is lost at this ;, write &&'
            yield Finding(script.locate(end, end + 1), message, _and(script, end))


def _and(script: Script, at: int) -> Fix | None:
    """`&&` for this `;` and those behind it, in a text that knows nothing else."""
    text = script.parsed
    if any(command.inside for command in text.commands) or not set(text.operators) <= {"&&", ";"} or text.comments:
        return None
    marks = [match for part in _lists(script) if (match := _end(";").match(script.text, part[-1].raw.end))]
    last = max(command.start for command in text.commands)
    return unsafe(*(_joint(script, match.start(1)) for match in marks if at <= match.start(1) < last))


def _joint(script: Script, at: int) -> Edit:
    before, behind = script.text[at - 1], script.text[at + 1]
    mark = ("" if before.isspace() else " ") + "&&" + ("" if behind.isspace() else " ")
    return replace(script.locate(at, at + 1), mark)


@rule("DF054", "has-a-heredoc-that-goes-on-after-a-failure")
def heredoc(script: Script) -> Iterator[Finding]:
    """The shell runs the lines of a heredoc one by one and asks only the last how it went."""
    if script.heredoc is None:
        return
    for command, _ in _forgotten(script, "\n;"):
        message = f'this goes on when "{command.name}" fails; begin it with set -e'
        yield Finding(script.heredoc.span, message, unsafe(_first_line(script, "set -e")))
        return


@rule(
    "DF055", "does-not-care-whether-an-installation-fails", severity=INFO, default=False, programs=("true", ":", "exit")
)
def careless(command: Command) -> Iterator[Finding]:
    """`apt-get install x || true`: the image may lack what it was built for."""
    if command.operator == "||" and (command.name in ("true", ":") or _exits_well(command)):
        before = [other for other in command.script.commands if other.raw.end <= command.raw.start]
        if before and _installs(before[-1]):
            message = f'"|| {command.name}" hides a failure of "{before[-1].name}"; delete it, or say what may fail'
            yield Finding(command.span, message)


def _exits_well(command: Command) -> bool:
    return command.name == "exit" and [argument.text for argument in command.args] == ["0"]


def _installs(command: Command) -> bool:
    program = PROGRAMS.get(command.program)
    return program is not None and command.call.subcommand in program.installs


def _forgotten(script: Script, ends: str) -> Iterator[tuple[Command, int]]:
    """Commands that matter at the end of a list that one of `ends` ends, and where, when more is run after it."""
    text = script.text
    if not any(end in text for end in ends):
        return
    if script.is_argv or script.shell not in ("sh", "bash", "ash", "dash", "zsh", "ksh") or script.parsed.broken:
        return
    if not has_known_shell(script) or re.search(r"\$\?|PIPESTATUS|\btrap\b", text):
        return
    for part in _lists(script):
        last = part[-1].raw.end
        match = _end(ends).match(text, last)
        matters = next((command for command in reversed(part) if _matters(command, script)), None)
        if match and matters and _more(script, match.end()) and ERREXIT not in options(script, part[0].raw.start):
            yield matters, match.start(1)


def _lists(script: Script) -> Iterator[list[Command]]:
    """The lists of commands that `&&` joins, outside all constructs; those with `||` or in the background left out."""
    part: list[Command] = []
    for command in (one for one in script.commands if not one.inside):
        if part and command.operator not in ("&&", "||", "|", "|&") and not command.prefixed:
            yield from _strict(part)
            part = []
        part.append(command)
    yield from _strict(part)


def _strict(part: list[Command]) -> Iterator[list[Command]]:
    # What dpkg lacks `apt-get install -f` brings: its failure is expected.
    if part and not any(command.operator == "||" or command.name == "dpkg" for command in part):
        yield part


@cache
def _end(ends: str) -> "re.Pattern[str]":
    """What follows a command up to the mark that ends its list: redirections, blanks."""
    mark = rf"([{re.escape(ends)}])" if "\n" in ends else r"(;)(?!;)"
    blank = r"[ \t]*(?:[ \t]#[^\n]*(?=\n))?" if "\n" in ends else r"\s*"
    return re.compile(rf"(?:\s*\d*(?:>>?|<|&>)&?[ \t]*[^\s;&|]+)*{blank}{mark}")


def _matters(command: Command, script: Script) -> bool:
    if script.heredoc is not None:
        return command.name not in IDLE
    return _installs(command) or command.name in WORKING


def _more(script: Script, at: int) -> bool:
    """True when more follows `at` than what only reports, or ends the script."""
    return any(command.name not in IDLE for command in script.commands if command.raw.start >= at)
