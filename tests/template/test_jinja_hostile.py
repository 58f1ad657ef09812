"""Templates that mean harm: nothing runs, nothing is written, each is a clear finding in time, no other one suffers."""

import os
import time
from pathlib import Path

import pytest

from dflint.template.expansion import Expansion
from dflint.template.jinja import JinjaJob, expand_jinja
from dflint.text import Source

BIG = "{% for i in range(99999) %}" * 3 + "{% endfor %}" * 3
FORBIDDEN = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ cycler.__init__.__globals__.os.popen('touch pwned').read() }}",
    "{{ lipsum.__globals__['os'].system('touch pwned') }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{0.__class__}' | attr('format')(1) }}",
    "{{ ['{0.__class__}'] | map('attr', 'format') | map('trim') | list }}{{ '{a.__init__}'.format_map({'a': 1}) }}",
    "{{ namespace.__init__ }}",
    "{{ undefined_name.__class__ }}",
    "{{ xs.append(1) }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__ }}",
    "{{ omit.__class__.__base__.__subclasses__() }}",
]
LIMIT = [
    "{% for i in range(10**9) %}{% endfor %}",
    "{{ 'a' * 10**10 }}",
    "{{ [0] * 10**10 }}",
    "{{ 'a'|center(10**9) }}",
    "{{ 'a'.ljust(10**9) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ 9**(9**9) }}",
    "{{ (2**90000) * (2**90000) }}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include 't' %}",
    "{% extends 't' %}",
    "{% import 't' as t %}",
    BIG,
    BIG.replace("{% endfor %}", "{{ 'x' * 900000 }}{% endfor %}", 1),
    "{{ ('a' * 50 ~ '!') | regex_replace('(a+)+$', '') }}",
    "{{ ('a' * 50 ~ '!') | regex_search('(a|a)*$') }}",
    "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
    "{{" + "(" * 50_000 + ")" * 50_000 + "}}",
    "{{" + "-" * 50_000 + "1}}",
    "{% if 1 %}" * 2_000 + "{% endif %}" * 2_000,
    "{% for i in xs recursive %}{{ loop(xs) }}{% endfor %}",
    "{{ a }}" * 130_000,
    "x" * 10_000_000,
]
OUTSIDE = [
    "{% include '/etc/passwd' %}",
    "{% include '../secret' %}",
    "{% include 'sub/../../secret' %}",
    "{% include 'link' %}",
    "{% include 'folder/secret' %}",
    "{% include ['../secret', '/etc/passwd'] %}",
    "{% extends '/etc/passwd' %}",
    "{% import '../secret' as s %}",
]
# What Python refuses to compile, and nonsense.
ERROR = [
    "{% for i in xs %}" * 30 + "{% endfor %}" * 30,
    "{{ " + "a." * 5 + " }}",
    "{% include 'pipe' %}",
    "{{ '\\N{x}' }}",
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with ways out of it."""
    tree = tmp_path / "tree"
    tree.mkdir()
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    (tree / "link").symlink_to(tmp_path / "secret")
    (tree / "folder").symlink_to(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tree / "pipe")
    return tree


def job(text: str, root: Path) -> JinjaJob:
    """A template of the repository at `root`."""
    return JinjaJob(Source(text, "t"), str(root), ("",), {"xs": [1], "a": "a"})


def finding(expansion: Expansion) -> str:
    """The kind of what is found first."""
    assert "SECRET" not in expansion.rope.text
    assert all(len(message) < 200 for _, message, _ in expansion.notes)
    return (expansion.error or expansion.notes[0]).kind


@pytest.mark.parametrize(
    ("templates", "kinds"),
    [(FORBIDDEN, {"forbidden"}), (OUTSIDE, {"outside"}), (ERROR, {"error", "include"})],
    ids=["forbidden", "outside", "error"],
)
def test_escapes(templates: list[str], kinds: set[str], root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    (root / "t").write_text("", encoding="utf-8")
    before = sorted(root.parent.rglob("*"))
    for text, expansion in zip(templates, expand_jinja([job(text, root) for text in templates]), strict=True):
        assert finding(expansion) in kinds, text
    assert sorted(root.parent.rglob("*")) == before


@pytest.mark.parametrize("text", LIMIT, ids=lambda text: text[:40])
def test_limits(text: str, root: Path) -> None:
    (root / "t").write_text(text[:100_000], encoding="utf-8")
    started = time.monotonic()
    [expansion] = expand_jinja([job(text, root)])
    assert time.monotonic() - started < 2
    assert expansion.error is not None
    assert expansion.error.kind == "limit", expansion.error
    assert len(expansion.error.message) < 200


def test_one_template_does_not_hurt_another(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dflint.template.jinja.SECONDS", 0.4)
    texts = ["a{{ a }}", BIG, "b", "{{ 'a'|center(10**9) }}", BIG, "c"]
    expansions = expand_jinja([job(text, root) for text in texts])
    assert [expansion.error and expansion.error.kind for expansion in expansions] == [
        None,
        "limit",
        None,
        *["limit"] * 2,
        None,
    ]
    assert [expansion.rope.text for expansion in expansions] == ["aa", "", "b", "", "", "c"]


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.system('touch pwned')",
        "import os; os.mkdir('pwned')",
        "import os; os.open('pwned', os.O_CREAT)",
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['touch', 'pwned'])",
        "open('pwned', 'w')",
    ],
)
def test_behind_the_sandbox_there_is_another_wall(code: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even Python code, once it runs in the child, can do no harm."""
    monkeypatch.chdir(root)
    hole = "import dflint.template.filters as f; f.FILTERS['hole'] = lambda code: exec(code, {}); "
    monkeypatch.setattr("dflint.template.jinja_child.CODE", f"import sys; sys.path += sys.argv[1:]; {hole}" + START)
    [expansion] = expand_jinja([job("{{ " + repr(code) + " | hole }}", root)])
    assert finding(expansion) == "forbidden"
    assert not (root / "pwned").exists()


START = "from dflint.template.jinja_worker import main; main()"
