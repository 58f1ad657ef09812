"""Findings are counted beside the other work, with the same result."""

import os
from pathlib import Path

import pytest

from dflint.reporting import findings
from dflint.reporting.findings import Counting, count
from dflint.workspace import Options, open_workspace

FILES = {
    "a/Dockerfile": "FROM a\nMAINTAINER b\nRUN cd c\n",
    "b/Dockerfile": "FROM a AS A\n",
    "c/Dockerfile": "FROM a\n",
}


@pytest.fixture
def counting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counting:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(findings, "WORTHWHILE", 2)
    monkeypatch.setattr(findings, "cores", lambda: 2)
    overrides = {"preset": "docker", "select": ("ALL",), "shellcheck": False}
    (project,) = open_workspace([str(tmp_path)], Options(overrides, isolated=True)).projects
    return Counting(project)


def test_in_another_process(counting: Counting) -> None:
    expected = count(counting._project, 1)
    assert set(expected) >= {"a/Dockerfile", "b/Dockerfile"}
    with counting:
        assert counting._executor is not None
        assert counting.counts() == expected


def test_after_the_other_process_has_died(counting: Counting) -> None:
    expected = count(counting._project, 1)
    with counting:
        assert counting._executor is not None
        counting._future = counting._executor.submit(os._exit, 1)  # type: ignore[arg-type]
        assert counting.counts() == expected


def test_few_files_are_counted_here(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "WORTHWHILE", 4)
    with counting:
        assert counting._executor is None
        assert counting.counts() == count(counting._project, 1)
