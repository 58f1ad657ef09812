"""`--jobs`, and the line that says how far a long run is."""

import io
import multiprocessing
import sys
import threading

import pytest

from dflint.cli import progress
from dflint.lint import pool, run
from tests.cli.conftest import Plant, Run


class Terminal(io.StringIO):
    """An error output that says that it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.fixture
def tree(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough files for several processes, and no time before a run is a long one."""
    plant({f"a{number}/Dockerfile": "FROM a\nRUN cd a\n" * 200 for number in range(40)})
    monkeypatch.setattr(run, "WORTHWHILE", 64_000)
    monkeypatch.setattr(progress, "LONG", 0)
    monkeypatch.setattr(progress, "OFTEN", 0)


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("format", ["text", "json"])
def test_output_does_not_depend_on_jobs(run: Run, format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    known = pool.Pool.__init__
    monkeypatch.setattr(
        pool.Pool, "__init__", lambda self, worker, jobs: made.append(jobs) or known(self, worker, jobs)
    )
    outcomes = [
        run("check", "--isolated", "--no-cache", "--format", format, "--jobs", jobs) for jobs in ("1", "2", "3")
    ]
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert outcomes[0].code == 1
    assert made == [2, 3]


@pytest.mark.usefixtures("tree")
def test_leaves_nothing_behind(run: Run) -> None:
    """A thread of the pool that is still at work when the interpreter ends may fail there, with a traceback."""
    before = threading.active_count(), len(multiprocessing.active_children())
    run("check", "--isolated", "--no-cache", "--jobs", "2")
    assert (threading.active_count(), len(multiprocessing.active_children())) == before


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5", "²", ""])
def test_wrong_number(run: Run, jobs: str) -> None:
    code, out, err = run("check", f"--jobs={jobs}")
    assert (code, out) == (2, "")
    assert err.startswith(f'dflint check: argument --jobs: "{jobs}" is no number of processes; write 1 or more')
    assert err.count("\n") == 1


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_progress_on_a_terminal(run: Run, jobs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    run("check", "--isolated", "--no-cache", "--jobs", jobs)
    shown = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert shown.startswith("\rdflint: ") and "\rdflint: 40 of 40 files" in shown
    assert shown.endswith("\r" + " " * len("dflint: 40 of 40 files") + "\r")


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize(("terminal", "term", "option"), [(False, "xterm", ""), (True, "dumb", ""), (True, "", "-q")])
def test_no_progress(run: Run, terminal: bool, term: str, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if terminal:
        monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", term)
    outcome = run("check", "--isolated", "--no-cache", *filter(None, [option]))
    assert outcome.err == "" and (not terminal or sys.stderr.getvalue() == "")  # type: ignore[attr-defined]
