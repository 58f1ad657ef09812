"""The words of an instruction, in groups that belong together: what a fix elsewhere must not change."""

from collections.abc import Callable, Iterable, Iterator

from dflint.embedded import words as shellwords
from dflint.embedded.shell import ShellText, read_shell
from dflint.embedded.words import unquoted
from dflint.model.script import without_heredocs
from dflint.model.shell import is_script
from dflint.records import NamedTuple
from dflint.syntax.nodes import Assignments, Execution, Heredoc, Instruction, Onbuild, Run, Word
from dflint.text import Span


class Part(NamedTuple):
    """A word or a comment: its text and its place in the file."""

    text: str
    span: Span


class Unit(NamedTuple):
    """Words that belong together: those of a command, or of an instruction; `broken` in a text that is no shell.

    A line of a heredoc is one word, to which more can be added at its end: `is_line`.
    """

    words: tuple[Part, ...]
    span: Span
    broken: bool = False
    is_line: bool = False


def units(node: Instruction) -> Iterator[Unit]:
    """The words of `node`: keyword and flags, then its commands or arguments, the lines of its heredocs."""
    head = (Part(node.keyword, node.keyword_span), *(Part(flag.text, flag.span) for flag in node.options))
    yield Unit(head, Span(node.keyword_span.start, head[-1].span.end))
    if isinstance(node, Onbuild) and node.inner is not None:
        yield from units(node.inner)
        return
    if isinstance(node, Execution) and not node.is_json:
        yield from _commands(read_shell(without_heredocs(node)), node.locate)
    else:
        yield from _arguments(node)
    for heredoc in node.heredocs:
        yield from _heredoc(node, heredoc)


def _arguments(node: Instruction) -> Iterator[Unit]:
    """The words of `node`; of an argv also the commands in the last one, which may be the script of a shell."""
    words: Iterable[Word] = node.args
    if isinstance(node, Assignments):
        words = (word for pair in node.pairs for word in (pair.name, pair.value) if word)
    parts = tuple(Part(word.text, word.span) for word in words)
    if parts:
        yield Unit(parts, Span(parts[0].span.start, parts[-1].span.end))
    if isinstance(node, Execution) and len(parts) > 1:
        yield from _commands(read_shell(parts[-1].text), lambda first, last: parts[-1].span)


def exports(node: Instruction) -> Iterator[Unit]:
    """The pairs of an ENV as the words that a shell's `export` had."""
    if isinstance(node, Assignments):
        yield from (Unit((Part(unquoted(word.text), word.span),), word.span) for word in node.args)


def _heredoc(node: Instruction, heredoc: Heredoc) -> Iterator[Unit]:
    """The lines of a heredoc, and its commands where it is a script."""
    start = heredoc.body.start
    if isinstance(node, Run) and is_script(node, heredoc):
        yield from _commands(read_shell(heredoc.content), lambda first, last: Span(start + first, start + last))
    at = start
    for line in heredoc.content.split("\n"):
        if line.strip():
            span = Span(at, at + len(line))
            yield Unit((Part(line, span),), span, is_line=True)
        at += len(line) + 1


def _commands(shell: ShellText, locate: Callable[[int, int], Span]) -> Iterator[Unit]:
    """The commands of a script, and the assignments between them, by place."""
    for first, last, found in sorted(_groups(shell), key=lambda group: group[0]):
        words = tuple(Part(word.text, locate(word.start, word.end)) for word in found)
        yield Unit(words, locate(first, last), shell.broken)


def _groups(shell: ShellText) -> Iterator[tuple[int, int, list[shellwords.Word]]]:
    """The words that belong together in a script, each group with its start and its end."""
    outer: tuple[shellwords.Word, ...] = ()
    for command in shell.commands:
        is_nested = "nested" in command.inside
        if command.words and (outer[-len(command.words) :] == command.words or not _is_placed(command.words[0])):
            continue  # the command behind a sudo that was seen, or words without a place of their own
        outer = command.words
        redirects = () if is_nested else command.redirects
        parts = sorted({*command.words, *command.assignments, *redirects}, key=lambda word: (word.start, word.end))
        if parts:
            yield min(command.start, parts[0].start), max(command.end, parts[-1].end), parts
    yield from ((word.start, word.end, [word]) for word, _ in shell.assignments)


def _is_placed(word: shellwords.Word) -> bool:
    return word.end - word.start == len(word.raw)
