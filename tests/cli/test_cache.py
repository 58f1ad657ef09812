"""The cache on the command line: the same answers with it, without it, and whatever becomes of it."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks import fuzz_cache
from dflint.cli import main
from dflint.cli.memory import OFF, Memory, home_of
from dflint.lint import kept
from dflint.lint import run as lint_run
from dflint.lint.work import Worker
from tests.cache.damage import DAMAGES, Damage
from tests.cli.conftest import GOOD, Outcome, Plant, Run

FOLDER = ".dflint_cache"
TREE: Mapping[str, str] = {
    **{
        f"workload/W{n}/Dockerfile": GOOD.replace("# name", f"# w{n}") + f"ENTRYPOINT a{n}\nADD x y\n" for n in range(9)
    },
    "workload/W0/Dockerfile.1.base": "## base\nFROM ubuntu:latest\n",
    "workload/W1/Dockerfile.1.m4": "# m\ninclude(part.m4)FROM x\n",
    "workload/W1/part.m4": "ARG A_VER=main\n",
    "workload/W2/Dockerfile": "# w2\nFROM base${RELEASE}\nCOPY x y\nRUN cd /x\nCMD /export-logs\n",
    ".dflint.toml": 'ignore = ["DL3006"]\n',
}
ALL = ("check", "--select", "ALL", "--jobs", "1")


@pytest.fixture(autouse=True)
def _with_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OFF, raising=False)


def outside(*arguments: str, before: str = "pass") -> "subprocess.Popen[str]":
    """A run in a process of its own, that does `before` first."""
    given = ["check", "--select", "ALL", "--no-shellcheck", *arguments]
    code = f"import sys; sys.path[:0] = {sys.path!r}; from dflint.cli import main; {before}; sys.exit(main({given!r}))"
    command = [sys.executable, "-I", "-c", code]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Work:
    """Counts the work that is done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs = self.parts = 0
        work_out, visit = Memory.work_out, Worker._visit
        monkeypatch.setattr(Memory, "work_out", lambda *given: self._counted("runs", work_out, given))
        monkeypatch.setattr(Worker, "_visit", lambda *given: self._counted("parts", visit, given))

    def _counted(self, name: str, work: object, given: object) -> object:
        setattr(self, name, getattr(self, name) + 1)
        return work(*given)  # type: ignore[operator]

    def taken(self) -> tuple[int, int]:
        """Runs and parts since the last call."""
        found = self.runs, self.parts
        self.runs = self.parts = 0
        return found


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


def test_second_run_does_no_work(run: Run, plant: Plant, work: Work) -> None:
    plant(TREE)
    first = run(*ALL)
    assert work.taken() == (1, 9)
    assert run(*ALL) == first
    assert work.taken() == (0, 0)
    assert run(*ALL, "--no-cache") == first
    assert work.taken() == (1, 9)


@pytest.mark.parametrize("view", ["--format json", "--color always", "-q", "--statistics", "--exit-zero"])
def test_another_view_is_little_work(run: Run, plant: Plant, work: Work, view: str) -> None:
    plant(TREE)
    run(*ALL)
    work.taken()
    shown = [run(*ALL, *view.split()) for _ in range(2)]
    assert work.taken() == (int(view != "--exit-zero"), 0)
    assert shown == [run(*ALL, *view.split(), "--no-cache")] * 2


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({}, 0),
        ({"workload/W5/Dockerfile": "FROM a\n"}, 1),
        # W2 builds on this one.
        ({"workload/W0/Dockerfile.1.base": "## base\nFROM ubuntu:24.04\nRUN mkfifo /export-logs\n"}, 2),
        ({"workload/W1/part.m4": "ARG B_VER=main\n"}, 1),
        ({"workload/W3/.dockerignore": "x\n"}, 1),
        ({"workload/W2/x": "mkfifo /export-logs\n"}, 1),
        ({"workload/W4/Dockerfile.1.more": "# more\nFROM a\n"}, 1),
        ({"workload/W6/.dflint.toml": ""}, 1),
        ({".dflint.toml": 'fifo = "/x"\n'}, 9),
        ({".dflint.toml": "\n"}, 0),  # --select is in the place of what it said
        ({"README.md": "# x\n"}, 0),
        ({"workload/W9/Dockerfile": "# w9\nFROM base${RELEASE}\n"}, 1),
    ],
)
def test_only_what_a_change_touches_is_done_again(
    run: Run, plant: Plant, work: Work, change: Mapping[str, str], parts: int
) -> None:
    plant(TREE)
    run(*ALL)
    plant(change)
    work.taken()
    found = run(*ALL)
    assert work.taken()[1] == parts
    assert found == run(*ALL, "--no-cache") == run(*ALL)


