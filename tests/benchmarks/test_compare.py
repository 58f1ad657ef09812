"""The comparison: its tables, and what a run costs."""

import os
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs wait4", allow_module_level=True)

from benchmarks.compare import BEGIN, END, PAGE, Case, cases, measured, seconds, table, with_figures
from benchmarks.measure import Cost, Sample, cost, run
from benchmarks.subjects import Subject, subjects

MB = 1_000_000


def sample(wall: float, *, status: int | None = 0, peak: int = 50 * MB, told: str = "") -> Sample:
    return Sample(wall, wall * 2, peak, 10 * MB, status, told)


def test_table() -> None:
    results = {
        "180 files": {
            "hadolint": [sample(7.5), sample(8.5), sample(8.0)],
            "tally": [sample(16, status=2, told="no such option")],
            "dflint, cold": [sample(0.5, status=1), sample(0.9, peak=70 * MB), sample(0.6)],
            "dflint, warm": [sample(0.04, peak=9 * MB)],
        },
        "18,000 files": {
            "hadolint": [sample(300, status=None)],
            "tally": [],
            "dflint, cold": [sample(60), sample(62)],
        },
        "none": {"dflint, cold": [sample(0.0123)]},
    }
    lines = table(results).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert set(lines.pop(1)) == {"|", "-"}
    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in lines] == [
        ["", "", "time", "CPU", "memory", "times as fast as hadolint"],
        ["180 files", "hadolint", "8.00 s", "16.0 s", "50 MB", ""],
        ["", "tally", "exit code 2: no such option", "", "", ""],
        ["", "dflint, cold", "600 ms", "1.20 s", "70 MB", "13"],
        ["", "dflint, warm", "40 ms", "80 ms", "at most 10 MB", "200"],
        ["18,000 files", "hadolint", "more than 300 s", "", "", ""],
        ["", "tally", "not run", "", "", ""],
        ["", "dflint, cold", "61.0 s", "122 s", "50 MB", "more than 4.9"],
        ["none", "dflint, cold", "12 ms", "25 ms", "50 MB", ""],
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(0.0004, "0 ms"), (0.0416, "42 ms"), (0.9996, "1.00 s"), (9.996, "10.0 s"), (1234, "1,234 s")]
)
def test_times(value: float, text: str) -> None:
    assert seconds(value) == text


def test_costs_are_medians_and_the_most_memory() -> None:
    assert cost([sample(1), sample(9, peak=60 * MB), sample(2)]) == Cost(2, 4, 60 * MB, 10 * MB)
    assert cost([sample(1), sample(9, status=None)]).is_late


def test_figures_go_between_the_marks() -> None:
    page = f"a\n{BEGIN}\nold\n{END}\nb\n"
    new = with_figures(page, "new\n")
    assert new == f"a\n{BEGIN}\n\nnew\n\n{END}\nb\n"
    assert with_figures(new, "new\n") == new
    with pytest.raises(ValueError, match="lacks"):
        with_figures("a", "new")
    assert with_figures(PAGE.read_text(encoding="utf-8"), "x")


def test_a_run_is_measured(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time; x = 'a' * 90_000_000; subprocess.run([sys.executable, '-c', {!r}]); sys.exit(1)"
    )
    inner = "import time; x = 'b' * 90_000_000; time.sleep(0.5)"
    found = run([sys.executable, "-c", program.format(inner)], tmp_path, 60, os.environ)
    assert found.status == 1
    assert found.wall > 0.5
    assert 0 < found.cpu < found.wall + 1
    assert found.peak > (180 if sys.platform == "linux" else 90) * MB


def test_runs_that_take_too_long_or_do_not_start(tmp_path: Path) -> None:
    late = run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, 0.2, os.environ)
    assert late.status is None
    assert late.wall < 30
    assert run([str(tmp_path / "none")], tmp_path, 1, os.environ).status == 127


def test_linters_take_turns_and_late_ones_leave(tmp_path: Path) -> None:
    def says(name: str, code: int = 0, seconds_: float = 0) -> Subject:
        program = f"import time; open('log', 'a').write('{name}'); time.sleep({seconds_}); raise SystemExit({code})"
        return Subject(name, lambda files: [sys.executable, "-c", program, *files])

    kept = tmp_path / "kept"
    kept.mkdir()
    found = [says("a"), says("b", 1)._replace(deletes=kept, warms_up=True), says("c", 2), says("d", 0, 60)]
    samples = measured(Case("x", tmp_path, ["f"]), found, 3, 3)
    assert {name: [each.status for each in some] for name, some in samples.items()} == {
        "a": [0, 0, 0],
        "b": [1, 1, 1],
        "c": [2],
        "d": [None],
    }
    assert (tmp_path / "log").read_text() == "abbcdabab"
    assert not kept.exists()


def test_linters_run_on_the_corpus(tmp_path: Path) -> None:
    """With the options that this dflint has: every command works."""
    place = tmp_path / "cases"
    place.mkdir()
    for case in cases(["2-lines", "3"], None, place, 1):
        found = [each for each in subjects(tmp_path / "cache", False, case.whole) if each.name.startswith("dflint")]
        assert found
        for samples in measured(case, found, 1, 60).values():
            assert [each.status for each in samples] in ([0], [1]), samples


def test_trees_of_others(tmp_path: Path) -> None:
    for name in ("Dockerfile", "a/Dockerfile.x", "a/Dockerfile.m4", "b.j2", "c/readme.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("FROM a\n")
    (case,) = cases([], tmp_path, tmp_path, 1)
    assert case == Case("2 files", tmp_path, ["Dockerfile", os.path.join("a", "Dockerfile.x")])
