"""What a run of `dflint check` found, ready for a printer."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dflint.lint.finding import Diagnostic
from dflint.model.project import Project
from dflint.text import Source


class Result(NamedTuple):
    """`diagnostics` in order; the `sources` of the files that they speak of, by printed path.

    `checked` and `templates` are the printed paths of the files that were checked and of those that were not, because
    they are templates of a language that is not known. `unsafe` are those of the files whose unsafe fixes are wanted;
    `fixed` says, where fixes were made, of how many findings and in how many files.
    """

    diagnostics: list[Diagnostic]
    sources: Mapping[str, Source]
    checked: list[str]
    templates: list[str]
    unsafe: frozenset[str] = frozenset()
    fixed: tuple[int, int] | None = None

    def is_fixable(self, item: Diagnostic) -> bool:
        """True when `--fix` would mend `item`."""
        level = item.fix.applicability if item.fix else "display"
        return level == "safe" or (level == "unsafe" and item.path in self.unsafe)

    def fixable(self) -> tuple[int, int]:
        """How many diagnostics `--fix` would mend, and how many more with `--unsafe-fixes`."""
        safe = sum(self.is_fixable(item) for item in self.diagnostics)
        known = sum(item.fix is not None and item.fix.applicability != "display" for item in self.diagnostics)
        return safe, known - safe


def result_of(
    projects: Iterable[Project], diagnostics: Iterable[Diagnostic], fixed: tuple[int, int] | None = None
) -> Result:
    """The result of a run over `projects`, the `diagnostics` in order; only their files in focus count."""
    files = sorted((file for project in projects for file in project.files if file.focus), key=lambda file: file.shown)
    return Result(
        sorted(diagnostics, key=lambda item: (item.path, item.line, item.column, item.code, item.message)),
        {file.shown: file.expansion.files[0] if file.expansion else file.source for file in files},
        list(dict.fromkeys(file.shown for file in files if file.expansion or not file.template)),
        [file.shown for file in files if file.template and not file.expansion],
        frozenset(file.shown for file in files if file.settings.unsafe_fixes),
        fixed,
    )


def statistics(diagnostics: Iterable[Diagnostic]) -> list[tuple[int, Diagnostic]]:
    """How often each rule speaks, most first, each with one of its diagnostics."""
    counts: dict[str, tuple[int, Diagnostic]] = {}
    for item in diagnostics:
        number, first = counts.get(item.code, (0, item))
        counts[item.code] = (number + 1, first)
    return sorted(counts.values(), key=lambda counted: (-counted[0], counted[1].code))
