"""Shell text to commands: tree-sitter-bash finds them, also in lists, pipelines, groups and subshells.

Commands behind `sudo`, `env X=1`, `exec`, `time` and in `bash -c "..."` are commands too.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node

SHELLS = ("sh", "bash", "ash", "dash", "zsh", "ksh")
PREFIXES = ("sudo", "env", "exec", "time", "nohup", "command")
# Their options that take the next word as a value.
VALUED = ("-u", "--user", "-g", "--group", "-C", "--chdir", "-p", "-r", "-t", "-f", "-o", "-a", "--unset", "-h")


class Word(NamedTuple):
    """A word of a command without its quotes: code point offsets into the shell text; `literal` without expansions."""

    text: str
    start: int
    end: int
    literal: bool


class Command(NamedTuple):
    """A simple command: its words, the targets of its redirections, its place in the shell text."""

    words: tuple[Word, ...]
    redirects: tuple[Word, ...]
    start: int
    end: int

    @property
    def name(self) -> str:
        """Name of the program, without its folder; empty when the command has no words."""
        return self.words[0].text.rpartition("/")[2] if self.words else ""

    @property
    def args(self) -> tuple[str, ...]:
        """The texts of the words after the name."""
        return tuple(word.text for word in self.words[1:])


@cache
def _parser() -> Any:
    import tree_sitter
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


def commands(text: str) -> list[Command]:
    """The commands in `text`, in the order in which they stand there; comments have none."""
    data = text.encode("utf-8", "replace")
    tree = _parser().parse(data)
    found: list[Command] = []
    _walk(tree.root_node, data, (), found)
    return sorted(found, key=lambda command: command.start)


def _walk(node: "Node", data: bytes, redirects: tuple[Word, ...], found: list[Command]) -> None:
    """Collect the commands below `node`; `redirects` are those of the groups around it."""
    pending = [(node, redirects)]
    while pending:
        node, around = pending.pop()
        if node.type == "redirected_statement":
            around += tuple(_targets(node, data))
        if node.type == "command":
            words = tuple(_words(node, data))
            start, end = _place(node, data)
            found.extend(unwrap(Command(words, around + tuple(_targets(node, data)), start, end)))
        pending.extend((child, around) for child in node.children)


def _targets(node: "Node", data: bytes) -> Iterator[Word]:
    for child in node.children:
        if child.type == "file_redirect" and child.named_children:
            yield _word(child.named_children[-1], data)


def _words(node: "Node", data: bytes) -> Iterator[Word]:
    for child in node.named_children:
        if child.type not in ("file_redirect", "heredoc_redirect", "herestring_redirect", "variable_assignment"):
            yield _word(child, data)


def _word(node: "Node", data: bytes) -> Word:
    start, end = _place(node, data)
    text = data[node.start_byte : node.end_byte].decode("utf-8", "replace")
    literal = "$" not in text and "`" not in text
    if text[:1] in "'\"" and text[-1:] == text[:1] and len(text) > 1:
        text = text[1:-1]
    elif "'" in text or '"' in text:
        text = text.replace("'", "").replace('"', "")
    return Word(text, start, end, literal)


def _place(node: "Node", data: bytes) -> tuple[int, int]:
    """Code point offsets of `node`."""
    if data.isascii():
        return node.start_byte, node.end_byte
    start = len(data[: node.start_byte].decode("utf-8", "replace"))
    return start, start + len(data[node.start_byte : node.end_byte].decode("utf-8", "replace"))


def unwrap(command: Command) -> Iterator[Command]:
    """`command`, and those that it runs: behind `sudo` and the like, and in `sh -c`."""
    yield command
    words = command.words
    while words and Command(words, (), 0, 0).name in PREFIXES:
        words = _after_prefix(words[1:])
        if words:
            yield Command(words, command.redirects, words[0].start, command.end)
    if words and words[0].text.rpartition("/")[2] in SHELLS:
        yield from _nested(words, command.redirects)


def _after_prefix(words: tuple[Word, ...]) -> tuple[Word, ...]:
    while words and (words[0].text.startswith("-") or "=" in words[0].text):
        words = words[2:] if words[0].text in VALUED else words[1:]
    return words


def _nested(words: tuple[Word, ...], redirects: tuple[Word, ...]) -> Iterator[Command]:
    """The commands of `sh -c "..."`; their places are that of the quoted text."""
    for flag, script in pairwise(words):
        if flag.text.startswith("-") and flag.text.endswith("c"):
            for inner in commands(script.text):
                yield Command(inner.words, inner.redirects + redirects, script.start, script.end)
            return
