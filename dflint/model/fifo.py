"""The fifo that a workload writes its status and logs to: where an image makes it, and what is written into it."""

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from itertools import pairwise

from dflint.embedded.shell import commands
from dflint.embedded.words import Word
from dflint.model.file import File
from dflint.model.shell import Placed, placed_commands
from dflint.model.stages import Stage
from dflint.syntax.nodes import Instruction, Run

MAKERS = ("mkfifo", "mknod")
# Programs that write nothing into a file that is their argument.
HARMLESS = (
    *MAKERS, "[", "[[", "cat", "chgrp", "chmod", "chown", "echo", "file", "find", "head", "ln", "ls", "mkdir", "printf",
    "rm", "stat", "test", "touch",
)  # fmt: skip


def is_made(file: File) -> bool | None:
    """True when the file's own image has the fifo, False when the file removes it, None when it does neither."""
    made = made_by_run(file)
    if made is None and any(makes_in_script(text, file.settings.fifo) for text in file.scripts()):
        return True
    return made


def made_by_run(file: File) -> bool | None:
    """What the RUNs of the final image do with the fifo: the last that makes or removes it counts."""
    made: bool | None = None
    for stage in reversed(file.descent):
        for node in stage.of(Run):
            for placed in _of_interest(node):
                if placed.command.name in MAKERS and any(
                    _may_be(file, stage, node, arg) for arg in placed.command.args
                ):
                    made = True
                elif placed.command.name == "rm" and file.settings.fifo in placed.command.args:
                    made = False
    return made


def _of_interest(node: Run) -> list[Placed]:
    """The commands of `node`, or none where it can do nothing to a fifo: most RUNs need no parser for that."""
    text = node.rest.text + "".join(heredoc.content for heredoc in node.heredocs)
    return placed_commands(node) if any(name in text for name in (*MAKERS, "rm ")) else []


def _may_be(file: File, stage: Stage, node: Run, arg: str) -> bool:
    """True when `arg`, what a maker makes, is the fifo for all that can be known."""
    fifo = file.settings.fifo
    if "$" in arg:
        value = stage.expand(arg, node)
        if not value.known:
            return fifo in file.source.text
        arg = value.text
    if arg.startswith("/") or posixpath.basename(arg) != posixpath.basename(fifo):
        return posixpath.normpath(arg) == fifo
    at = stage.workdir(node)
    known = at is not None and at.known and "cd " not in node.rest.text
    return not known or (at is not None and posixpath.normpath(posixpath.join(at.text, arg)) == fifo)


@cache
def _maker(fifo: str) -> "re.Pattern[str]":
    """A line of a script that makes `fifo`, by its path or by a variable."""
    return re.compile(rf"^[^#\n]*\bmk(?:fifo|nod)\b[^#\n]*(?:{re.escape(fifo)}(?![\w/-])|\$\w|\$\{{)", re.MULTILINE)


def makes_in_script(text: str, fifo: str) -> bool:
    """True when the script `text` makes the fifo; a line that is commented out does not."""
    return fifo in text and _maker(fifo).search(text) is not None


def writers(file: File, stage: Stage, node: Instruction) -> list[Placed]:
    """The commands of `node`, an instruction of `stage`, that write to the fifo, as far as their words tell."""
    return [placed for placed in placed_commands(node) if _use(file, stage, node, placed) is not None]


def use(file: File, stage: Stage, node: Instruction, placed: Placed) -> Word:
    """The word of a writer that names the fifo."""
    found = _use(file, stage, node, placed)
    assert found is not None
    return found


def _use(file: File, stage: Stage, node: Instruction, placed: Placed) -> Word | None:
    command = placed.command
    for word in command.redirects if command.name in HARMLESS else (*command.words[1:], *command.redirects):
        text = word.text if "$" not in word.text or "(" in word.text else stage.expand(word.text, node).text
        if text == file.settings.fifo or text.endswith("=" + file.settings.fifo):
            return word
    return None


def may_hold(word: Word, name: str) -> bool:
    """True when the file `name` can be among what `word`, an argument, stands for."""
    text = word.text.rstrip("/")
    if name in text.lower() or text in (".", ""):
        return True
    if "$(" in text or "`" in text:
        return any(_lists(inner.words, name) for inner in commands(_substituted(text)))
    pattern = re.sub(r"\$(?:\{[^}]*\}|\w+)", "*", posixpath.basename(text))
    return any(mark in pattern for mark in "*?[") and fnmatchcase(name, pattern)


def _substituted(text: str) -> str:
    """The commands inside `$(...)` or backquotes."""
    return text.partition("$(")[2].rpartition(")")[0] if "$(" in text else text.strip("`")


def _lists(words: tuple[Word, ...], name: str) -> bool:
    """True when a command that lists files can list `name`."""
    texts = [word.text for word in words]
    if texts[:1] == ["find"]:
        patterns = [pattern for flag, pattern in pairwise(texts) if flag in ("-name", "-iname")]
        return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)
    if texts[:1] in (["ls"], ["echo"]):
        operands = [word for word in words[1:] if not word.text.startswith("-")]
        return not operands or any(may_hold(word, name) for word in operands)
    return texts[:1] not in (["true"], ["false"], [":"])


def targets(placed: list[Placed]) -> Iterator[str]:
    """Where the commands redirect their output to."""
    for item in placed:
        for word in item.command.redirects:
            yield word.text
        if item.command.name == "tee":
            yield from item.command.args
