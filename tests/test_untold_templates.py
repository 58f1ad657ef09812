"""Templates of Jinja2 in a repository that says nothing of its build."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dflint.lint.engine import lint
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import Settings, Template, preset

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


def test_what_goes_on_behind_an_expression(tmp_path: Path) -> None:
    """A macro that asks for names without a value may have left out what the next lines go on with."""
    (tmp_path / "macros.j2").write_text("{% macro install() %}{% if kind == 'a' %}RUN a{% endif %}{% endmacro %}")
    text = (
        '{% import "macros.j2" as m %}\nFROM a:1\n{{ m.install() }} \\\n  && b\nRUN \\\n {{ m.install() }} \\\n && c\n'
    )
    (tmp_path / "Dockerfile.j2").write_text(text + "FORM b\n", encoding="utf-8")
    entry = Entry(str(tmp_path / "Dockerfile.j2"), "x", preset("docker"), home=str(tmp_path))
    found = [(item.line, item.code) for item in lint(load(str(tmp_path), [entry])) if item.code[:2] in ("E0", "SC")]
    assert found == [(8, "E001")]


def told(
    folder: Path, texts: dict[str, str], settings: Settings, focus: Callable[[str], bool] = bool, code: str = "TP002"
) -> list[object]:
    """Path, message and severity of what a rule says of `texts` in `folder`; `focus` tells which are asked for."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    entries = [Entry(str(folder / name), name, settings, home=str(folder), focus=focus(name)) for name in texts]
    found = (item for item in lint(load(str(folder), entries)) if item.code == code)
    return [(item.path, item.message, item.severity.label) for item in found]


def test_a_name_of_many_templates_is_asked_for_once(tmp_path: Path) -> None:
    """What nothing defines, and template after template uses, is given by a build that nobody told of."""
    texts = {f"{name}/Dockerfile.j2": "FROM {{ build.base }}:1\nRUN a\n" for name in "cab"}
    texts["d/Dockerfile.j2"] = "FROM a:{{ tag }}\n"
    define = "define it, or give it a default"
    once = '"build" is undefined here and in 2 more templates; '
    once += "if the build gives it, name it in template.definitions, or ignore TP002"
    assert told(tmp_path, texts, preset("docker")) == [
        ("a/Dockerfile.j2", once, "info"), ("d/Dockerfile.j2", f'"tag" is undefined; {define}', "info"),
    ]  # fmt: skip
    assert told(tmp_path, texts, preset("docker"), lambda name: name[0] in "bc")[0][0] == "b/Dockerfile.j2"
    filters = {name: text.replace("RUN a", "RUN {{ 'a' | ours }}") for name, text in texts.items()}
    assert told(tmp_path, filters, preset("docker"), code="TP010") == [
        (
            "a/Dockerfile.j2",
            'there is no filter "ours" here and in 2 more templates; the text passes as it is',
            "info",
        )
    ]
    known = preset("docker")._replace(template=Template(definitions={"tag": "1"}))
    assert told(tmp_path, texts, known) == [("a/Dockerfile.j2", once, "error")]
    del texts["c/Dockerfile.j2"], texts["d/Dockerfile.j2"]
    assert [item[0] for item in told(tmp_path, texts, known)] == ["a/Dockerfile.j2", "b/Dockerfile.j2"]


def test_macros_in_the_folder_above(tmp_path: Path) -> None:
    folder = tmp_path / "images" / "web"
    folder.mkdir(parents=True)
    (folder / "Dockerfile.j2").write_text(TEXT, encoding="utf-8")
    (tmp_path / "images" / "macros.j2").write_text(MACROS, encoding="utf-8")
    entry = Entry(str(folder / "Dockerfile.j2"), "x", preset("docker"), home=str(tmp_path))
    found = {item.code for item in lint(load(str(tmp_path), [entry]))}
    assert sorted(code for code in found if code.startswith(("TP", "DL3002"))) == ["DL3002", "TP002"]
