"""Embedded Python: heredocs, `python -c`, `SHELL ["python", "-c"]`."""

from collections.abc import Iterator

from dflint.embedded.python import fault, python_2
from dflint.lint.finding import ERROR, Finding
from dflint.lint.rule import rule
from dflint.model.python_script import PythonScript
from dflint.text import Edit, unsafe


@rule("PY001", "has-python-with-a-syntax-error", severity=ERROR)
def syntax_error(script: PythonScript) -> Iterator[Finding]:
    """The interpreter refuses the text, so that the build fails, or the program at its start."""
    if script.is_2 or python_2(script.text):
        return
    found = fault(script.text, script.version)
    if found is not None:
        major, minor = script.version or (3, None)
        name = f"Python {major}" if minor is None else f"Python {major}.{minor}"
        yield Finding(script.locate(*found.span), f"{name} cannot read this: {found.message}")


@rule("PY002", "has-python-2-for-python-3", severity=ERROR)
def old(script: PythonScript) -> Iterator[Finding]:
    """Statements of Python 2 for an interpreter of Python 3."""
    if not script.is_3:
        return
    for piece in python_2(script.text):
        edits = tuple(Edit(script.locate(*edit.span), edit.text) for edit in piece.edits)
        message = f"{piece.what} is Python 2, and the interpreter is Python 3; write it as Python 3 does"
        yield Finding(script.locate(*piece.span), message, unsafe(*edits))
