"""How many findings `check` has in each file, counted in another process while the report is being made."""

from collections import Counter
from types import TracebackType

from dflint.cores import cores
from dflint.model.project import Project
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

# Another process is worth its start for so many files.
WORTHWHILE = 60

Counts = Counter[str]


def count(project: Project, jobs: int) -> Counts:
    """The number of findings in each file of `project`, by its path, with up to so many processes.

    What is found in a file that templates include belongs to none of them.
    """
    from dflint.lint.run import check

    paths = {file.shown: file.path for file in project.files}
    return Counter(paths[item.path] for item in check([project], jobs) if item.path in paths)


class Counting:
    """Counts the findings in `project` from when it is entered; `counts` waits for them."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._executor: ProcessPoolExecutor | None = None
        self._future: Future[Counts] | None = None

    def __enter__(self) -> "Counting":
        if cores() > 1 and len(self._project.files) >= WORTHWHILE:
            from dflint.lint.pool import helper

            self._executor = helper()
            self._project.tidy(kept=0)
            self._future = self._executor.submit(count, self._project, cores() - 1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def counts(self) -> Counts:
        """The counts; where the other process has died they are made here."""
        if self._future is None:
            return count(self._project, cores())
        from concurrent.futures.process import BrokenProcessPool

        try:
            return self._future.result()
        except BrokenProcessPool:
            return count(self._project, cores())
