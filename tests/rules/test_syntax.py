"""E001 to E012: the errors of the parser as findings, always on; a bad file never takes another's findings."""

from pathlib import Path

import pytest

from dflint.lint.engine import lint
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import Settings, preset
from tests.rules.trees import found, project, said

TEMPLATES = [
    ("{{ if a }}\nFROM a\n{{ end }}\nRNU b\n", ["1 E001"]),
    ('#include "a"\nENV A=1\n#elif b\nRUN c\n', ["2 E010"]),
    ("{{\n  set a to b\n  set c to d\n}}\nFROM a:{{ b }}\n", ["1 E001"]),
    ("FROM a\n%%ENV%%\n\n@MORE@\n", ["2 E001"]),
    ("# if you like\nRUN a\nRUN b\nFROM c\n", ["2 E010", "3 E010"]),
    ("FROM a\nRUN echo '{{ b }}'\nRNU b\nRNU c\n", ["3 E001", "4 E001"]),
]


@pytest.mark.parametrize(("text", "expected"), TEMPLATES)
def test_of_a_template_only_the_first_error_counts(text: str, expected: list[str], tmp_path: Path) -> None:
    items = found(tmp_path, {"Dockerfile": text}, "E")
    assert [f"{item.line} {item.code}" for item in items] == expected
    assert [item.message.endswith("check what it expands to") for item in items] == [len(items) == 1] * len(items)


def test_what_a_template_in_another_language_may_change_is_not_judged(tmp_path: Path) -> None:
    text = (
        "FROM a\n{{ if b }}\nCOPY c {{ d }} e\n{{ end }}\nCOPY c d e\nRUN c=d && {{ f }} && \\\n  MAINTAINER {{ g }}\n"
    )
    text += "{{ if b }}\nFROM a AS b\n{{ else }}\nFROM c AS b\n{{ end }}\n"
    codes = ("E", "DL3021", "DL3024", "SC", "DF050")
    items = found(tmp_path, {"Dockerfile": text}, *codes, settings=preset("docker"))
    assert [f"{item.line} {item.code}" for item in items] == ["2 E001", "5 DL3021"]


ERRORS = [
    ("FROM a\nRNU b\n", ["2 E001 'RNU'"]),
    ("FROM a\nRUN <<E\nb\n", ["2 E002 '<<E'"]),
    ("FROM a\nCOPY --form=x a b\n", ["2 E003 '--form=x'"]),
    ("FROM a\nCOPY a\n", ["2 E004 'COPY a'"]),
    ("FROM a AS 1\n", ["1 E005 '1'"]),
    ("# escape=x\nFROM a\n", ["1 E006 'x'"]),
    ("# syntax=a\n# syntax=b\nFROM a\n", ["2 E006 '# syntax=b'"]),
    ('FROM a\nCMD ["b", 1]\n', ["2 E007 '[\"b\", 1]'"]),
    ("FROM a\nONBUILD FROM b\n", ["2 E009 'FROM'"]),
    ("RUN b\nFROM a\n", ["1 E010 'RUN'"]),
    ("ARG A\n", ["1 E011 ''"]),
    ("", ["1 E011 ''"]),
    ("FROM a\nRNU b\nCOPY a\nRNU c\n", ["2 E001 'RNU'", "3 E004 'COPY a'", "4 E001 'RNU'"]),
]


@pytest.mark.parametrize(("text", "expected"), ERRORS)
def test_errors(text: str, expected: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, {"Dockerfile": text}, "E") == [f"Dockerfile:{place}" for place in expected]


def test_a_line_that_is_too_long(tmp_path: Path) -> None:
    items = found(tmp_path, {"Dockerfile": "FROM a\nRUN " + "x" * 70_000 + "\n"}, "E")
    assert [(item.line, item.code) for item in items] == [(2, "E008")]


def test_the_rest_of_the_file_is_checked(tmp_path: Path) -> None:
    text = "# a\nFROM a\nRNU b\nENTRYPOINT c\n"
    assert [item.code for item in found(tmp_path, {"Dockerfile": text}, "E001", "WL010")] == ["E001", "WL010"]


def test_errors_are_on_unless_they_are_ignored_by_name(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM a\nRNU b\n"}
    assert [item.code for item in lint(project(tmp_path, files, Settings(select=("WL010",))))] == ["E001"]
    assert lint(project(tmp_path, files, Settings(select=("WL010",), ignore=("E001",)))) == []


UNREADABLE = {"binary": "\x7fELF\0\0\0", "large": "FROM a\n" + "#" * 5_000_001}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_that_cannot_be_read(kind: str, tmp_path: Path) -> None:
    files = {"Dockerfile": UNREADABLE[kind], "Dockerfile.1.b": "# b\nFROM a\nRNU b\n"}
    assert [item.code for item in found(tmp_path, files, "E")] == ["E012", "E001"]


def test_a_folder_named_dockerfile(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").mkdir()
    items = lint(load(str(tmp_path), [Entry(str(tmp_path / "Dockerfile"), "Dockerfile", Settings())]))
    assert [item.code for item in items if item.code.startswith("E")] == ["E012"]
