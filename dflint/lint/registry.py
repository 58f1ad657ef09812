"""The rules of all chapters, loaded once."""

from functools import cache
from importlib import import_module

from dflint.lint.rule import RULES, Rule


@cache
def load() -> dict[str, Rule]:
    """Every rule by code, in the order of the codes."""
    chapters = import_module("dflint.rules").CHAPTERS
    for chapter in chapters:
        import_module(f"dflint.rules.{chapter}")
    return dict(sorted(RULES.items()))
