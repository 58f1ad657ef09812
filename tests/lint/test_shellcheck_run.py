"""Several processes say what one says: the same findings and notes in the same order, whatever happens to them."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dflint.lint import pool, run, work
from dflint.lint.finding import Diagnostic
from dflint.lint.run import DIED, check
from dflint.lint.work import Piece, Worker
from dflint.output.result import result_of
from dflint.output.text import Printer
from dflint.workspace import Options, open_workspace

BASE = "# base\nFROM ubuntu:24.04\nRUN mkfifo /export-logs\nENV X=1\n"
TEXTS = {
    "stack/base/Dockerfile": BASE,
    "stack/base/Dockerfile.1.lib": "## lib\nARG RELEASE\nFROM base${RELEASE}\nRUN cp $UNSEEN b && curl x | sh\n",
    "template/part.m4": "define(`PART',`RUN cp $UNSEEN b')\n",
    "workload/Tpl/Dockerfile.m4": "# tpl\ninclude(part.m4)FROM ubuntu\nPART\nRUN cd a\n",
    "workload/Tpl/Dockerfile.1.j2": "# jinja\nFROM {{ image }}\nRUN cp $UNSEEN c\n",
    "workload/Same/Dockerfile": "# base\nFROM ubuntu:latest\nENTRYPOINT a\n",
    "workload/.dflint.toml": "[template]\nvariants = [{ name = 'a', image = 'a:1' }, { name = 'b', image = 'b' }]\n",
    "workload/Bad/Dockerfile": "FROM\nRUNN x\n\0",
    ".dflint.toml": "",
}
MANY = {
    f"workload/W{number}/{name}": text
    for number in range(12)
    for name, text in {
        "Dockerfile.2.first": f"# w{number}-first\nFROM base\nRUN cp $UNSEEN{number % 5} b; cd x\nCMD a | tee b\n",
        "Dockerfile.1.second": f"# w{number}-second\nFROM w{number}-first\n# dflint: ignore[SC2086]\nRUN cp $U b\n",
        "deep/er/Dockerfile": f"FROM w{number}-second\nRUN apt-get install x{number}\nMAINTAINER me\n",
    }.items()
}


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workload tree, cut in small pieces of which none is too small for a process of its own."""
    for name, text in (TEXTS | MANY).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "WORTHWHILE", 0)
    monkeypatch.setattr(work, "BYTES", 200)
    monkeypatch.setattr("dflint.lint.shelldesk._known", {})


def result(jobs: int, preset: str = "workload") -> tuple[list[Diagnostic], list[str]]:
    """The findings and notes of a run."""
    workspace = open_workspace(["."], Options({"select": ("ALL",), "preset": preset}))
    notes: list[str] = []
    return list(check(workspace.projects, jobs, notes)), notes


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("unsafe", [False, True])
def test_findings_are_printed_where_they_are_made(jobs: int, unsafe: bool) -> None:
    printer = Printer(color=True)
    workspace = open_workspace(["."], Options({"select": ("ALL",), "unsafe-fixes": unsafe}))
    found = check(workspace.projects, jobs, printer=printer.block)
    result = result_of(workspace.projects, found)
    printed = list(found.printed())
    assert [item for item, _ in printed] == list(found)
    for item, lines in printed:
        source = result.sources.get(item.path) if item.fix else None
        assert lines in ("", printer.block(item, source, result.is_fixable(item)))
    assert sum(lines != "" for _, lines in printed) > len(printed) / 2


@pytest.mark.parametrize("preset", ["workload", "docker"])
def test_results_do_not_depend_on_the_number_of_processes(preset: str) -> None:
    alone = result(1, preset)
    assert len({item.code for item in alone[0]}) > 10
    assert [item.path for item in alone[0]] == sorted(item.path for item in alone[0])
    assert [result(jobs, preset) for jobs in (2, 4)] == [alone, alone]


def test_new_processes_instead_of_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows and macOS, or where threads run: everything is sent."""
    alone = result(1)
    monkeypatch.setattr(pool, "COPIES", False)
    seen: list[object] = []
    known = pool.multiprocessing.get_context
    monkeypatch.setattr(pool.multiprocessing, "get_context", lambda method: seen.append(method) or known(method))
    assert result(2) == alone
    assert seen == ["spawn", "spawn"]


def test_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts and trees that are let go again and again are made again."""
    alone = result(1)
    monkeypatch.setattr("dflint.model.project.KEPT", 2)
    monkeypatch.setattr("dflint.model.project.Project.tidy.__defaults__", ((), 2))
    monkeypatch.setattr("dflint.lint.store.MANY", 3)
    monkeypatch.setattr(run, "WINDOW", 3)
    assert [result(jobs) for jobs in (1, 2)] == [alone, alone]


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A piece whose process is killed once it has begun."""
    here, begin, number = os.getpid(), Worker.begin, 5

    def end(worker: Worker, piece: Piece) -> list[str]:
        texts = begin(worker, piece)
        if piece.number == number and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return texts

    monkeypatch.setattr(Worker, "begin", end)
    monkeypatch.setattr("threading.active_count", lambda: 1)  # threads of other tests do no harm here
    return iter([number])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the patched module is copied")
@pytest.mark.usefixtures("deadly")
def test_what_a_killed_process_did_is_done_again() -> None:
    found, notes = result(1)
    for jobs in (2, 3):
        assert result(jobs) == (found, [DIED, *notes])


def test_small_runs_stay_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "WORTHWHILE", 64_000)
    monkeypatch.setattr(pool, "Pool", None)
    workspace = open_workspace(["workload/W1"], Options(isolated=True))
    assert len(list(check(workspace.projects, 8))) > 3
