"""The texts that ShellCheck reads, and the way back from its places to those in the file."""

from __future__ import annotations

from dflint.model.file import File
from dflint.model.script import Script
from dflint.model.shell import words_beside_heredocs
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.text import Edit, Fix, Span

if TYPE_CHECKING:
    from typing import Any, TypeAlias

DIALECTS = ("sh", "bash", "dash", "ash", "ksh")

# Codes whose fixes make other commands of what is there: `! { a; }` would become `{ a; } && exit 1`.
REWRITTEN = (2251,)

Comment: TypeAlias = "dict[str, Any]"


class Checked(NamedTuple):
    """A script that ShellCheck reads: `text` with the line that names its shell, if that was `added`."""

    file: File
    script: Script
    text: str
    added: bool


def shell_text(script: Script, file: File) -> tuple[str, bool] | None:
    """The text that ShellCheck is to read, and whether its first line was added; None for what it cannot read."""
    if script.is_argv or script.shell not in DIALECTS:
        return None
    if script.heredoc is None:
        heredocs = script.node.heredocs
        bodies = file.source[Span(heredocs[0].body.start, heredocs[-1].terminator.end)] if heredocs else ""
        return f"#!/bin/{script.shell}{_options(script)}\n{script.text}\n{bodies}", True
    text = script.text
    if script.heredoc.chomp:
        text = "\n".join(line.lstrip("\t") for line in text.split("\n"))
    if text.startswith("#!"):
        return text, False
    if words_beside_heredocs(script.node) and script.heredoc.expand and any(mark in text for mark in "$`\\"):
        return None  # the shell of the RUN changes the text before the one that reads it
    return f"#!/bin/{script.shell}{_options(script)}\n{text}", True


def _options(script: Script) -> str:
    """` -e` where the shell that runs `script` ends at the first failure."""
    words = words_beside_heredocs(script.node) if script.heredoc else []
    words = words or list(script.stage.shell(script.node) or ())
    return " -e" if any(_ends_early(word) for word in words[1:]) else ""


def _ends_early(word: str) -> bool:
    return word == "errexit" or (word[:1] == "-" and word[1:2] != "-" and "e" in word)


def span_of(place: Comment, checked: Checked) -> Span:
    """Where in the source a place in the text of `checked` stands."""
    start = place["line"] - checked.added, place["column"] - 1
    end = place["endLine"] - checked.added, place["endColumn"] - 1
    script, source = checked.script, checked.file.source
    folded = 0
    if script.heredoc is None:
        text = script.text
        folded = text.count("\n") + 1
        if start[0] <= folded or not script.node.heredocs:
            first = _offset(text, *start)
            return _located(script, first, max(first, _offset(text, *end)))
    first = _in_body(checked, start[0] - folded, start[1])
    last = max(first, _in_body(checked, end[0] - folded, end[1]))
    return Span(min(first, len(source.text)), min(last, len(source.text)))


def _offset(text: str, line: int, column: int) -> int:
    """Offset of a place in `text`."""
    if line > text.count("\n") + 1:
        return len(text)
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return min(at + column, len(text))


def _located(script: Script, first: int, last: int) -> Span:
    """The place of a part of a text of which continued lines may be folded."""
    if first < last:
        return script.node.locate(first, last)
    at = script.node.locate(first - 1, first).end if first else script.node.locate(0, 0).start
    return Span(at, at)


def _in_body(checked: Checked, line: int, column: int) -> int:
    """The offset in the source of a place in the bodies of the heredocs of a script."""
    source = checked.file.source
    heredoc = checked.script.heredoc or checked.script.node.heredocs[0]
    number = max(1, source.line_of(heredoc.body.start) + line - 1)
    if number > source.line_count:
        return len(source.text)
    start, end = source.line_span(number)
    whole = source.text[start:end]
    cut = len(whole) - len(whole.lstrip("\t")) if checked.script.heredoc and heredoc.chomp else 0
    return min(start + cut + column, start + len(whole.rstrip("\r\n")))


def fix_of(comment: Comment, checked: Checked) -> Fix | None:
    """ShellCheck's own fix, where it stays within one line of the source."""
    if comment["code"] in REWRITTEN:
        return None
    edits = [_edit(each, checked) for each in (comment.get("fix") or {}).get("replacements", ())]
    return Fix(tuple(edit for edit in edits if edit), "unsafe") if edits and all(edits) else None


def _edit(replacement: Comment, checked: Checked) -> Edit | None:
    span = span_of(replacement, checked)
    if span.start == span.end and replacement["insertionPoint"] == "afterEnd":
        # What opens a word goes to that word, not to the end of the line before.
        at = span_of({**replacement, "endColumn": replacement["endColumn"] + 1}, checked).start
        span = Span(at, at)
    text = replacement["replacement"]
    if "\n" in text or "\n" in checked.file.source[span] or replacement["line"] <= checked.added:
        return None
    return Edit(span, text)
