"""The steps by which a stage gets what it holds: the commands that fetch or install, with their words resolved."""

import posixpath
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import takewhile

from dflint.embedded.packages import MANAGERS, MORE
from dflint.embedded.programs import Call, common_name, is_python, read_call
from dflint.embedded.words import Word
from dflint.model.script import Command, Script, scripts
from dflint.model.stages import Stage
from dflint.model.values import Scope
from dflint.model.variables import NO_NAMES, Token, Variables, tokens
from dflint.syntax.nodes import Instruction, Run, Workdir
from dflint.text import Span

FETCHERS = ("git", "curl", "wget", "aria2c", "bundle", "bundler")
# Programs that compare checksums; `echo` says what they ought to be.
CHECKERS = ("sha256sum", "sha512sum", "sha1sum", "sha384sum", "sha224sum", "md5sum", "shasum", "b2sum")
# Commands that say something of others: marks, what is deleted, checksums.
OTHER_NOTES = ("rm", "apt-mark")
NOTES = (*OTHER_NOTES, "echo", "printf")
MOVES = ("cd", "pushd", "popd")
# A wrapper that repeats a command until it succeeds: `rapids-conda-retry install`.
WRAPPERS = {"rapids-conda-retry": "conda", "rapids-mamba-retry": "conda", "rapids-pip-retry": "pip"}


class Step:
    """A command of a RUN, with one set of values for its variables.

    `call` has its words resolved, as `Token`s; `folder` is the absolute folder that it runs in, as far as that is
    known. `computed` are the names of variables that hold the output of a command. A command that is read several
    times, for the items of a loop, gives several steps; `first` is true for the first of them.
    """

    __slots__ = ("call", "command", "computed", "first", "folder", "program", "words")

    def __init__(self, command: Command, words: list[Token], folder: str, computed: set[str], first: bool) -> None:
        self.command = command
        self.words = words
        self.call: Call = read_call(words, MORE)
        self.program = self.call.program
        self.folder = folder
        self.computed = computed
        self.first = first

    @property
    def script(self) -> Script:
        """The script that it is part of."""
        return self.command.script

    @property
    def operands(self) -> list[Token]:
        """The words that are neither program, subcommand, option nor an option's value."""
        return list(self.call.operands)  # type: ignore[arg-type]

    def value(self, *names: str) -> str | None:
        """The value of the last option with one of `names`."""
        found = (option.value for option in reversed(self.call.options) if option.name in names)
        return next(found, None)

    def values(self, *names: str) -> list[Token]:
        """The values of all options with one of `names`."""
        given = [option.value or "" for option in self.call.options if option.name in names]
        known = {word.text: word for word in self.words}
        return [known.get(text, Token(text)) for text in given]

    def has(self, *names: str) -> bool:
        """True when it has one of the options `names`."""
        return any(option.name in names for option in self.call.options)

    def span(self, word: Token) -> Span:
        """The place of `word` in the source."""
        return self.script.locate(word.start, word.end) if word.end else self.command.span

    def path(self, text: str) -> str:
        """`text` as an absolute path, seen from the folder that the command runs in."""
        return posixpath.normpath(posixpath.join(self.folder, text))


def steps(stage: Stage, node: Run, folder: str) -> Iterator[Step]:
    """The steps of `node`, a RUN of `stage` that starts in `folder`."""
    for script in scripts(node, stage):
        if any(_is_wanted(command.name) for command in script.commands):
            yield from _Reader(script, folder).read()


def folders(stage: Stage, start: str) -> Iterator[tuple[Instruction, str]]:
    """The instructions of `stage`, each with the working folder in force; `start` is that of its base."""
    folder = start
    for node in stage.instructions:
        if isinstance(node, Workdir):
            folder = posixpath.normpath(posixpath.join(folder, stage.expand(node.rest.text, node).text))
        yield node, folder


@cache
def _is_wanted(name: str) -> bool:
    """True for the name of a program that fetches or installs, or may be one: `$PIP`."""
    program = common_name(name)
    return program in MANAGERS or program in FETCHERS or program in WRAPPERS or is_python(name) or name[:1] == "$"


class _Reader:
    """One walk over the commands of a script."""

    def __init__(self, script: Script, folder: str) -> None:
        self.script = script
        self.variables = Variables(script)
        self.folder = folder
        self.pushed: list[str] = []
        # The folders around the subshells that are open.
        self.outer: list[str] = []

    def read(self) -> Iterator[Step]:
        """The steps of the script."""
        commands = self.script.commands
        notes = NOTES if any(command.name in CHECKERS for command in commands) else OTHER_NOTES
        for command in commands:
            if command.inside or self.outer:
                self._leave(command.inside.count("subshell"))
            if command.name in notes or command.name in MOVES or _is_wanted(command.name):
                yield from self._steps(command)

    def _leave(self, depth: int) -> None:
        """Go back to the folder in which the subshells were entered that end before a command at `depth`."""
        while len(self.outer) > depth:
            self.folder = self.outer.pop()
        self.outer += [self.folder] * (depth - len(self.outer))

    def _steps(self, command: Command) -> Iterator[Step]:
        raws = [word.raw or word.text for word in command.raw.words if not word.literal]
        if not self.script.is_argv:
            self.variables.advance(command.raw.start)
        for index, scope in enumerate(self.variables.worlds(raws)):
            words = [token for word in command.raw.words for token in _tokens(word, scope)]
            if command.name in MOVES:
                self._move(command.name, words)
            elif words:
                yield Step(command, _unwrapped(words), self.folder, self.variables.computed, index == 0)

    def _move(self, name: str, words: list[Token]) -> None:
        if name == "popd":
            self.folder = self.pushed.pop() if self.pushed else self.folder
            return
        if name == "pushd":
            self.pushed.append(self.folder)
        to = next((word.text for word in words[1:] if not word.text.startswith("-")), "/root")
        self.folder = posixpath.normpath(posixpath.join(self.folder, to))


def _tokens(word: Word, scope: Scope) -> Iterable[Token]:
    """The words that the shell makes of `word`, each with its place."""
    if word.literal and "{" not in word.text:
        return (Token(word.text, NO_NAMES, word.start, word.end),)
    return [Token(it.text, it.names, word.start, word.end) for it in tokens(word.raw or word.text, scope)]


def _unwrapped(words: list[Token]) -> list[Token]:
    """`words` from the program on that counts: `$PYTHON -m pip ...`, `conda run -n base pip ...`."""
    name = words[0].text.rpartition("/")[2]
    texts = [word.text for word in words]
    if name in WRAPPERS:
        return [Token(WRAPPERS[name]), *words[1:]]
    if name.startswith("$") and texts[1:2] == ["-m"]:
        return words[2:]
    if common_name(name) == "conda" and texts[1:2] == ["run"]:
        inner = next((at for at, text in enumerate(texts[2:], 2) if _runs(text)), 0)
        return words[inner:] if inner else words
    return words


def _runs(text: str) -> bool:
    return common_name(text) in MANAGERS or is_python(text)


def following(command: Command) -> list[Command]:
    """The commands that the output of `command` reaches through pipes, nearest first."""
    return list(takewhile(lambda other: other.operator in ("|", "|&"), _after(command)))


def _after(command: Command) -> Iterable[Command]:
    every = command.script.commands
    at = next(number for number, other in enumerate(every) if other is command)
    return (other for other in every[at + 1 :] if other.raw.start >= command.raw.end)
