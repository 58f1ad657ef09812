"""The shell scripts of a file, its RUNs, and their commands with what the stage makes of their words."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from dflint.embedded import shell
from dflint.embedded.prefixes import unwrap
from dflint.embedded.programs import Call, Option, common_name, is_python, read_call
from dflint.embedded.shell import SHELLS, ShellText, read_shell
from dflint.embedded.words import Word
from dflint.model.shell import is_script, words_beside_heredocs
from dflint.model.stages import Stage
from dflint.model.values import Scope, Value
from dflint.syntax.nodes import Heredoc, Instruction
from dflint.text import Span

POSIX = ("sh", "ash", "dash")
WINDOWS = ("powershell", "pwsh", "cmd")


class Argument:
    """A word of a command after expansion: its `text`, and whether that is all `known`.

    An unquoted variable of several words gives several arguments, all at the place of the variable: they are not
    `literal`, and no fix can change one of them alone.
    """

    __slots__ = ("_script", "_word", "known", "literal", "text")

    def __init__(self, script: "Script", word: Word, text: str, known: bool) -> None:
        self._script = script
        self._word = word
        self.text = text
        self.known = known
        self.literal = word.literal

    @property
    def span(self) -> Span:
        """Its place in the source."""
        return self._script.locate(self._word.start, self._word.end)

    def __repr__(self) -> str:
        return f"<{self.text!r}>"


class Script:
    """The shell text of one RUN: its line, or the body of a `heredoc`, or the words of its JSON form (`is_argv`).

    `shell` is the name of the program that runs it; one of `powershell`, `pwsh` and `cmd` is not read and has no
    commands. `has_pipefail` says that it fails when any command of a pipe fails.
    """

    __slots__ = (
        "_commands", "_parsed", "_programs", "_scope", "heredoc", "is_argv", "node", "onbuild", "shell", "stage",
    )  # fmt: skip

    def __init__(
        self, node: Instruction, stage: Stage, heredoc: Heredoc | None, shell_name: str, onbuild: bool = False
    ) -> None:
        self.node = node
        self.stage = stage
        self.heredoc = heredoc
        self.shell = shell_name
        self.onbuild = onbuild
        self.is_argv = node.is_json
        self._commands: list[Command] | None = None
        self._programs: frozenset[str] | None = None
        self._scope: Scope | None = None
        self._parsed: ShellText | None = None

    @property
    def parsed(self) -> ShellText:
        """The text taken apart; that of another language than shell's has no parts."""
        if self._parsed is None:
            if self.is_argv or self.shell in WINDOWS:
                self._parsed = ShellText(self.text)
            else:
                self._parsed = read_shell(self.text if self.heredoc else without_heredocs(self.node))
        return self._parsed

    @property
    def text(self) -> str:
        """The text that the shell reads."""
        return self.heredoc.content if self.heredoc else self.node.rest.text

    def locate(self, start: int, end: int) -> Span:
        """The place in the source of `text[start:end]`; of an argv, that of the word number `start`."""
        if self.is_argv:
            return self.node.args[start].span if start < len(self.node.args) else self.node.rest.span
        if self.heredoc is None:
            return self.node.locate(start, end)
        return Span(self.heredoc.body.start + start, self.heredoc.body.start + end)

    @property
    def commands(self) -> "list[Command]":
        """The commands, in the order of the text."""
        if self._commands is None:
            found: Iterable[shell.Command] = self.parsed.commands
            if self.is_argv:
                words = tuple(Word(word.text, at, at, True) for at, word in enumerate(self.node.args))
                found = unwrap(shell.Command(words, (), 0, 0)) if words else ()
            self._commands = [Command(self, each) for each in found if each.words]
        return self._commands

    def forget(self) -> None:
        """Let go of the commands, which know this script."""
        self._commands = None

    @property
    def programs(self) -> frozenset[str]:
        """The common names of the programs that the commands call."""
        if self._programs is None:
            self._programs = frozenset(command.program for command in self.commands)
        return self._programs

    def after(self, command: "Command") -> "list[Command]":
        """The commands behind `command`."""
        return self.commands[self.commands.index(command) + 1 :]

    @property
    def scope(self) -> Scope:
        """The names in force: those of the stage, and what the script assigns once and for all."""
        if self._scope is None:
            self._scope = self.stage.scope_at(self.node).copy()
            self._scope.closed = False
            self._assign(self._scope)
        return self._scope

    def _assign(self, scope: Scope) -> None:
        seen: set[str] = set()
        for word, inside in self.parsed.assignments:
            name, equals, raw = word.raw.partition("=")
            value = Value("${" + name + "}", "unknown")
            if equals and name not in seen and not inside and _is_plain(raw) and name.isidentifier():
                value = scope.expand(raw)
            scope[name.rstrip("+")] = value
            seen.add(name)
        for command in self.parsed.commands:
            for name in command.args if command.name == "read" else ():
                scope[name] = Value("${" + name + "}", "unknown")

    def mounts(self, *kinds: str) -> list[str]:
        """The targets of the mounts of `kinds` (`cache`, `tmpfs`) that the RUN has, expanded."""
        found = [target for kind, target in _mounts(self.node) if kind in kinds]
        return [self.stage.expand(target, self.node).text if "$" in target else target for target in found]