def test_fail_on_is_no_matter_of_findings(run: Run, plant: Plant, work: Work) -> None:
    plant({f"{n}/Dockerfile": GOOD.replace("name", f"n{n}") + "ARG A_VER=main\n" for n in range(9)})
    assert run("check").code == 1
    work.taken()
    assert run("check", "--fail-on", "error").code == 0
    assert run("check", "--fail-on", "info").code == 1
    assert work.taken()[1] == 0


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("change", [False, True])
def test_damage_costs_time_and_a_line(run: Run, plant: Plant, damage: Damage, change: bool, tmp_path: Path) -> None:
    plant(TREE)
    run(*ALL)
    damage(tmp_path / FOLDER)
    plant({"workload/W5/Dockerfile": "FROM a\n"} if change else {})
    fresh = run(*ALL, "--no-cache")
    for _ in range(3):
        found = run(*ALL)
        assert found[:2] == fresh[:2]
        said = found.err.removeprefix(fresh.err)
        assert said.count("\n") <= 1 and (not said or FOLDER in said), said


@pytest.mark.parametrize("name", ["a file", "a folder of somebody", "a link", "tag of another"])
def test_what_is_not_ours_stays(run: Run, plant: Plant, name: str, tmp_path: Path) -> None:
    plant(TREE)
    run(*ALL)
    DAMAGES[name](tmp_path / FOLDER)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert run(*ALL).err.count(FOLDER) == 1
    assert run("clean").code == 2
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("error", [28, 30, 13])
def test_nothing_can_be_written(run: Run, plant: Plant, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    plant(TREE)
    fresh = run(*ALL, "--no-cache")
    monkeypatch.setattr("dflint.cli.memory.prepare", fail)
    monkeypatch.setattr("dflint.cache.facts.prepare", fail)
    found = run(*ALL)
    assert found[:2] == fresh[:2] and found.err.count("\n") == 1 and os.strerror(error) in found.err
    assert run(*ALL, "-q").err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
@pytest.mark.parametrize("limit", [0, 100, 5_000, 40_000])
def test_disk_is_full(plant: Plant, limit: int) -> None:
    """A limit on the size of files fails as a full disk does, in the middle of a file."""
    plant(TREE)
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
    fresh = outside("--no-cache").communicate()
    for _ in range(3):
        out, err = outside(before=limited).communicate()
        assert out == fresh[0]
        assert err.count("\n") <= fresh[1].count("\n") + 1


def test_folder_marks_and_ignores_itself(run: Run, plant: Plant, tmp_path: Path) -> None:
    plant(TREE)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    run(*ALL)
    assert (tmp_path / FOLDER / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")
    status = subprocess.run(["git", "status", "--porcelain"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert FOLDER not in status.stdout
    assert run("check", "workload/W1").code == 1
    assert not list(tmp_path.glob(f"workload/**/{FOLDER}"))


@pytest.mark.parametrize("version", ["2", "4"])
@pytest.mark.parametrize("is_split", ["false", "true"])
def test_what_is_checked_in_is_not_believed(run: Run, plant: Plant, work: Work, version: str, is_split: str) -> None:
    plant(TREE)

    def git(*arguments: str) -> None:
        settings = ("-c", f"index.version={version}", "-c", f"core.splitIndex={is_split}")
        subprocess.run(["git", *settings, *arguments], check=True)

    git("init", "-q")
    git("add", "workload")
    first = run(*ALL)
    assert run(*ALL) == first
    work.taken()
    git("add", "-f", FOLDER)
    found = run(*ALL)
    assert work.taken()[1] == 9
    assert found == (*first[:2], f"dflint: {Path.cwd() / FOLDER}: is checked in, so it is not used; "
                     "take it out with git rm -r --cached\n")  # fmt: skip
    git("rm", "-r", "-q", "--cached", FOLDER)
    assert run(*ALL) == first
    assert work.taken() == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (".", ""),
        ("workload", ""),
        ("workload/W1/Dockerfile", ""),
        ("--cache-dir ../else workload", "../else"),
        ("--cache-dir workload/W1/kept .", "workload/W1/kept"),
        ("--no-cache .", None),
        ("-", None),
    ],
)
def test_place(
    plant: Plant, arguments: str, place: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project").mkdir()
    plant({"project/" + name: text for name, text in TREE.items()})
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"FROM a\n")))
    main(["check", *arguments.split()])
    found = [path.parent for path in tmp_path.rglob("CACHEDIR.TAG")]
    assert found == ([] if place is None else [(tmp_path / "project" / (place or FOLDER)).resolve()])


