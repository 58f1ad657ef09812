"""What a run of `dflint check` found, ready for a printer."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from dflint.lint.finding import Diagnostic, Severity
from dflint.lint.store import Diagnostics
from dflint.model.file import File
from dflint.model.project import Project
from dflint.records import NamedTuple
from dflint.text import Source


class Result(NamedTuple):
    """`diagnostics` in order; the `sources` of the files that they speak of, by printed path.

    `checked` and `templates` are the printed paths of the files that were checked and of those that were not, because
    they are templates of a language that is not known. `unsafe` are those of the files whose unsafe fixes are wanted;
    `fixed` says, where fixes were made, of how many findings and in how many files. `remarks` are sentences about
    findings that are not among the diagnostics.
    """

    diagnostics: list[Diagnostic] | Diagnostics
    sources: Mapping[str, Source]
    checked: list[str]
    templates: list[str]
    unsafe: frozenset[str] = frozenset()
    fixed: tuple[int, int] | None = None
    remarks: tuple[str, ...] = ()

    def printed(self) -> Iterator[tuple[Diagnostic, str]]:
        """The diagnostics, each with its lines for people; these are empty where they are not made yet."""
        if isinstance(self.diagnostics, Diagnostics):
            return self.diagnostics.printed()
        return ((item, "") for item in self.diagnostics)

    def is_fixable(self, item: Diagnostic) -> bool:
        """True when `--fix` would mend `item`."""
        level = item.fix.applicability if item.fix else "display"
        return level == "safe" or (level == "unsafe" and item.path in self.unsafe)

    def fixable(self) -> tuple[int, int]:
        """How many diagnostics `--fix` would mend, and how many more with `--unsafe-fixes`."""
        return Tally.of(self).fixable


class Tally:
    """Counts diagnostics of `result` one by one: they may be too many to go through them for every number."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self.levels: Counter[Severity] = Counter()
        self.paths: set[str] = set()
        self._safe = self._known = 0

    @classmethod
    def of(cls, result: Result) -> "Tally":
        """The counts for all diagnostics."""
        tally = cls(result)
        for item in result.diagnostics:
            tally.add(item)
        return tally

    def add(self, item: Diagnostic) -> bool:
        """Count `item`; True when `--fix` would mend it."""
        self.levels[item.severity] += 1
        self.paths.add(item.path)
        if item.fix is None:
            return False
        is_fixable = self._result.is_fixable(item)
        self._safe += is_fixable
        self._known += item.fix.applicability != "display"
        return is_fixable

    @property
    def fixable(self) -> tuple[int, int]:
        """How many diagnostics `--fix` would mend, and how many more with `--unsafe-fixes`."""
        return self._safe, self._known - self._safe


class Sources(Mapping[str, Source]):
    """The texts of files by printed path, of templates the templates; read when they are asked for, and kept then
    only where that takes little memory."""

    def __init__(self, files: Mapping[str, File], diagnostics: Diagnostics | None) -> None:
        self._files = files
        self._diagnostics = diagnostics
        self._last: tuple[str, Source] | None = None

    def __getitem__(self, path: str) -> Source:
        if self._last is None or self._last[0] != path:
            self._last = path, self._read(path)
        return self._last[1]

    def _read(self, path: str) -> Source:
        file = self._files[path]
        text = self._diagnostics.text(path) if self._diagnostics is not None else None
        if text is not None:
            return Source(text, file.path)
        was_made = file.is_made
        source = file.written
        if not was_made:
            file.release()
        return source

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def result_of(
    projects: Iterable[Project], diagnostics: Iterable[Diagnostic], fixed: tuple[int, int] | None = None
) -> Result:
    """The result of a run over `projects`, the `diagnostics` in order; only their files in focus count."""
    files = sorted((file for project in projects for file in project.files if file.focus), key=lambda file: file.shown)
    found = diagnostics if isinstance(diagnostics, Diagnostics) else None
    return Result(
        found if found is not None else sorted(diagnostics, key=_place),
        Sources({file.shown: file for file in files}, found),
        list(dict.fromkeys(file.shown for file in files if file.is_expanded or not file.template)),
        [file.shown for file in files if file.template and not file.is_expanded],
        frozenset(file.shown for file in files if file.settings.unsafe_fixes),
        fixed,
    )


def _place(item: Diagnostic) -> tuple[str, int, int, str, str]:
    return item.path, item.line, item.column, item.code, item.message


def statistics(diagnostics: Iterable[Diagnostic]) -> list[tuple[int, Diagnostic]]:
    """How often each rule speaks, most first, each with one of its diagnostics."""
    counts: dict[str, tuple[int, Diagnostic]] = {}
    for item in diagnostics:
        number, first = counts.get(item.code, (0, item))
        counts[item.code] = (number + 1, first)
    return sorted(counts.values(), key=lambda counted: (-counted[0], counted[1].code))