class Command:
    """A command of a script, its words expanded.

    `name` is that of the program, without its folder; `args` are the words after it. `operator`, `inside` and
    `prefixed` are those of the shell's command.
    """

    __slots__ = ("_args", "_call", "_program", "inside", "name", "operator", "prefixed", "raw", "script")

    def __init__(self, script: Script, raw: shell.Command) -> None:
        self.script = script
        self.raw = raw
        self.name = raw.name
        self.operator = raw.operator
        self.inside = raw.inside
        self.prefixed = raw.prefixed
        self._args: tuple[Argument, ...] | None = None
        self._call: Call | None = None
        self._program: str | None = None

    @property
    def program(self) -> str:
        """The common name of the program: `pip` for `pip3` and for `python -m pip`."""
        if self._program is None:
            self._program = self.call.program if is_python(self.name) else common_name(self.name)
        return self._program

    @property
    def span(self) -> Span:
        """Its place in the source."""
        return self.script.locate(self.raw.start, self.raw.end)

    @property
    def name_span(self) -> Span:
        """The place of the program's name."""
        word = self.raw.words[0]
        return self.script.locate(word.start, word.end)

    @property
    def args(self) -> tuple[Argument, ...]:
        """The words after the name."""
        if self._args is None:
            self._args = tuple(found for word in self.raw.words[1:] for found in self._expand(word))
        return self._args

    def _expand(self, word: Word) -> Iterator[Argument]:
        if word.literal:
            yield Argument(self.script, word, word.text, True)
            return
        value = self.script.scope.expand(word.raw) if _is_plain(word.raw) else None
        if value is None or not value.known:
            yield Argument(self.script, word, word.text, False)
            return
        texts = [value.text] if word.quoted else value.text.split()
        yield from (Argument(self.script, word, text, True) for text in texts)

    @property
    def call(self) -> Call:
        """The words taken apart: program, subcommand, options, operands."""
        if self._call is None:
            name = Argument(self.script, self.raw.words[0], self.raw.words[0].text, True)
            self._call = read_call((name, *self.args))
        return self._call

    def runs(self, program: str, *subcommands: str) -> bool:
        """True when it calls `program` (its common name: `pip` for `pip3` and `python -m pip`) and, where some are
        given, one of `subcommands`."""
        return self.program == program and (not subcommands or self.call.subcommand in subcommands)

    def has(self, *options: str) -> bool:
        """True when it has one of `options`, each named as the program documents it: `-y`, `--yes`."""
        return any(option.name in options for option in self.call.options)

    def option(self, *names: str) -> Option | None:
        """The last option with one of `names`."""
        return next((option for option in reversed(self.call.options) if option.name in names), None)

    @property
    def operands(self) -> tuple[Argument, ...]:
        """The words that are neither program, subcommand, option nor an option's value."""
        return self.call.operands  # type: ignore[return-value]

    @property
    def verb(self) -> Argument:
        """The subcommand's word, or the program's name."""
        return self.call.verb or Argument(self.script, self.raw.words[0], self.name, True)  # type: ignore[return-value]


def _is_plain(raw: str) -> bool:
    """False for a text that holds a command, whose output cannot be known."""
    return "$(" not in raw and "`" not in raw


def scripts(node: Instruction, stage: Stage, onbuild: bool = False) -> list[Script]:
    """The shell scripts of `node`, a RUN of `stage`; they are made once."""
    key = (id(node), onbuild)
    if key not in stage.scripts:
        stage.scripts[key] = _scripts(node, stage, onbuild)
    return stage.scripts[key]


def _scripts(node: Instruction, stage: Stage, onbuild: bool) -> list[Script]:
    name = shell_name(node, stage)
    found = [] if _is_only_heredoc(node) else [Script(node, stage, None, name, onbuild)]
    for heredoc in node.heredocs:
        if is_script(node, heredoc):
            found.append(Script(node, stage, heredoc, _heredoc_shell(node, heredoc) or name, onbuild))
    return found


def without_heredocs(node: Instruction) -> str:
    """The text of `node` with blanks for each `<<NAME`, whose body is no part of it."""
    text = node.rest.text
    for heredoc in node.heredocs:
        pattern = r"\d*<<-?[ \t]*(['\"]?)" + re.escape(heredoc.name) + r"\1"
        text = re.sub(pattern, lambda match: " " * len(match[0]), text, count=1)
    return text


def _is_only_heredoc(node: Instruction) -> bool:
    return bool(node.heredocs) and node.rest.text.lstrip().startswith("<<") and len(node.rest.text.split()) == 1


def shell_name(node: Instruction, stage: Stage) -> str:
    """Name of the shell that runs the shell form of `node`."""
    argv = stage.shell(node)
    if argv:
        return argv[0].replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
    return "cmd" if is_windows(stage) else "sh"


def is_windows(stage: Stage) -> bool:
    """True when the stage builds on an image of Windows, as far as its name tells."""
    image = stage.line_of_descent[-1].image.text
    return stage.scope.escape == "`" if image.startswith("$") or not image else _is_of_windows(image)


@lru_cache(maxsize=100)
def _is_of_windows(image: str) -> bool:
    names = ("windows", "nanoserver", "servercore", "dotnet/framework/", "chocolatey")
    return any(name in image.lower() for name in names)


def _heredoc_shell(node: Instruction, heredoc: Heredoc) -> str | None:
    """The shell that a heredoc names: in its first line, or before its `<<`."""
    first = heredoc.content.split("\n", 1)[0]
    words = first.removeprefix("#!").split() if first.startswith("#!") else words_beside_heredocs(node)
    names = [word.rpartition("/")[2] for word in words]
    return next((name for name in names if name in SHELLS), None)


def _mounts(node: Instruction) -> Iterator[tuple[str, str]]:
    """Type and target of each mount of a RUN."""
    for flag in node.options:
        if flag.name == "mount" and flag.value:
            split = (field.strip('"').partition("=") for field in flag.value.split(","))
            fields = {name.lower(): value for name, _, value in split}
            target = fields.get("target") or fields.get("dst") or fields.get("destination") or ""
            yield fields.get("type", "bind"), target
