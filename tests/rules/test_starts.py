"""CMD, ENTRYPOINT and HEALTHCHECK: places, and what the fixes make of the text."""

import json
from pathlib import Path

import pytest

from dflint.lint.engine import lint
from dflint.settings import Settings, preset
from dflint.syntax.parser import parse
from dflint.text import Source, apply
from tests.rules.trees import found, own_code, project, said

DOCKER = preset("docker")

WRAPPED = [
    "CMD a | b",
    'CMD echo "x" \'y\' \\"z',
    "CMD echo 'a\tb'",
    "CMD echo \\\n  # c\n  $X",
    "ENTRYPOINT [ -f /x ] && run",
    "CMD é \U0001f600 \\\\n;",
    "HEALTHCHECK --interval=5s \\\n  CMD curl x || exit 1",
]


@pytest.mark.parametrize("text", WRAPPED)
def test_the_shell_form_becomes_what_the_builder_makes_of_it(text: str, tmp_path: Path) -> None:
    whole = f"FROM x\n{text}\n"
    items = found(tmp_path, {"Dockerfile": whole}, "DL3025", "DF059", settings=DOCKER)
    fixes = [item.fix for item in items if item.fix]
    assert [fix.applicability for fix in fixes] == ["safe"]
    before, after = (parse(Source(each)).instructions[1] for each in (whole, apply(whole, fixes[0].edits)))
    assert after.is_json
    shell = before.rest.text.removeprefix("CMD ")
    assert [word.text for word in after.args if word.text != "CMD"] == ["/bin/sh", "-c", shell]


PLAIN = [
    ("CMD a b", ["a", "b"]), ("CMD a  --b=c", ["a", "--b=c"]), ("ENTRYPOINT /a.sh", ["/a.sh"]),
    ("CMD a \\\n  b", ["a", "b"]),
    ("CMD cd /x", None), ("CMD X=1 a", None), ("CMD a $b", None), ("CMD a *", None), ("CMD a ~", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "argv"), PLAIN)
def test_plain_words_become_an_argv(text: str, argv: list[str] | None, tmp_path: Path) -> None:
    whole = f"FROM x\n{text}\n"
    (item,) = found(tmp_path, {"Dockerfile": whole}, "DL3025", settings=DOCKER)
    assert item.fix is not None
    assert (item.fix.applicability == "unsafe") == (argv is not None)
    if argv:
        after = apply(whole, item.fix.edits)
        assert json.loads(after.split("\n")[1].split(" ", 1)[1]) == argv


SAID = [
    ("FROM x\nSHELL [\"bash\"]\nCMD a\n", ["3 DF057 'a'"]),
    ("FROM x\nSHELL [\"bash\"]\nENTRYPOINT exec a\n", ["3 DF057 'exec a'"]),
    ("FROM x\nCMD exec a; b\n", ["2 DL3025 'exec a; b'"]),
    ("FROM x\nONBUILD CMD a\n", []),
    ("CMD a\n", ["1 DL3025 'a'"]),
    ("FROM x\nHEALTHCHECK CMD a\n", ["2 DF059 'a'"]),
    ("FROM x\nHEALTHCHECK NONE\n", []),
    ("FROM x\nCMD\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_shell_forms(text: str, expected: list[str], tmp_path: Path) -> None:
    places = [f"Dockerfile:{place}" for place in expected]
    assert said(tmp_path, {"Dockerfile": text}, "DL3025", "DF057", "DF059", settings=DOCKER) == places


def test_selecting_the_code_of_hadolint_selects_its_parts(tmp_path: Path) -> None:
    settings = DOCKER._replace(select=("DL3025",))
    text = 'FROM x\nSHELL ["bash"]\nHEALTHCHECK CMD a\nCMD b\n'
    assert {own_code(item) for item in lint(project(tmp_path, {"Dockerfile": text}, settings))} == {"DF057", "DF059"}


SETTINGS = [(Settings(), False), (DOCKER, True), (Settings(extend_select=("DL3025",)), True)]


@pytest.mark.parametrize(("settings", "on"), SETTINGS)
def test_a_workload_tree_starts_by_a_shell(settings: Settings, on: bool, tmp_path: Path) -> None:
    codes = {item.code for item in lint(project(tmp_path, {"Dockerfile": "FROM x\nCMD a\n"}, settings))}
    assert ("DL3025" in codes) == on


SEVERAL = [
    ("FROM x\nCMD [\"a\"]\nCMD [\"b\"]\nCMD [\"c\"]\n", "FROM x\nCMD [\"c\"]\n"),
    ("FROM x\n# one\nCMD a \\\n# two\n\n b\n# three\nCMD [\"c\"]\n", "FROM x\n# one\n# two\n# three\nCMD [\"c\"]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fixed"), SEVERAL)
def test_the_earlier_ones_go_and_their_comments_stay(text: str, fixed: str, tmp_path: Path) -> None:
    items = found(tmp_path, {"Dockerfile": text}, "DL4003", settings=DOCKER)
    assert apply(text, tuple(edit for item in items if item.fix for edit in item.fix.edits)) == fixed