def test_clean(run: Run, plant: Plant, tmp_path: Path) -> None:
    plant(TREE)
    assert run("clean") == Outcome(0, f"{FOLDER}: there is no cache\n", "")
    run(*ALL)
    run(*ALL, "--cache-dir", "other")
    assert run("clean") == Outcome(0, f"{FOLDER}: deleted\n", "")
    assert run("clean", "--cache-dir", "other").out == "other: deleted\n"
    assert not (tmp_path / FOLDER).exists() and not (tmp_path / "other").exists()


def test_fixes_are_made_from_what_is_there(run: Run, plant: Plant, tmp_path: Path) -> None:
    plant({"Dockerfile": "# name\n# x\nFROM ubuntu:24.04\n"})
    run("check")
    assert "Fixed 1" in run("check", "--fix").out
    assert run("check") == run("check", "--no-cache")
    plant({"Dockerfile": "# name\n# x\nFROM ubuntu:24.04\n"})
    assert run("check", "--diff").out.startswith("---")


def test_copied_files_are_not_read_from_the_cache(run: Run, plant: Plant) -> None:
    """`COPY .` reads the folder, in which dflint's own notes of the fifo lie."""
    plant({"Dockerfile": "# a\nFROM ubuntu:24.04\nCOPY . /\nCMD tar cf /export-logs x && sleep infinity\n"})
    first = run("check")
    assert "mkfifo" in first.out
    assert [run("check"), run("check", "--select", "WL"), run("check", "--no-cache")][0::2] == [first, first]


def test_several_processes_at_once(plant: Plant) -> None:
    plant(TREE)
    fresh = outside("--no-cache").communicate()
    for _ in range(2):
        children = [outside() for _ in range(4)]
        assert [child.communicate() for child in children] == [fresh] * 4


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("is_new", [False, True])
def test_killed_runs_harm_nothing(run: Run, plant: Plant, tmp_path: Path, is_new: bool) -> None:
    """Ended at each step of writing the cache, one that was there or a new one."""
    plant(TREE)
    fresh = run(*ALL, "--no-cache")
    for number in range(12):
        if is_new:
            run("clean")
        plant({"workload/W5/Dockerfile": f"FROM a:{number % 3}\n"})
        child = os.fork()
        if child == 0:
            steps = 0

            def tick(event: str, _: object) -> None:
                nonlocal steps
                if event in ("open", "os.rename", "os.mkdir", "sqlite3.connect", "os.remove") and "cache" in str(_):
                    steps += 1
                    if steps == number:  # noqa: B023
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(tick)
            run(*ALL)
            os._exit(0)
        os.waitpid(child, 0)
        found = run(*ALL)
        assert found == run(*ALL, "--no-cache")
        assert (tmp_path / FOLDER / "runs").is_dir()
    plant(TREE)
    assert run(*ALL) == fresh


def test_random_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((kept, "FEW"), (lint_run, "WORTHWHILE")):
        monkeypatch.setattr(module, name, getattr(module, name))  # to have them back afterwards
    assert fuzz_cache.compare(tmp_path, seed=1, steps=12) == 24


def test_no_cache_for_the_whole_system(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A current directory that is gone is the root of all."""
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert home_of(["Dockerfile"]) == os.path.abspath(os.sep)
    assert run("check", "nothing-here").code == 2
    assert not os.path.lexists(os.path.join(os.sep, FOLDER))
