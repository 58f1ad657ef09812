"""Markdown for reports of other kinds: a table whose columns stand below each other in the text, too."""

from collections.abc import Iterable, Sequence

from dflint.reporting.flavours import tabulated


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of `rows`, whose cells are Markdown."""
    return tabulated(headers, list(rows), "github") + "\n"
