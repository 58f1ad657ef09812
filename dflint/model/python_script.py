"""The Python scripts in a file: heredocs, `python -c "..."`, `SHELL ["python", "-c"]`."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

from dflint.embedded.programs import is_python
from dflint.embedded.python import Version
from dflint.embedded.words import Word
from dflint.model.script import Command, Script, scripts
from dflint.model.stages import Stage
from dflint.syntax.nodes import Heredoc, Instruction, Run, Transfer
from dflint.text import Span


class PythonScript:
    """A Python `text`, and the `interpreter` that it is written for, as named there: `python3.9`, or just `python`.

    `version` is that of the interpreter where its name or the base image tells. `locate(start, end)` gives the place in
    the source of `text[start:end]`, which is written there letter by letter.
    """

    __slots__ = ("interpreter", "locate", "node", "text", "version")

    def __init__(
        self, node: Instruction, stage: Stage, text: str, interpreter: str, locate: Callable[[int, int], Span]
    ) -> None:
        self.node = node
        self.text = text
        self.interpreter = interpreter
        self.locate = locate
        version = _version(interpreter) or _image_version(stage)
        named = interpreter.removeprefix("python").removeprefix("pypy")[:1]
        self.version = version if version and named in ("", str(version[0])) else None

    @property
    def is_3(self) -> bool:
        """True when the interpreter is certainly one of Python 3."""
        return (
            bool(self.version and self.version[0] == 3) or "python3" in self.interpreter or "pypy3" in self.interpreter
        )

    @property
    def is_2(self) -> bool:
        """True when the interpreter is certainly one of Python 2."""
        return self._is(2)

    def _is(self, major: int) -> bool:
        """What the name of the interpreter says counts before that of the image."""
        named = self.interpreter.removeprefix("python").removeprefix("pypy")[:1]
        return named == str(major) if named else self.version is not None and self.version[0] == major


def _version(name: str) -> Version | None:
    """The version in the name of an interpreter."""
    found = re.fullmatch(r"(?:python|pypy)([23])\.(\d+)", name)
    return (int(found[1]), int(found[2])) if found else None


@cache
def _image() -> "re.Pattern[str]":
    return re.compile(r"(?:.*/)?(?:python|pypy):([23])\.(\d+)(?:[.\-].*)?")


def _image_version(stage: Stage) -> Version | None:
    """The version that the name of the base image tells."""
    image = stage.line_of_descent[-1].image
    found = _image().fullmatch(image.text) if image.known else None
    return (int(found[1]), int(found[2])) if found else None


def python_scripts(node: Instruction, stage: Stage) -> Iterator[PythonScript]:
    """The Python scripts in `node`, an instruction of `stage`."""
    for heredoc in node.heredocs:
        interpreter = _interpreter(node, heredoc)
        if interpreter and not (heredoc.expand and "$" in heredoc.content):
            yield _of_heredoc(node, stage, heredoc, interpreter)
    if isinstance(node, Run) and not node.is_json:
        shell = (stage.shell(node) or ("",))[0].rpartition("/")[2]
        if is_python(shell) and not node.heredocs:
            yield PythonScript(node, stage, node.rest.text, shell, node.locate)
        elif "python" in node.rest.text or "pypy" in node.rest.text:
            yield from _arguments(node, stage)


def _arguments(node: Run, stage: Stage) -> Iterator[PythonScript]:
    for script in scripts(node, stage):
        for command in script.commands:
            if is_python(command.name):
                yield from _given(script, command, stage)


def _given(script: Script, command: Command, stage: Stage) -> Iterator[PythonScript]:
    """The text after `-c`, where it is written down as it is."""
    for flag, word in pairwise(command.raw.words[1:]):
        if not flag.text.startswith("-"):
            return
        if not flag.text.startswith("--") and flag.text.endswith("c"):
            inner = word.raw[1:-1]
            if word.literal and word.quoted and word.text == inner and "\\" not in inner:
                yield PythonScript(script.node, stage, inner, command.name, _inside(script, word))
            return


def _inside(script: Script, word: Word) -> Callable[[int, int], Span]:
    """Where the parts of a quoted `word` stand."""
    start = word.start + 1
    return lambda first, last: script.locate(start + first, start + last)


def _interpreter(node: Instruction, heredoc: Heredoc) -> str:
    """The Python that a heredoc is written for, by its first line, its command or its name; empty for none."""
    first = heredoc.content.split("\n", 1)[0]
    if first.startswith("#!"):
        names = [word.rpartition("/")[2] for word in first[2:].split()]
        return next((name for name in names if is_python(name)), "")
    if isinstance(node, Transfer):
        named = len(node.heredocs) == 1 and node.destination is not None and node.destination.text.endswith(".py")
        return "python" if named or heredoc.name.endswith(".py") else ""
    return _by_command(node) if isinstance(node, Run) and len(node.heredocs) == 1 else ""


def _by_command(node: Run) -> str:
    text = node.rest.text
    words = text.partition("<<")[0].split()
    name = words[0].rpartition("/")[2] if words else ""
    if is_python(name) and all(word.startswith("-") and "c" not in word for word in words[1:]):
        return name
    is_written = re.fullmatch(r"\s*(?:cat|tee)\b[^;|&]*\.py['\"]?\s*(?:<<\S+\s*)?", text)
    return "python" if is_written else ""


def _of_heredoc(node: Instruction, stage: Stage, heredoc: Heredoc, interpreter: str) -> PythonScript:
    start = heredoc.body.start
    if not heredoc.chomp:
        return PythonScript(
            node, stage, heredoc.content, interpreter, lambda first, last: Span(start + first, start + last)
        )
    lines = heredoc.content.splitlines(keepends=True)
    cut = [len(line) - len(line.lstrip("\t")) for line in lines]
    text = "".join(line[count:] for line, count in zip(lines, cut, strict=True))
    return PythonScript(node, stage, text, interpreter, lambda first, last: _unchomped(start, text, cut, first, last))


def _unchomped(start: int, text: str, cut: list[int], first: int, last: int) -> Span:
    """The place of `text[first:last]`, whose lines lost `cut` TABs each."""
    begin, end = (start + at + sum(cut[: text.count("\n", 0, at) + 1]) for at in (first, max(first, last)))
    return Span(begin, end)
