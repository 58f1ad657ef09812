"""What Jinja2 templates expand to, and where each character of the result comes from."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from dflint.template.expansion import Expansion
from dflint.template.jinja import JinjaJob, expand_jinja
from dflint.text import Source

LAVA = ("<%", "%>", "<{", "}>", "<#", "#>")
VALUES = {"a": "A", "n": 3, "list": ["x", "y"], "docker": {"base": "b"}, "yes": True, "x": "<f>"}


def expand(text: str, root: Path | str = "/nowhere", **options: object) -> Expansion:
    """The expansion of one template with VALUES."""
    job = JinjaJob(Source(text, "t/Dockerfile.j2"), str(root), ("", "t"), VALUES)
    return expand_jinja([job._replace(**options)])[0]  # type: ignore[arg-type]


def pieces(expansion: Expansion) -> list[tuple[str, str]]:
    """Pieces of the result, each with the text that it comes from; a star marks a copy."""
    rope, found = expansion.rope, []
    for start, end in zip(rope.starts, [*rope.starts[1:], len(rope.text)], strict=True):
        origin = rope.origin(start)
        file = expansion.files[origin.file].text
        if origin.literal:
            assert file[origin.start : origin.start + end - start] == rope.text[start:end]
        found.append((rope.text[start:end], "*" if origin.literal else file[origin.start : origin.end]))
    return found


def notes(expansion: Expansion) -> list[tuple[str, str, str]]:
    """Kind, message and place of each note."""
    return [
        (kind, message, expansion.files[origin.file].text[origin.start : origin.end])
        for kind, message, origin in expansion.notes
    ]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("FROM {{ a }}\n", [("FROM ", "*"), ("A", "{{ a }}"), ("\n", "*")]),
        ("{% for i in list %}\nRUN {{ i }}\n{% endfor %}", [("RUN ", "*"), ("x", "{{ i }}"), ("\n", "*"),
            ("RUN ", "*"), ("y", "{{ i }}"), ("\n", "*")]),
        ("a  {%- if n -%}  b\n {%- endif %} c", [("a", "*"), ("b", "*"), (" c", "*")]),
        ("{% raw %}{{ a }}{% endraw %}", [("{{ a }}", "*")]),
        ("{% set s %} b{{ a }} {% endset %}{{ s }}|{{ s | trim }}", [
            (" b", "*"), ("A", "{{ a }}"), (" ", "*"), ("|", "*"), ("b", "*"), ("A", "{{ a }}")]),
        ("{% filter upper %}b{% endfilter %}", [("B", "{% filter upper %}")]),
        ("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(1) }}", [("[", "*"), ("1", "{{ x }}"), ("]", "*")]),
        ("{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}b{% endcall %}", [
            ("<", "*"), ("b", "*"), (">", "*")]),
        ("{# c #}a{{ 'b' ~ 'c' }}", [("a", "*"), ("bc", "{{ 'b' ~ 'c' }}")]),
        ("a\r\nb{{ a }}\r\n", [("a", "*"), ("\nb", "*"), ("A", "{{ a }}"), ("\n", "*")]),
        ("a\rb", [("a", "*"), ("\n", "\r"), ("b", "*")]),
        ("{% block b %}c{% endblock %}{{ self.b() }}", [("c", "*"), ("c", "*")]),
        ("{% autoescape true %}{{ x }}&{% endautoescape %}", [("&lt;f&gt;", "{{ x }}"), ("&", "*")]),
    ],
)  # fmt: skip
def test_pieces(template: str, expected: list[tuple[str, str]]) -> None:
    expansion = expand(template)
    assert expansion.error is None
    assert pieces(expansion) == expected
    assert expansion.source.text == "".join(text for text, _ in expected)


def test_the_settings_count() -> None:
    assert expand(" {% if n %}\na\n {% endif %}\n", trim_blocks=False).rope.text == " \na\n \n"
    assert expand(" {% if n %}\na\n {% endif %}\n", lstrip_blocks=True).rope.text == "a\n"
    assert expand("a\n", keep_trailing_newline=False).rope.text == "a"
    assert pieces(expand("<% if n %>{{<{ a }>}}<% endif %><# c #>", delimiters=LAVA)) == [
        ("{{", "*"), ("A", "<{ a }>"), ("}}", "*"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("template", "text", "expected"),
    [
        ("a{{ nope }}b", "ab", [("undefined", '"nope" is undefined', "nope")]),
        ("{{ docker.base }}{{ docker.tag }}", "b", [("undefined", '"docker.tag" is undefined', "docker.tag")]),
        ("{{ docker['tag'] }}", "", [("undefined", "\"docker['tag']\" is undefined", "docker['tag']")]),
        ("a{{ namespace }}b{{ dict(c=1).c }}", "ab1", [("undefined", '"namespace" is undefined', "{{ namespace }}")]),
        ("{{ u.v.w('x')[1] | upper }}.", ".", [("undefined", '"u" is undefined', "u")]),
        ("{{ lookup('env', 'X') }}", "", [("undefined", '"lookup" is undefined', "lookup")]),
        ("{{ u | default('d') }}{{ u is defined }}{{ a | default(omit) }}{{ u.v | default(omit) }}", "dFalseA", []),
        ("{% for i in u %}x{% endfor %}", "", [("undefined", '"u" is undefined', "u")]),
        ("{% if u %}x{% endif %}", "", [("undefined-condition", '"u" is undefined', "u")]),
        ("{% if u == 'x' %}x{% endif %}", "", [("undefined", '"u" is undefined', "u")]),
        ("{% for i in list %}{{ u }}{% endfor %}", "", [("undefined", '"u" is undefined', "u")]),
        ("{{ u + 1 }}{{ u > 1 }}{{ u | int }}", "False0", [("undefined", '"u" is undefined', "u")] * 3),
        ("{{ u | mandatory }}", "", [("undefined", '"u" is undefined', "u")]),
        ("{{ a | nope }}", "A", [("filter", 'there is no filter "nope"', "nope")]),
        ("{% if a is nope %}x{% endif %}", "", [("test", 'there is no test "nope"', "nope")]),
        ("a{% include 'x' %}b", "ab", [("include", 'cannot include "x"', "{% include 'x' %}")]),
        ("a{% include 'x' ignore missing %}b", "ab", []),
    ],
)
def test_notes(template: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    expansion = expand(template)
    assert expansion.error is None
    assert expansion.rope.text == text
    assert notes(expansion) == expected


@pytest.mark.parametrize(
    ("template", "kind", "message", "place"),
    [
        ("a\n{{ b", "error", "unexpected end of template, expected 'end of print statement'.", "{{ b"),
        ("a\n{% nope %}\n", "error", "Encountered unknown tag 'nope'.", "{% nope %}"),
        ("a {{ 1 / 0 }}", "error", "ZeroDivisionError: division by zero", "{{ 1 / 0 }}"),
        ("{% extends 'x' %}", "include", 'cannot include "x"', "{% extends 'x' %}"),
        ("a\n{{ ? }}", "error", "unexpected char '?' at 5", "{{ ? }}"),
    ],
)
def test_errors(template: str, kind: str, message: str, place: str) -> None:
    error = expand(template).error
    assert error is not None
    assert (error.kind, error.message) == (kind, message)
    assert place.startswith(template[error.origin.start : error.origin.end])


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'a-b-c' | regex_replace('-.*', '')", "a"),
        (r"'v1.2' | regex_replace('v(\\d)', '\\1x')", "1x.2"),
        (r"'v1.2' | regex_search('\\d')", "1"),
        (r"'v1.2' | regex_search('(\\d).(\\d)', '\\2', '\\1') | join", "21"),
        (r"'v1.2' | regex_findall('\\d') | join(' ')", "1 2"),
        ("'a.b' | regex_escape", r"a\.b"),
        ("'/a/b.c' | basename ~ '/a/b.c' | dirname", "b.c/a"),
        ("('/a/b.c' | splitext)[1]", ".c"),
        ("'/a/../b' | realpath", "/b"),
        ("'yes' | bool and 'no' | bool", "False"),
        ("yes | ternary('t', 'f')", "t"),
        ("docker | to_json", '{"base": "b"}'),
        ("('[1]' | from_json)[0]", "1"),
        ("'a b' | quote", "'a b'"),
        ("'a' | b64encode | b64decode", "a"),
        ("(docker | combine({'c': 1})).c", "1"),
        ("'a' | hash('md5')", "0cc175b9c0f1b6a831c399e269772661"),
        ("'1.10' is version('1.9', '>=')", "True"),
        ("'a1' is match('a\\\\d')", "True"),
        ("docker | dict2items | map(attribute='key') | join", "base"),
        ("[1, [2, [3]]] | flatten | join", "123"),
    ],
)
def test_filters_of_ansible(expression: str, value: str) -> None:
    expansion = expand("{{ " + expression + " }}")
    assert (expansion.error, expansion.notes, expansion.rope.text) == (None, [], value)


def test_included_files_have_numbers(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "base").write_text("FROM b\n{% block x %}{% endblock %}{% include 'part' %}\n", encoding="utf-8")
    (tmp_path / "part").write_text("RUN {{ nope }}{{ m() }}", encoding="utf-8")
    (tmp_path / "lib").write_text("{% macro f() %}c{% endmacro %}", encoding="utf-8")
    text = "{% extends 'base' %}{% from 'lib' import f %}{% block x %}x{{ f() }}\n{% endblock %}"
    expansion = expand(text, tmp_path)
    assert expansion.error is None
    assert expansion.rope.text == "FROM b\nxc\nRUN "
    assert [source.path for source in expansion.files] == ["t/Dockerfile.j2", "t/base", "lib", "part"]
    files = [expansion.files[expansion.rope.origin(at).file].path for at in (0, 7, 8, 10)]
    assert files == ["t/base", "t/Dockerfile.j2", "lib", "part"]
    assert notes(expansion)[0] == ("undefined", '"nope" is undefined', "nope")
    pieces(expansion)


def test_variables_of_all_kinds_arrive() -> None:
    knot: dict[str, object] = {}
    knot["self"] = knot
    variables = {"m": {11: "k"}, "t": (1, None), "p": Path("/x"), "knot": knot, "bad": "\udcff"}
    expansion = expand("{{ m[11] }}{{ t }}{{ p }}{{ knot.self is mapping }}{{ bad }}", variables=variables)
    assert (expansion.error, expansion.rope.text) == (None, "k[1, None]/xTrue\udcff")


def test_nothing_to_do_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert expand_jinja([]) == []


def test_without_jinja2_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    error = expand("a").error
    assert error is not None
    assert (error.kind, "dflint[templates]" in error.message) == ("missing", True)


def test_the_parent_does_not_load_jinja2() -> None:
    code = "import sys; sys.path[:0] = eval(sys.argv[1])\n" + (
        "from dflint.template.jinja import *\n"
        "assert expand_jinja([JinjaJob(Source('{{ 1 }}'), '/')])[0].rope.text == '1'\n"
        "assert not {'jinja2', 'yaml', 'markupsafe'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-I", "-c", code, repr(sys.path)], check=True)
