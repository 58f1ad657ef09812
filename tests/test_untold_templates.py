"""Templates of Jinja2 in a repository that says nothing of its build."""

from pathlib import Path

import pytest

from dflint.lint.engine import lint
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import preset

pytest.importorskip("jinja2")
TEXT = '{% import "macros.j2" as macros %}\nFROM a:{{ tag }}\n{{ macros.root() }}\n'
MACROS = "{% macro root() %}USER root{% endmacro %}\n"


def test_what_may_come_from_a_name_without_a_value(tmp_path: Path) -> None:
    """Neither what is missing nor the rest of an instruction that it is a part of is judged; each name is told once."""
    text = '{{ base.from("a") }}\nRUN set -x \\\n    {{ base.more() }} \\\n    && {{ other }}\nCOPY a b c\n'
    (tmp_path / "Dockerfile.j2").write_text(text, encoding="utf-8")
    entry = Entry(str(tmp_path / "Dockerfile.j2"), "x", preset("docker"), home=str(tmp_path))
    found = [(item.line, item.code) for item in lint(load(str(tmp_path), [entry]))]
    assert found == [(1, "TP002"), (4, "TP002"), (5, "DL3021")]


def test_what_may_depend_on_text_that_is_missing(tmp_path: Path) -> None:
    text = "FROM a:1\ninclude(`nowhere.m4')dnl\nRUN sudo make\nCOPY a b\nWORKDIR c\nENV A b\n"
    (tmp_path / "Dockerfile.m4").write_text(text, encoding="utf-8")
    entry = Entry(str(tmp_path / "Dockerfile.m4"), "x", preset("docker"), home=str(tmp_path))
    found = [(item.line, item.code) for item in lint(load(str(tmp_path), [entry]))]
    assert found == [(2, "TP008"), (6, "BK013")]


def test_macros_in_the_folder_above(tmp_path: Path) -> None:
    folder = tmp_path / "images" / "web"
    folder.mkdir(parents=True)
    (folder / "Dockerfile.j2").write_text(TEXT, encoding="utf-8")
    (tmp_path / "images" / "macros.j2").write_text(MACROS, encoding="utf-8")
    entry = Entry(str(folder / "Dockerfile.j2"), "x", preset("docker"), home=str(tmp_path))
    found = {item.code for item in lint(load(str(tmp_path), [entry]))}
    assert sorted(code for code in found if code.startswith(("TP", "DL3002"))) == ["DL3002", "TP002"]
