"""Words, quotes and `${x:-d}` as the builder reads them: the one door to the lexer of
e2b-dockerfile-utils.

That package is a port of the builder's lexer (moby/buildkit, frontend/dockerfile/shell); unlike it, it makes words
of nothing (`''`). It is imported when a text needs more than the plain `$NAME` and `${NAME}` that make up nearly all
references.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from dflint.parts import part
from dflint.records import TYPE_CHECKING
from dflint.text import BOM

if TYPE_CHECKING:
    from typing import Any

_NAME = r"\$(?:\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)"


@cache
def _piece() -> re.Pattern[str]:
    """Text with plain references only, as it stands outside quotes, in double quotes, in single quotes."""
    return re.compile(rf"""((?:[^$'"\\`<]|{_NAME})+)|"((?:[^$"\\`]|{_NAME})*)"|'([^$']*)'""", re.ASCII)


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))", re.ASCII)


@cache
def _lexer() -> Any:
    return part("e2b_dockerfile_utils", "lexer").ShellLex


def expand(text: str, values: Mapping[str, str], escape: str) -> str:
    """`text` without quotes and with its references replaced; an unset name is an empty text.

    ValueError when the builder would refuse it: an open quote, a bad substitution, `${x:?}` with `x` unset.
    """
    pieces = _simple_pieces(text)
    if pieces is not None:
        return "".join(
            _reference().sub(lambda match: values.get(match[1] or match[2]) or "", piece) for piece in pieces
        )
    return str(_lexer()(escape, env=values, skip_unset_env=False).process_word(text))


def _simple_pieces(text: str) -> list[str] | None:
    """The parts of `text` in and between quotes; None when it holds an escape, or more than plain references."""
    pieces, at = [], 0
    for match in _piece().finditer(text):
        if match.start() != at:
            return None
        pieces.append(match[match.lastindex or 0])
        at = match.end()
    return pieces if at == len(text) and text.isascii() else None


def split(text: str, *, raw: bool) -> list[str]:
    """`text` split into shell words, references kept; `raw` keeps quotes and escapes.

    ValueError when a quote or a brace stays open.
    """
    lexer = _lexer()("\\", raw_quotes=raw, raw_escapes=raw, skip_unset_env=True)
    return [str(word) for word in lexer.process_words(text) if word]


def words(text: str, *, raw_quotes: bool) -> list[str]:
    """`text` split into words with escapes resolved: how a heredoc's delimiter is read."""
    lexer = _lexer()("\\", raw_quotes=raw_quotes, skip_unset_env=True)
    return [str(word) for word in lexer.process_words(text.removeprefix(BOM)) if word]


class Recorder(dict[str, str]):
    """Values that remember which names were looked up: `used` in all, `missing` those that had no value."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.used: list[str] = []
        self.missing: list[str] = []

    def get(self, key: str, default: Any = None) -> Any:
        self.used.append(key)
        if key not in self:
            self.missing.append(key)
        return super().get(key, default)
