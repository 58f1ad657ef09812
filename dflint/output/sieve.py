"""What is left of the findings of a run: those on changed lines, without those that a baseline knows."""

from collections.abc import Iterable, Mapping

from dflint import disk
from dflint.lint.finding import Diagnostic
from dflint.model.project import Project
from dflint.output.result import Result, result_of
from dflint.paths import absolute
from dflint.records import TYPE_CHECKING
from dflint.text import Source

if TYPE_CHECKING:
    from dflint.output.known import Known
    from dflint.output.since import Since


class Sieve:
    """Lets through what is new: `since` a revision, and by the baselines that the settings name.

    `default` is the absolute path of a baseline for files whose settings name none. Nothing of this is loaded before
    it is needed.
    """

    def __init__(self, since: "Since | None" = None, default: str | None = None) -> None:
        self._since = since
        self._default = default
        self._known: Known | None = None

    def known(self, projects: Iterable[Project]) -> "Known | None":
        """The baselines for the files of `projects`, None without any."""
        if self._known is None and (self._default or any(_names_baseline(project) for project in projects)):
            from dflint.output.known import Known

            self._known = Known(self._default)
        return self._known

    def keep(self, found: list[Diagnostic], project: Project) -> list[Diagnostic]:
        """Those of `found` in `project` that are to be reported."""
        if self._since is None and self.known([project]) is None:
            return found
        return self._split(found, [project], _with_parts(result_of([project], ()).sources, found))[0]

    def sift(self, result: Result, projects: list[Project], notes: Iterable[str] = ()) -> Result:
        """`result` with what is to be reported, and remarks about the rest; `notes` are those of the run."""
        known = self.known(projects)
        if self._since is None and known is None:
            return result
        found = list(result.diagnostics)
        sources = _with_parts(result.sources, found)
        kept, hidden, elsewhere = self._split(found, projects, sources)
        remarks = [_elsewhere(elsewhere, self._since.revision)] if self._since and elsewhere else []
        if hidden:
            remarks.append(f"{_findings(hidden, 'known ')} hidden by the baseline.")
        if known is not None:
            from dflint.output.known import Judge

            gone = known.gone(found, Judge(projects, notes), sources)
            remarks += [_gone(gone)] if gone else []
        return result._replace(diagnostics=kept, remarks=tuple(remarks))

    def write(self, result: Result, projects: list[Project], notes: Iterable[str]) -> dict[str, int]:
        """Write all that was found to the baselines; gives how many findings each holds, by absolute path."""
        from dflint.output.known import Judge

        known = self.known(projects)
        found = list(result.diagnostics)
        sources = _with_parts(result.sources, found)
        return known.write(found, Judge(projects, notes), sources) if known else {}

    def _split(
        self, found: list[Diagnostic], projects: list[Project], sources: dict[str, Source]
    ) -> tuple[list[Diagnostic], int, int]:
        """What is new, in order; how many more are known, and how many new ones are elsewhere."""
        changed = dict.fromkeys(map(id, found), True)
        if self._since is not None:
            changed |= {id(item): is_changed for item, is_changed in self._since.split(found, sources)}
        known = self.known(projects)
        new, hidden = found, found[:0]
        if known is not None:  # of equal findings, those on changed lines are the new ones
            new, hidden = known.split(sorted(found, key=lambda item: changed[id(item)]), projects, sources)
        left = {id(item) for item in new if changed[id(item)]}
        kept = [item for item in found if id(item) in left]
        return kept, sum(changed[id(item)] for item in hidden), len(new) - len(kept)


def _names_baseline(project: Project) -> bool:
    return any(file.settings.baseline for file in project.files if file.focus)


def _with_parts(sources: Mapping[str, Source], found: Iterable[Diagnostic]) -> dict[str, Source]:
    """`sources`, and the files that templates include as far as `found` speaks of them."""
    parts = {item.path for item in found if item.path not in sources}
    return {**sources, **{path: _read(path) for path in parts}}


def _read(path: str) -> Source:
    try:
        return Source.from_bytes(disk.read(absolute(path)), path)
    except OSError:
        return Source("", path)


def _elsewhere(number: int, revision: str) -> str:
    findings = "1 finding" if number == 1 else f"{number} findings"
    return f"{findings} on lines unchanged since {revision} {'is' if number == 1 else 'are'} not shown."


def _gone(number: int) -> str:
    out = "it" if number == 1 else "them"
    return f"{_findings(number, 'known ')} no longer there; --write-baseline takes {out} out of the baseline."


def _findings(number: int, kind: str = "") -> str:
    return f"{number} {kind}finding is" if number == 1 else f"{number} {kind}findings are"
