"""What the builder rejects: the errors that the parser found, each under its code, and files that cannot be read."""

from collections.abc import Callable, Iterator

from dflint.lint.finding import ERROR, Finding
from dflint.lint.rule import rule
from dflint.model.file import File
from dflint.model.templates import is_untold
from dflint.syntax.nodes import Problem
from dflint.text import Span

NAMES = {
    "E001": "has-an-unknown-instruction",
    "E002": "has-an-unterminated-heredoc",
    "E003": "has-a-wrong-flag",
    "E004": "has-wrong-arguments",
    "E005": "has-an-invalid-stage-name",
    "E006": "has-a-wrong-directive",
    "E007": "has-a-json-array-of-other-than-strings",
    "E008": "has-a-line-that-is-too-long",
    "E009": "has-an-instruction-that-onbuild-cannot-hold",
    "E010": "has-an-instruction-before-the-first-from",
    "E011": "has-no-from",
}
# What other linters call them.
ALIASES = {"E009": ("DL3043",), "E010": ("DL3061",)}


def _problems(file: File) -> list[Problem]:
    """What the builder rejects; of a template that is not expanded the first only, as all else follows from it."""
    problems = file.document.errors
    if not problems or file.expansion is not None or not is_untold(file.document):
        return problems
    first = min(problems, key=lambda problem: problem.span.start)
    return [first._replace(message=f"{first.message}; is this a template? check what it expands to")]


def _reporter(code: str) -> Callable[[File], Iterator[Finding]]:
    def report(file: File) -> Iterator[Finding]:
        for problem in _problems(file):
            if problem.code == code:
                text = file.source[problem.span]
                end = problem.span.end - len(text) + len(text.rstrip("\r\n"))
                yield Finding(Span(problem.span.start, end), problem.message)

    return report


for _code, _name in NAMES.items():
    rule(_code, _name, severity=ERROR, aliases=ALIASES.get(_code, ()))(_reporter(_code))


@rule("E012", "cannot-be-read", severity=ERROR)
def unreadable(file: File) -> Iterator[Finding]:
    """A file that is missing, too large or binary."""
    if file.error is not None:
        yield Finding(Span(0, 0), file.error)
