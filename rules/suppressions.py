"""Comments that hide findings. The engine itself judges them, once all other rules have spoken."""

from collections.abc import Iterator

from dflint.lint.finding import INFO, Finding
from dflint.lint.rule import rule
from dflint.model.comments import pragmas
from dflint.model.file import File


@rule("DF001", "hides-findings-that-are-not-there")
def unused(file: File) -> Iterator[Finding]:
    """`# dflint: ignore[...]` for a rule that says nothing there."""
    return iter(())


@rule("DF002", "has-a-misspelt-suppression")
def misspelt(file: File) -> Iterator[Finding]:
    """`# dflint: ignore[...]` that names no rule, or is no such comment."""
    return iter(())


@rule("DL1001", "hides-findings-by-a-comment-for-hadolint", severity=INFO, default=False)
def inline_ignore(file: File) -> Iterator[Finding]:
    """`# hadolint ignore=...` above an instruction; those for a stage or the file do not count."""
    for pragma in pragmas(file.document):
        if pragma.kind == "ignore":
            yield Finding(pragma.span, "a comment hides findings here; mend them and delete it")
