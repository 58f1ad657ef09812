"""Comments that hide findings. The engine itself judges them, once all other rules have spoken."""

from collections.abc import Iterator

from dflint.lint.finding import Finding
from dflint.lint.rule import rule
from dflint.model.file import File


@rule("DF001", "hides-findings-that-are-not-there")
def unused(file: File) -> Iterator[Finding]:
    """`# dflint: ignore[...]` for a rule that says nothing there."""
    return iter(())


@rule("DF002", "has-a-misspelt-suppression")
def misspelt(file: File) -> Iterator[Finding]:
    """`# dflint: ignore[...]` that names no rule, or is no such comment."""
    return iter(())
