"""Shell text to commands: tree-sitter-bash finds them, also in lists, pipelines, groups and subshells.

Commands behind `sudo`, `env X=1`, `exec`, `time` and in `bash -c "..."` are commands too (`dflint.embedded.prefixes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from dflint.embedded.words import Spot, Word
from dflint.parts import part
from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from typing import Any, TypeAlias

    from tree_sitter import Node

SHELLS = ("sh", "bash", "ash", "dash", "zsh", "ksh")
NAMING = ("variable_name", "variable_assignment")
CONSTRUCTS = {
    "subshell": "subshell", "compound_statement": "group", "function_definition": "function", "if_statement": "if",
    "while_statement": "loop", "for_statement": "loop", "c_style_for_statement": "loop", "case_statement": "case",
    "command_substitution": "substitution", "process_substitution": "substitution", "negated_command": "not",
}  # fmt: skip
SEQUENCES = (
    "program", "subshell", "compound_statement", "do_group", "if_statement", "elif_clause", "else_clause",
    "while_statement", "case_item", "command_substitution", "process_substitution",
)  # fmt: skip
OPERATORS = ("&&", "||", "|", "|&", ";", "&", "\n", ";;")
NO_OUTPUT = ("<", "<&", ">&-", "<&-", "number")
NO_STATEMENTS = ("comment", "elif_clause", "else_clause", "do_group")
# Nodes without children that mean something.
LEAVES = ("variable_name", "comment")
NO_WORDS = ("file_redirect", "heredoc_redirect", "herestring_redirect", "variable_assignment", "comment")


class Command(NamedTuple):
    """A simple command: its words, what its output is redirected to, its place in the shell text.

    `assignments` stand before it (`X=1 command`). `operator` joins it to what stands before it in the same list: empty
    for the first, a line break in a heredoc. `inside` are the constructs around it, outermost first: `subshell`,
    `group`, `function`, `if`, `loop`, `case`, `substitution`, `not`, `nested` (in `sh -c`). `prefixed` says that
    another command runs it: `sudo`, `env`, `sh -c`.
    """

    words: tuple[Word, ...]
    redirects: tuple[Word, ...]
    start: int
    end: int
    assignments: tuple[Word, ...] = ()
    operator: str = ""
    inside: tuple[str, ...] = ()
    prefixed: bool = False

    @property
    def name(self) -> str:
        """Name of the program, without its folder; empty when the command has no words."""
        return self.words[0].text.rpartition("/")[2] if self.words else ""

    @property
    def args(self) -> tuple[str, ...]:
        """The texts of the words after the name."""
        return tuple(word.text for word in self.words[1:])


class ShellText(NamedTuple):
    """What a shell text consists of, in the order of the text; all places are code point offsets into it.

    `assignments` are those that are no part of a command, with the constructs around them; the variable of a loop is
    one without a value. `pipes` are the `|` between commands, `operators` all that joins commands, `outer` those that
    stand in no construct. `tests` are the `[ ... ]`, as commands without words. `comments` says that there are some;
    `broken` that a part was not understood.
    """

    text: str
    commands: tuple[Command, ...] = ()
    assignments: tuple[tuple[Word, tuple[str, ...]], ...] = ()
    pipes: tuple[Spot, ...] = ()
    operators: tuple[str, ...] = ()
    comments: bool = False
    broken: bool = False
    outer: tuple[str, ...] = ()
    tests: tuple[Command, ...] = ()

    @property
    def is_chain(self) -> bool:
        """True for commands, also subshells and the like, that `&&` alone joins: one more can be put at the end."""
        last = self.commands[-1] if self.commands else None
        if last is None or not last.words or any("not" in command.inside for command in self.commands):
            return False
        return not self.comments and not self.broken and set(self.outer) <= {"&&"}


@cache
def _parser() -> Any:
    binding, bash = part("tree_sitter", "_binding"), part("tree_sitter_bash", "_binding")
    return binding.Parser(binding.Language(bash.language()))


def commands(text: str) -> tuple[Command, ...]:
    """The commands in `text`, in the order in which they stand there; comments have none."""
    return read_shell(text).commands


@lru_cache(maxsize=1_000)
def read_shell(text: str) -> ShellText:
    """`text` taken apart; the same text, as it stands in file after file, is read once."""
    from dflint.embedded.prefixes import unwrap

    reader = _Reader(text)
    reader.walk()
    found = sorted((each for one in reader.commands for each in unwrap(one)), key=lambda command: command.start)
    return ShellText(
        text, tuple(found), tuple(reader.assignments), tuple(reader.pipes), tuple(reader.operators), reader.comments,
        reader.root.has_error, tuple(reader.outer), tuple(reader.tests),
    )  # fmt: skip


# A node to visit, what it inherits from those around it (redirects, operator, constructs), and the operator that it is.
_Step: TypeAlias = "tuple[Node, tuple[Word, ...], str, tuple[str, ...], str]"


class _Reader:
    """One walk over the tree of a shell text."""

    def __init__(self, text: str) -> None:
        if "`#" in text:
            text = _inline_comment().sub(lambda match: " " * len(match[0]), text)
        self.data = text.encode("utf-8", "replace")
        self.is_ascii = self.data.isascii()
        self.text = self.data.decode()
        self.root: Node = _parser().parse(self.data).root_node
        self.commands: list[Command] = []
        self.assignments: list[tuple[Word, tuple[str, ...]]] = []
        self.tests: list[Command] = []
        self.pipes: list[Spot] = []
        self.operators: list[str] = []
        self.outer: list[str] = []
        self.comments = False
        self._redirected: dict[int, tuple[Word, ...]] = {}

    def walk(self) -> None:
        """Collect everything in the order of the text, without recursion: texts may be nested deeply."""
        pending: list[_Step] = [(self.root, (), "", (), "")]
        while pending:
            node, redirects, operator, inside, note = pending.pop()
            if note:
                self._note(node, note, inside)
                continue
            kind = node.type
            if kind == "redirected_statement":
                self._redirected[_redirected(node).id] = tuple(self._targets(node))
            if self._redirected:
                redirects += self._redirected.get(node.id, ())
            if kind == "command":
                self._command(node, redirects, operator, inside)
                if not self._is_nested(self.commands[-1]):
                    continue
            elif kind in NAMING:
                self._assignment(node, inside)
            elif kind == "test_command":
                self.tests.append(Command((), redirects, *self.place(node), (), operator, inside))
            elif kind == "comment":
                self.comments = True
            if node.child_count:
                around = (*inside, CONSTRUCTS[kind]) if kind in CONSTRUCTS else inside
                steps = self._children(node, kind, operator)
                pending += [(child, redirects, before, around, note) for child, before, note in steps][::-1]

    def _is_nested(self, command: Command) -> bool:
        """True when there may be more in `command` than its words."""
        text = self.text[command.start : command.end]
        return "(" in text or "`" in text or "#" in text

    def _children(self, node: Node, above: str, operator: str) -> Iterator[tuple[Node, str, str]]:
        """The children of `node`, of the kind `above`, each with what joins it to those before it; an operator itself
        is the third.
        """
        is_sequence = above in SEQUENCES
        before = "" if is_sequence else operator
        for child in node.children:
            kind = child.type
            if child.is_named:
                if is_sequence and before == "\n" and kind not in NO_STATEMENTS:
                    yield child, "", before
                if child.child_count or kind in LEAVES:
                    yield child, before, ""
                if not is_sequence:
                    before = operator
                elif kind != "comment" and not (above == "case_item" and _is_label(node, child)):
                    before = "\n"
            elif kind in OPERATORS:
                before = kind
                yield child, "", kind

    def _assignment(self, node: Node, inside: tuple[str, ...]) -> None:
        above = node.parent
        parent = above.type if above else ""
        is_loop_variable = node.type == "variable_name" and parent == "for_statement"
        if is_loop_variable or (node.type == "variable_assignment" and parent != "command"):
            self.assignments.append((self.word(node), inside))

    def _note(self, node: Node, operator: str, inside: tuple[str, ...]) -> None:
        self.operators.append(operator)
        if not inside:
            self.outer.append(operator)
        if operator in ("|", "|&") and node.parent is not None and node.parent.type == "pipeline":
            self.pipes.append(self.place(node))

    def _command(self, node: Node, redirects: tuple[Word, ...], operator: str, inside: tuple[str, ...]) -> None:
        children = node.named_children
        others = [(child.type, child) for child in children if child.type in NO_WORDS]
        words = self._words([child for child in children if child.type not in NO_WORDS] if others else children)
        given = tuple([self.word(child) for kind, child in others if kind == "variable_assignment"])
        start, end = self.place(node)
        if any(kind.endswith("_redirect") for kind, _ in others):
            redirects += tuple(self._targets(node))
        self.commands.append(Command(words, redirects, start, end, given, operator, inside))

    def _words(self, nodes: list[Node]) -> tuple[Word, ...]:
        """The words that `nodes` are; the grammar makes two of some, such as `a-$B-c`, which nothing separates."""
        words: list[Word] = []
        for node in nodes:
            word = self.word(node)
            if words and words[-1].end == word.start and word.end > word.start:
                start = words.pop().start
                word = Word.read(self.text[start : word.end], start, word.end)
            words.append(word)
        return tuple(words)

    def _targets(self, node: Node) -> Iterator[Word]:
        for child in node.named_children:
            if child.type == "heredoc_redirect":
                yield from self._targets(child)
            elif child.type == "file_redirect" and not any(mark.type in NO_OUTPUT for mark in child.children):
                yield from (self.word(target) for target in child.named_children[-1:])

    def word(self, node: Node) -> Word:
        """The text of `node` as a word."""
        start, end = (node.start_byte, node.end_byte) if self.is_ascii else self.place(node)
        return Word.read(self.text[start:end], start, end)

    def place(self, node: Node) -> Spot:
        """Code point offsets of `node`."""
        first, last = node.start_byte, node.end_byte
        if self.is_ascii:
            return Spot(first, last)
        start = len(self.data[:first].decode("utf-8", "replace"))
        return Spot(start, start + len(self.data[first:last].decode("utf-8", "replace")))


@cache
def _inline_comment() -> re.Pattern[str]:
    """A comment in a command of its own, which gives no words: ``less `# a pager` vim``."""
    import re

    return re.compile(r"(?<!\S)`#[^`$]*`")


def _redirected(node: Node) -> Node:
    """What the redirections of `node` are for: of `a | b > x`, which the parser takes as one, only `b`."""
    body = node.child_by_field_name("body") or node
    while body.type in ("list", "pipeline") and body.named_children:
        body = body.named_children[-1]
    return body


def _is_label(node: Node, child: Node) -> bool:
    """True for the pattern of a case, which `node` is a branch of."""
    return child in node.children_by_field_name("value")
