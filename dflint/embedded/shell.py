"""Shell text to commands: tree-sitter-bash finds them, also in lists, pipelines, groups and subshells.

Commands behind `sudo`, `env X=1`, `exec`, `time` and in `bash -c "..."` are commands too.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node

SHELLS = ("sh", "bash", "ash", "dash", "zsh", "ksh")
# Programs that run the command in their arguments, with their options that take a value.
PREFIXES = {
    "sudo": ("-u", "--user", "-g", "--group", "-C", "-D", "-h", "-p", "-R", "-r", "-t", "-T", "-U"),
    "env": ("-u", "--unset", "-C", "--chdir"),
    "exec": ("-a",),
    "time": ("-f", "--format", "-o", "--output"),
    "nohup": (),
    "command": (),
}


class Word(NamedTuple):
    """A word of a command without its quotes: code point offsets into the shell text; `literal` without expansions."""

    text: str
    start: int
    end: int
    literal: bool


class Command(NamedTuple):
    """A simple command: its words, what its output is redirected to, its place in the shell text."""

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
    redirected: dict[int, tuple[Word, ...]] = {}
    while pending:
        node, around = pending.pop()
        if node.type == "redirected_statement":
            redirected[_redirected(node).id] = tuple(_targets(node, data))
        around += redirected.get(node.id, ())
        if node.type == "command":
            words = tuple(_words(node, data))
            start, end = _place(node, data)
            found.extend(unwrap(Command(words, around + tuple(_targets(node, data)), start, end)))
        pending.extend((child, around) for child in node.children)


def _redirected(node: "Node") -> "Node":
    """What the redirections of `node` are for: of `a | b > x`, which the parser takes as one, only `b`."""
    body = node.child_by_field_name("body") or node
    while body.type in ("list", "pipeline") and body.named_children:
        body = body.named_children[-1]
    return body


def _targets(node: "Node", data: bytes) -> Iterator[Word]:
    for child in node.children:
        if child.type == "heredoc_redirect":
            yield from _targets(child, data)
        elif (
            child.type == "file_redirect" and child.named_children and all(mark.type != "<" for mark in child.children)
        ):
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
    while words and _program(words) in PREFIXES:
        words = _after_prefix(words)
        if words:
            yield Command(words, command.redirects, words[0].start, command.end)
    if words and _program(words) in SHELLS:
        yield from _nested(words[1:], command.redirects)


def _program(words: tuple[Word, ...]) -> str:
    return words[0].text.rpartition("/")[2]


def _after_prefix(words: tuple[Word, ...]) -> tuple[Word, ...]:
    valued = PREFIXES[_program(words)]
    words = words[1:]
    while words and (words[0].text.startswith("-") or "=" in words[0].text):
        words = words[2:] if words[0].text in valued else words[1:]
    return words


def _nested(words: tuple[Word, ...], redirects: tuple[Word, ...]) -> Iterator[Command]:
    """The commands of `sh -c "..."`; their places are that of the quoted text."""
    at = 0
    while at + 1 < len(words) and words[at].text.startswith(("-", "+")):
        flag, script = words[at].text, words[at + 1]
        if flag.endswith("c") and not flag.startswith("--"):
            for inner in commands(script.text):
                yield Command(inner.words, inner.redirects + redirects, script.start, script.end)
            return
        takes_value = flag[-1:] in ("o", "O") and not flag.startswith("--")
        at += 2 if takes_value else 1
