"""Templates through the whole program: places of findings, variants, render, the fixtures of the presets."""

import os
from pathlib import Path

import pytest

from dflint.cli import main
from dflint.lint.engine import lint
from dflint.model.generated import drifts
from dflint.reporting import build
from dflint.workspace import open_projects

FIXTURES = Path(__file__).parent.parent / "fixtures"


def plant(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def found(folder: Path, *codes: str) -> list[tuple[str, int, int, str]]:
    """Path below `folder`, line, column and code of each finding whose code starts with one of `codes`."""
    items = [item for project in open_projects([str(folder)]) for item in lint(project)]
    return [
        (os.path.relpath(item.path, folder).replace(os.sep, "/"), item.line, item.column, item.code)
        for item in items
        if item.code.startswith(codes)
    ]


PLACES = [
    # literal text, below a macro that makes two lines of one
    ("define(`TWO',`a\nb')dnl\n# x\nFROM ubuntu\n# TWO\nENTRYPOINT a\n", [("Dockerfile.m4", 6, 1, "WL010")]),
    # text of a macro: at the call
    ("# x\nFROM ubuntu\ndefine(`E',`ENTRYPOINT a')E\n", [("Dockerfile.m4", 3, 27, "WL010")]),
    # a line of an argument that goes over several lines
    ("# x\nFROM ubuntu\nifelse(a,a,`\nRUN b\nENTRYPOINT a')\n", [("Dockerfile.m4", 5, 1, "WL010")]),
    # an included file
    ("# x\nFROM ubuntu\ninclude(`part.m4')\n", [("template/part.m4", 2, 1, "WL010")]),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_places(tmp_path: Path, text: str, expected: list[tuple[str, int, int, str]]) -> None:
    plant(tmp_path, {"Dockerfile.m4": text, "template/part.m4": "RUN b\nENTRYPOINT a\n", ".git/HEAD": ""})
    assert found(tmp_path, "WL010") == expected


def test_a_fix_stays_within_literal_text(tmp_path: Path) -> None:
    plant(tmp_path, {"Dockerfile.m4": "define(`E',`ENTRYPOINT')dnl\n# x\nFROM ubuntu\nE a\n", ".git/HEAD": ""})
    (item,) = [item for project in open_projects([str(tmp_path)]) for item in lint(project) if item.code == "WL010"]
    assert item.fix is None
    assert item.related[0].message == "expands to: ENTRYPOINT a"
    plant(tmp_path, {"Dockerfile.m4": "# x\nFROM ubuntu\nENTRYPOINT a\n"})
    (item,) = [item for project in open_projects([str(tmp_path)]) for item in lint(project) if item.code == "WL010"]
    assert item.fix is not None


def test_variants_share_what_they_have_in_common(tmp_path: Path) -> None:
    configuration = '[[template.variants]]\nname = "a"\nKIND = "a"\n[[template.variants]]\nname = "b"\nKIND = "b"\n'
    text = "# x\nFROM ubuntu\nENTRYPOINT a\nifelse(KIND,`b',`ARG A_VER=1')\n"
    plant(tmp_path, {".dflint.toml": configuration, "Dockerfile.m4": text, ".git/HEAD": ""})
    assert found(tmp_path, "WL01", "WL03") == [("Dockerfile.m4", 3, 1, "WL010"), ("Dockerfile.m4", 4, 22, "WL030")]


def test_an_undefined_name_of_m4_silences_its_line(tmp_path: Path) -> None:
    for name, codes in (("defn(`OS')-defn(`JDK')", ["TP002", "TP002"]), ("ifelse(defn(`OS'),,-)", ["WL002"])):
        plant(tmp_path, {"Dockerfile.m4": f"changecom()dnl\n# jdk-{name}\nFROM ubuntu\n", ".git/HEAD": ""})
        assert [item[3] for item in found(tmp_path, "TP002", "WL002")] == codes


def test_ansible_ingredients(tmp_path: Path) -> None:
    plant(tmp_path, {
        "workload/A/Dockerfile": "# a\nFROM x\n",
        "workload/A/template/ansible/r/defaults/main.yml": 'a_ver: "1.10"\na_repo: x/{{ a_ver }}.git # y\nA_b_ver: 2',
        "workload/N/template/ansible/roles/i/defaults/main/more.yaml": "N_VER: 2\n# M_VER: 3\n",
    })  # fmt: skip
    bom = build(open_projects([str(tmp_path)])).bom().splitlines()
    assert bom == ["# workload/A", "ARG A_VER=1.10", "ARG A_REPO=x/1.10.git", "# image: a:latest",
                   "# workload/N", "ARG N_VER=2"]  # fmt: skip


def test_lava_reports_a_name_that_one_environment_lacks() -> None:
    pytest.importorskip("jinja2")
    assert found(FIXTURES / "lava", "") == [
        ("lava-payloads/etl.docker/Dockerfile", 2, 17, "TP002"),
        ("lava-payloads/report.docker/Dockerfile", 1, 9, "TP002"),
        ("lava-payloads/report.docker/Dockerfile", 1, 9, "TP002"),
    ]


def test_generated_files_that_drifted() -> None:
    pytest.importorskip("jinja2")
    (project,) = open_projects([str(FIXTURES / "generated")])
    kinds = [(drift.path, drift.old is None, drift.new is None) for drift in drifts(project)]
    assert kinds == [
        ("generated/cudnn/debian/Dockerfile", False, False),
        ("generated/devel/debian/Dockerfile", False, True),
    ]


def test_render(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    plant(
        tmp_path, {"Dockerfile.m4": "FROM ubuntu:RELEASE\n", "Dockerfile.1.b.m4": "FROM `x\n", "Dockerfile": "FROM a\n"}
    )
    assert main(["render", str(tmp_path / "Dockerfile.m4")]) == 0
    assert capfdbinary.readouterr().out == b"FROM ubuntu::latest\n"
    assert main(["render", str(tmp_path / "Dockerfile.1.b.m4")]) == 1
    assert b"Dockerfile.1.b.m4:1: template cannot be expanded: " in capfdbinary.readouterr().err
    assert main(["render", str(tmp_path / "Dockerfile.m4"), "--variant", "x"]) == 2
    assert main(["render", str(tmp_path / "Dockerfile")]) == 2
    assert main(["render", "--check", str(tmp_path)]) == 1
    assert b"+FROM ubuntu::latest" in capfdbinary.readouterr().out


def test_a_template_that_cannot_be_expanded_hides_nothing_else(tmp_path: Path) -> None:
    plant(tmp_path, {"Dockerfile.m4": "FROM `x\n", "Dockerfile.1.b": "# b\nFROM x\nENTRYPOINT a\n", ".git/HEAD": ""})
    assert found(tmp_path, "TP", "WL01", "E") == [("Dockerfile.1.b", 3, 1, "WL010"), ("Dockerfile.m4", 1, 6, "TP001")]
