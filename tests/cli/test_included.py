"""Files that templates include, as the command line shows them."""

import pytest

from tests.cli.conftest import Plant, Run


def test_a_finding_in_an_included_file(run: Run, plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is shown where it stands, seen from here, and makes the run fail."""
    text = "# a\nFROM debian:12\ninclude(common.m4)\nRUN mkfifo /export-logs\n"
    plant({"workload/A/Dockerfile.m4": text, "workload/A/template/common.m4": "RUN sudo ls\n"})
    code, out, _ = run("check", "-q", "--select", "DL3004")
    assert (code, out.partition(" ")[0]) == (1, "workload/A/template/common.m4:1:5")
    monkeypatch.chdir("workload/A")
    assert run("check", "-q", "--select", "DL3004").out.partition(" ")[0] == "template/common.m4:1:5"
    assert "in 1 of 1 file." in run("check", "--select", "DL3004").out


def test_a_part_is_no_dockerfile(run: Run, plant: Plant) -> None:
    """A template that another one includes is checked there."""
    pytest.importorskip("jinja2")
    plant(
        {"a/Dockerfile.j2": '# a\nFROM b:1\n{% include "Dockerfile.part.j2" %}\n', "a/Dockerfile.part.j2": "USER 1\n"}
    )
    assert run("check", "--preset", "docker").out == "1 file passes.\n"
