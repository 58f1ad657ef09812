"""`dflint explain`, `dflint rules`, `dflint report`."""

import json
from pathlib import Path

import pytest

from dflint.lint.registry import load
from tests.cli.conftest import GOOD, Plant, Run

PAGES = Path(__file__).parents[2] / "rules"


@pytest.mark.parametrize("name", ["WL001", "wl001", "has-no-image-name", "Has-No-Image-Name"])
def test_explain_prints_the_section(run: Run, name: str) -> None:
    code, out, err = run("explain", name)
    assert (code, err) == (0, "")
    assert out.startswith("## WL001 has-no-image-name\n\n")
    assert out.count("\n## ") == 0
    assert out.strip() in (PAGES / "names.md").read_text(encoding="utf-8")


def test_explain_several(run: Run) -> None:
    code, out, err = run("explain", "WL001", "WL9999", "WL002")
    assert code == 2
    assert [line.split()[1] for line in out.splitlines() if line.startswith("## ")] == ["WL001", "WL002"]
    assert err.startswith("dflint: there is no rule WL9999")


def test_every_rule_can_be_explained(run: Run) -> None:
    """By its code, its name, and its aliases; several rules may share an alias."""
    for rule in load().values():
        for name in rule.names:
            section = f"## {rule.code} {rule.name}\n"
            assert f"\n{section}" in "\n" + run("explain", name).out, name
        assert run("explain", rule.code).out.startswith(f"## {rule.code} {rule.name}\n")


def test_rules_are_listed(run: Run) -> None:
    code, out, err = run("rules")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()[2:-2]] == [*load(), "SC"]
    assert "InvalidBaseImagePlatform (BK014)" in out.splitlines()[-1]


def test_what_cannot_be_checked_is_known(run: Run, plant: Plant) -> None:
    plant({"Dockerfile": GOOD})
    assert "cannot be checked without" in run("explain", "BK014").err
    assert run("check", "--ignore", "InvalidBaseImagePlatform").code == 0


@pytest.fixture
def component(plant: Plant) -> None:
    text = GOOD + "ARG A_VER=1.10\nARG A_REPO=https://example.org/a.git\n"
    plant({"workload/A/Dockerfile": text, "workload/A/Dockerfile.1.m4": "include(a)\n"})


@pytest.mark.usefixtures("component")
def test_report(run: Run) -> None:
    code, out, err = run("report")
    assert (code, err) == (0, "")
    assert "1.10" in out
    assert run("report", "--format", "markdown", "workload").out == out
    assert "ARG A_VER=1.10\n" in run("report", "--format", "bom").out
    assert json.loads(run("report", "--format", "json").out)["components"]


@pytest.mark.usefixtures("component")
def test_report_writes_a_wiki(run: Run, tmp_path: Path) -> None:
    code, out, err = run("report", "--output", "wiki")
    assert (code, out, err) == (0, "wiki: 3 pages written, 0 unchanged.\n", "")
    assert {"Home.md", "_Sidebar.md"} < {path.name for path in (tmp_path / "wiki").iterdir()}
    assert run("report", "--output", "wiki").out == "wiki: 0 pages written, 3 unchanged.\n"
    assert run("report", "-q", "--output", "wiki").out == ""


@pytest.mark.usefixtures("component")
def test_report_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    code, out, err = run("report", ".", "none")
    assert (code, err) == (2, "dflint: none: no such file or folder\n")
    assert "1.10" in out
    (tmp_path / "file").touch()
    code, out, err = run("report", "--output", "file")
    assert (code, out, err.count("\n")) == (2, "", 1)
