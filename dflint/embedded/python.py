"""Python inside a Dockerfile: is it Python, and if it is that of version 2, what would it be in version 3?

`ast` reads what the running Python understands; libcst, which knows later grammars, is asked only where that fails.
"""

import re
import warnings
from collections.abc import Iterator
from functools import cache

from dflint import disk
from dflint.records import NamedTuple
from dflint.text import Edit, Span, apply, insert, replace

LONGEST = 200_000
Version = tuple[int, int]
NO = 3
PROGRAM = f"""
import sys, libcst
text = sys.stdin.buffer.read().decode()
try:
    libcst.parse_module(text)
except libcst.ParserSyntaxError:
    sys.exit({NO})
"""


class Fault(NamedTuple):
    """Where a text stops being Python, and why: offsets into the text."""

    span: Span
    message: str


def fault(text: str, version: Version | None = None) -> Fault | None:
    """What keeps `text` from being Python of `version`, any Python 3 where that is None; None if nothing does."""
    if len(text) > LONGEST:
        return None
    found = _parse(text, version)
    if found is None or (found.newer(version) and _is_modern(text)):
        return None
    return Fault(found.span(text), found.message)


class _Found(NamedTuple):
    """A SyntaxError: 1-based lines and columns."""

    message: str
    line: int
    column: int
    end_line: int
    end_column: int

    def newer(self, version: Version | None) -> bool:
        """True when a Python later than the running one may understand the text."""
        import sys

        return version is None or version > sys.version_info[:2]

    def span(self, text: str) -> Span:
        """The place in `text`: at least one character, unless it is at the end."""
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        line = min(max(self.line, 1), len(starts))
        start = min(starts[line - 1] + max(self.column - 1, 0), len(text))
        end = start + 1
        if self.end_line == self.line and self.end_column > self.column:
            end = start + self.end_column - self.column
        return Span(start, max(start, min(end, len(text.rstrip("\n")))))


def _parse(text: str, version: Version | None) -> _Found | None:
    import ast

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text, feature_version=version)
    except SyntaxError as error:
        message = (error.msg or "invalid syntax").partition(". ")[0]
        line, column = error.lineno or 1, error.offset or 1
        return _Found(message, line, column, error.end_lineno or line, error.end_offset or 0)
    except (ValueError, RecursionError, MemoryError):  # too deep for this parser says nothing of others
        return None
    return None


@cache
def _is_modern(text: str) -> bool:
    """True when libcst, which knows the latest grammar, can read `text`, or cannot tell.

    It runs in a process of its own: a text that is nested deeply enough ends the process that parses it.
    """
    import subprocess
    import sys

    command = [sys.executable, "-I", "-c", PROGRAM]
    try:
        done = subprocess.run(
            command, input=text.encode("utf-8", "replace"), capture_output=True, timeout=5, check=False
        )
    except (OSError, subprocess.SubprocessError):
        disk.spoil()
        return True
    return done.returncode != NO


class Old(NamedTuple):
    """A piece of Python 2: its place, what it is, what Python 3 has in its stead."""

    span: Span
    what: str
    edits: tuple[Edit, ...]


def python_2(text: str) -> list[Old]:
    """The pieces of Python 2 in `text`, empty unless `text` becomes Python 3 by the edits of all of them."""
    if len(text) > LONGEST or _parse(text, None) is None:
        return []
    found = list(_pieces(text))
    edits = tuple(edit for piece in found for edit in piece.edits)
    return found if found and _parse(apply(text, edits), None) is None else []


@cache
def _token() -> "re.Pattern[str]":
    strings = r"[rRbBuU]{0,2}(?:'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
    number = r"(?:0[xX][0-9a-fA-F]+|\d[\d.]*(?:[eE][+-]?\d+)?)[lLjJ]?"
    return re.compile(rf"#[^\n]*|{strings}|\\\n|[ \t]+|{number}|\w+|<>|>>|[^\w\s]|\n", re.DOTALL)


class _Token(NamedTuple):
    text: str
    start: int
    end: int


class _Statement(NamedTuple):
    """The tokens of one statement, blanks and comments left out."""

    tokens: list[_Token]

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def _statements(text: str) -> Iterator[_Statement]:
    """The simple statements of `text`, and the heads of compound ones."""
    tokens: list[_Token] = []
    depth = 0
    for match in _token().finditer(text):
        word = match[0]
        depth = max(0, depth + (word in "([{") - (word in ")]}")) if len(word) == 1 else depth
        if depth == 0 and (word in (";", "\n") or (word == ":" and not _is_lambda(tokens))):
            if tokens:
                yield _Statement(tokens)
            tokens = []
        elif not word.isspace() and not word.startswith(("#", "\\\n")):
            tokens.append(_Token(word, match.start(), match.end()))
    if tokens:
        yield _Statement(tokens)


def _is_lambda(tokens: list[_Token]) -> bool:
    return any(token.text == "lambda" for token in tokens)


def _pieces(text: str) -> Iterator[Old]:
    for statement in _statements(text):
        first = statement.tokens[0].text
        if first in STATEMENTS:
            yield from STATEMENTS[first](statement)
        for token in statement.tokens:
            yield from _literal(token)


def _literal(token: _Token) -> Iterator[Old]:
    span = Span(token.start, token.end)
    if token.text == "<>":
        yield Old(span, '"<>"', (replace(span, "!="),))
    elif re.fullmatch(r"0[0-7]*[1-7][0-7]*", token.text):
        yield Old(span, f'the number "{token.text}"', (replace(span, "0o" + token.text.lstrip("0")),))
    elif re.fullmatch(r"(\d+|0[xX][0-9a-fA-F]+)[lL]", token.text):
        yield Old(span, f'the number "{token.text}"', (replace(span, token.text[:-1]),))


def _called(statement: _Statement) -> Iterator[Old]:
    """`print a, b` and `exec text`: statements that became functions."""
    name, *rest = statement.tokens
    if rest and (rest[0].text in ("=", ".", "[", "(") or rest[0].text in ("in", "is", "and", "or")):
        return
    span = Span(name.start, name.end)
    what = f"the statement {name.text}"
    if not rest:
        if name.text == "print":
            yield Old(span, what, (insert(name.end, "()"),))
        return
    opening = replace(Span(name.end, rest[0].start), "(")
    if rest[0].text == ">>" and len(rest) > 3 and rest[2].text == ",":
        start = rest[3].start
        closing = insert(statement.end, f", file={rest[1].text})")
        yield Old(span, what, (replace(Span(name.end, start), "("), closing))
    elif rest[-1].text == ",":
        yield Old(span, what, (opening, replace(Span(rest[-1].start, rest[-1].end), ', end=" ")')))
    else:
        yield Old(span, what, (opening, insert(statement.end, ")")))


def _caught(statement: _Statement) -> Iterator[Old]:
    """`except Error, name`"""
    *_, comma, name = [_Token("", 0, 0), *statement.tokens]
    if comma.text == "," and name.text.isidentifier() and len(statement.tokens) > 3:
        yield Old(Span(comma.start, name.end), '"except ..., name"', (replace(Span(comma.start, comma.end), " as"),))


def _raised(statement: _Statement) -> Iterator[Old]:
    """`raise Error, "text"`"""
    tokens = statement.tokens
    if len(tokens) > 3 and tokens[1].text.isidentifier() and tokens[2].text == ",":
        opening = replace(Span(tokens[2].start, tokens[3].start), "(")
        yield Old(Span(tokens[2].start, tokens[2].end), '"raise ..., text"', (opening, insert(statement.end, ")")))


STATEMENTS = {"print": _called, "exec": _called, "except": _caught, "raise": _raised}
