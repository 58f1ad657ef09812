"""What ShellCheck says of a file: at which place, under which options, and with which fix."""

import json
import sys
from pathlib import Path

import pytest

from dflint.embedded.shellcheck import find_program
from dflint.lint.engine import lint
from dflint.lint.finding import Diagnostic
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import Settings, preset
from dflint.text import Edit, apply
from tests.cli.conftest import Plant, Run, plant, run  # noqa: F401

pytestmark = pytest.mark.skipif(find_program("/nowhere") is None, reason="there is no ShellCheck")
ALL = preset("docker")._replace(select=("SC",))
DEFAULT = preset("docker")


def check(folder: Path, text: str, settings: Settings = ALL, name: str = "Dockerfile") -> list[Diagnostic]:
    """What is said of `text`."""
    (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    return lint(load(str(folder), [Entry(str(folder / name), name, settings)]))


PLACES = {
    "FROM a\nRUN cp $X b\n": ["SC2086 2:8-10"],
    "RUN cp $X b\n": ["SC2086 1:8-10"],
    "FROM a\nRUN --mount=type=cache,target=/c cp $X b\n": ["SC2086 2:37-39"],
    "FROM a\nRUN true && \\\n    cp $X b\n": ["SC2086 3:8-10"],
    "FROM a\nRUN true && \\\n# comment\n\n\tcp \\\n  $X b\n": ["SC2086 6:3-5"],
    "FROM a\nRUN cp a$\\\nX b\n": ["SC2086 2:9-3:2"],
    "FROM a\nRUN echo é日😀 $X\n": ["SC2086 2:14-16"],
    "FROM a\nRUN\tcp\tb\t$X\n": ["SC2086 2:10-12"],
    "FROM a\r\nRUN true && \\\r\n  cp $X b\r\n": ["SC2086 3:6-8"],
    "# escape=`\nFROM a\nRUN true && `\n  cp $X b\n": ["SC2086 4:6-8"],
    "FROM a\nONBUILD RUN cp $X \\\n $Y b\n": ["SC2086 2:16-18", "SC2086 3:2-4"],
    "FROM a\nRUN <<EOF\ncp $X b\nEOF\n": ["SC2086 3:4-6"],
    "FROM a\nRUN <<-EOF\n\ttrue\n\t\tcp $X b\n\tEOF\n": ["SC2086 4:6-8"],
    "FROM a\nRUN <<EOF\n#!/bin/bash\ncp $X b\nEOF\n": ["SC2086 4:4-6"],
    "FROM a\nRUN <<EOF\n#!/usr/bin/env bash\ncp $X b\nEOF\n": ["SC2086 4:4-6"],
    "FROM a\nRUN <<EOF\n#!/bin/bash -e\ncd $X\nls\nEOF\n": ["SC2086 4:4-6"],
    "FROM a\nRUN bash <<'EOF'\ncp $X b\nEOF\n": ["SC2086 3:4-6"],
    "FROM a\nRUN bash -e <<'EOF'\ncd /a\nls\nEOF\n": [],
    "FROM a\nRUN <<'EOF' bash\ncp $X b\nEOF\n": ["SC2086 3:4-6"],
    "FROM a\nRUN bash <<EOF\ncp $X b\nEOF\n": [],
    "FROM a\nRUN cat <<EOF > /a && cp $X b\n$(cp $Y c)\nEOF\n": ["SC2086 2:26-28", "SC2086 3:6-8"],
    "FROM a\nRUN <<A cat > x && <<B cat > y\n$(cp $X b)\nA\n$(cp $Y c)\nB\n": ["SC2086 3:6-8", "SC2086 5:6-8"],
    "FROM a\nRUN true \\\n  && if true; then\n": ["SC1009 3:6-6", "SC1073 3:15-15", "SC1072 3:19-19"],
    "FROM a\nRUN cp \udcff $X b\n": ["SC2086 2:10-12"],
    'FROM a\nRUN ["cp", "$X", "b"]\n': [],
    "FROM a\nRUN <<EOF\n#!/usr/bin/python3\nprint($X)\nEOF\n": [],
    "FROM a\nRUN python3 <<EOF\nprint($X)\nEOF\n": [],
    "FROM a\nCOPY <<EOF /x\ncp $X b\nEOF\n": [],
    "FROM a\nRUN <<EOF\n# shellcheck disable=SC2086\ncp $X b\nEOF\nRUN cp $Y c\n": ["SC2086 6:8-10"],
}


@pytest.mark.parametrize("text", PLACES)
def test_places(tmp_path: Path, text: str) -> None:
    seen = []
    for item in check(tmp_path, text, ALL._replace(ignore=("E",))):
        end = f"{item.end_line}:{item.end_column}" if item.end_line != item.line else f"{item.end_column}"
        seen.append(f"{item.code} {item.line}:{item.column}-{end}")
    assert sorted(seen) == sorted(PLACES[text])


DIALECTS = [
    ("", True),
    ('SHELL ["/bin/sh", "-c"]\n', True),
    ('SHELL ["/bin/dash", "-c"]\n', True),
    ('SHELL ["/bin/bash", "-c"]\n', False),
    ('SHELL ["bash", "-euo", "pipefail", "-c"]\n', False),
    ("# hadolint shell=bash\n", False),
    ('SHELL ["powershell", "-Command"]\n', False),
    ('SHELL ["cmd", "/S", "/C"]\n', False),
    ('SHELL ["/usr/bin/zsh", "-c"]\n', False),
    ('SHELL ["/bin/bash", "-c"]\nENV a=b\nFROM x\n', False),
]


@pytest.mark.parametrize(("line", "is_posix"), DIALECTS)
def test_dialect(tmp_path: Path, line: str, is_posix: bool) -> None:
    text = f"FROM debian AS x\n{line}RUN source /etc/os-release\n"
    assert [item.code for item in check(tmp_path, text)] == ["SC3046"] * is_posix


@pytest.mark.parametrize(("options", "speaks"), [('"-c"', True), ('"-ec"', False), ('"-o", "errexit", "-c"', False)])
def test_shell_that_ends_at_the_first_failure(tmp_path: Path, options: str, speaks: bool) -> None:
    text = f'FROM a\nSHELL ["/bin/bash", {options}]\nRUN cd /b; make\n'
    assert [item.code for item in check(tmp_path, text)] == ["SC2164"] * speaks


def test_names_of_the_file_are_known(tmp_path: Path) -> None:
    text = 'ARG e\nFROM a AS x\nARG a b=1\nENV c=2\nFROM x\nRUN echo "$a$b$c$d$e$http_proxy" && a=1\nRUN z=2\n'
    seen = [(item.line, item.message.split()[0]) for item in check(tmp_path, text)]
    assert seen == [(6, "d"), (6, "e"), (7, "z")]


def test_names_are_known_but_not_constant(tmp_path: Path) -> None:
    """The same text is checked once; what is known differs from place to place."""
    text = "FROM a\nRUN cp $x b\nFROM b\nARG x\nRUN cp $x b\n"
    seen = [(item.line, item.code) for item in check(tmp_path, text)]
    assert seen == [(2, "SC2086"), (2, "SC2154"), (5, "SC2086")]


FIXES = {
    "FROM a\nRUN cp $X b\n": 'FROM a\nRUN cp "$X" b\n',
    "FROM a\nRUN true && \\\n  cp $X \\\n  $Y\\\n  $Z\n": 'FROM a\nRUN true && \\\n  cp "$X" \\\n  "$Y"\\\n  "$Z"\n',
    "FROM a\r\nRUN cp $X \\\r\n b\r\n": 'FROM a\r\nRUN cp "$X" \\\r\n b\r\n',
    "FROM a\nRUN <<-EOF\n\tcp $X b\n\tEOF\n": 'FROM a\nRUN <<-EOF\n\tcp "$X" b\n\tEOF\n',
    "FROM a\nRUN cd /a; make\n": "FROM a\nRUN cd /a || exit; make\n",
    "FROM a\nRUN echo `cat a`b | true\n": "FROM a\nRUN echo $(cat a)b | true\n",
    "FROM a\nRUN set -e; ! { cp a b; }; c\n": "FROM a\nRUN set -e; ! { cp a b; }; c\n",
    "FROM a\nRUN echo ${X\\\n} | true\n": 'FROM a\nRUN echo "${X\\\n}" | true\n',
}


@pytest.mark.parametrize("text", FIXES)
def test_fixes(tmp_path: Path, text: str) -> None:
    edits: list[Edit] = []
    for item in check(tmp_path, text):
        assert item.fix is None or item.fix.applicability == "unsafe"
        edits += item.fix.edits if item.fix else ()
    assert apply(text, tuple(edits)) == FIXES[text]


DOUBT = "FROM a\nRUN cp $X b && Z=1 && echo $y\n"
SELECTIONS = [
    ({}, ["SC2034", "SC2154"]),
    ({"select": ("SC",)}, ["SC2034", "SC2086", "SC2086", "SC2154"]),
    ({"select": ("SC2086",)}, ["SC2086", "SC2086"]),
    ({"select": ("SC20",)}, ["SC2034", "SC2086", "SC2086"]),
    ({"select": ("SC",), "ignore": ("SC2086",)}, ["SC2034", "SC2154"]),
    ({"extend_select": ("SC2086",)}, ["SC2034", "SC2086", "SC2086", "SC2154"]),
    ({"select": ("DL",)}, []),
    ({"ignore": ("SC",)}, []),
    ({"ignore": ("SC2",), "extend_select": ("SC2034",)}, ["SC2034"]),
    ({"per_file_ignores": {"Dockerfile": ("SC21",)}}, ["SC2034"]),
    ({"shellcheck": False}, []),
]


@pytest.mark.parametrize(("changes", "expected"), SELECTIONS)
def test_selection(tmp_path: Path, changes: dict[str, object], expected: list[str]) -> None:
    found = check(tmp_path, DOUBT, DEFAULT._replace(**changes))  # type: ignore[arg-type]
    assert sorted(item.code for item in found if item.code.startswith("SC")) == expected


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ({}, "info"),
        ({"SC2086": "error"}, "error"),
        ({"SC": "style", "SC20": "error"}, "error"),
        ({"DL": "error"}, "info"),
    ],
)
def test_severity(tmp_path: Path, severity: dict[str, str], expected: str) -> None:
    items = check(tmp_path, "FROM a\nRUN cp $X b\n", ALL._replace(severity=severity))
    assert [(item.severity.label, item.url) for item in items] == [(expected, "https://www.shellcheck.net/wiki/SC2086")]


SUPPRESSED = [
    "# hadolint ignore=SC2086\nRUN cp $X b\n",
    "RUN true && \\\n# hadolint ignore=SC2086\n cp $X b\n",
    "# hadolint global ignore=SC2086\nFROM b\nRUN cp $X b\n",
    "# dflint: ignore[SC2086]\nRUN cp $X b\n",
    "# dflint: ignore[SC]\nRUN cp $X b\n",
    "# dflint: ignore-file[SC20]\nRUN cp $X b\n",
    "# shellcheck disable=SC2086\nRUN cp $X b\n",
    "# shellcheck shell=sh disable=SC2000,2086 # why\nRUN true && cp $X b\n",
    "# shellcheck disable=all\nRUN cp $X b\n",
    "# shellcheck disable=SC2080-SC2090\nRUN cp $X b\n",
    "RUN true && \\\n  # shellcheck disable=SC2086\n  cp $X b\n",
]


@pytest.mark.parametrize("text", SUPPRESSED)
def test_comments_hide(tmp_path: Path, text: str) -> None:
    assert check(tmp_path, "FROM a\n" + text) == []
    other = text.replace("2086", "2999").replace("2090", "2081").replace("[SC]", "[DL]").replace("all", "SC2000")
    other = other.replace("[SC20]", "[SC3]").replace("SC2080-SC2081", "SC2080-SC2081")
    assert [item.code for item in check(tmp_path, "FROM a\n" + other)] == ["SC2086"]


def test_comments_that_hide_nothing(tmp_path: Path) -> None:
    text = "FROM a\n# hadolint ignore=SC2046,SC2086\n# dflint: ignore[SC2154]\nRUN cp $X b\n"
    own, other = (f"nothing here is hidden by ignoring {code}; delete it" for code in ("SC2154", "SC2046"))
    settings = preset("docker")._replace(select=("SC", "DF001"))
    assert [item.message for item in check(tmp_path, text, settings)] == [own]
    both = preset("hadolint")._replace(select=("SC", "DF001"))
    assert [item.message for item in check(tmp_path, text, both)] == [other, own]
    assert check(tmp_path, text, settings._replace(shellcheck=False)) == []
    quiet = check(tmp_path, text, preset("docker")._replace(extend_select=("DF001",), ignore=("DL",)))
    assert [item.message for item in quiet if "SC" in item.message] == [own]


def test_what_is_certain_in_the_image(tmp_path: Path) -> None:
    """By default only what holds in the image is said: dash is Debian's, others know more."""
    line = "RUN [ a == $HOME ]; local x && echo -n a\n"
    for image, speaks in (
        ("debian:12", 1), ("docker.io/library/ubuntu", 1), ("python:3.12-slim", 1), ("node:20-bookworm", 1),
        ("alpine", 0), ("oraclelinux:9-slim", 0), ("fedora", 0), ("$BASE", 0),
    ):  # fmt: skip
        codes = [item.code for item in check(tmp_path, f"FROM {image}\n{line}", DEFAULT) if item.code[:3] == "SC3"]
        assert codes == ["SC3014"] * speaks, image
    assert {item.code for item in check(tmp_path, f"FROM alpine\n{line}")} >= {"SC3014", "SC3037", "SC3043"}


UNCERTAIN = [
    ("debian:12", "set -o pipefail", "SC3040"),
    ("debian:bookworm-slim", "set -o pipefail", "SC3040"),
    ("ubuntu:24.04", "set -o pipefail", "SC3040"),
    ("debian:trixie", "set -o pipefail", ""),
    ("debian", "set -o pipefail", ""),
    ("debian:12", "[ a == b ]", "SC3014"),
    ("debian:12\nRUN ln -sf bash /bin/sh", "[ $A == b ]", ""),
    ("debian:12", "[ $a = b ] && [ $a = c ]", "SC2333"),
    ("debian:12", "[ $(a) = b ] && c && [ $(a) = c ]", ""),
]


@pytest.mark.parametrize(("image", "text", "expected"), UNCERTAIN)
def test_what_is_not_certain(tmp_path: Path, image: str, text: str, expected: str) -> None:
    codes = {item.code for item in check(tmp_path, f"FROM {image}\nARG a\nRUN {text}\n", DEFAULT)}
    assert " ".join(sorted(codes & {"SC3040", "SC3014", "SC2333"})) == expected


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("export $(curl a | grep b) && echo $c", False),
        ('export -n "$(a)"; echo $c', False),
        ("eval $(a) && echo $c", False),
        ('eval "$(a)"; echo $c', False),
        (". /b; echo $c", False),
        ("a; . /b; echo $c", False),
        ("source /b; echo $c", False),
        ("export b=$(a) && echo $c", True),
        ("a /b. x; echo $c", True),
    ],
)
def test_names_that_a_command_gives(tmp_path: Path, text: str, speaks: bool) -> None:
    """By default nothing is said of a name that the output of a command, or a file, may have set."""
    codes = [item.code for item in check(tmp_path, f"FROM debian:12\nRUN {text}\n", DEFAULT)]
    assert ("SC2154" in codes) == speaks


def test_in_a_template(tmp_path: Path) -> None:
    text = "define(`FILES',`$HOME b')FROM a\nRUN cp FILES && \\\n    cp $X b\n"
    settings = ALL._replace(template=Settings().template)
    items = check(tmp_path, text, settings, "Dockerfile.m4")
    assert [(item.line, item.column, item.fix is not None) for item in items] == [(2, 8, False), (3, 8, True)]


def test_in_many_files(tmp_path: Path) -> None:
    entries = []
    for number in range(60):
        path = tmp_path / f"Dockerfile.{number}"
        path.write_text(f"FROM a\nRUN cp $A{number} b\nRUN cp $SAME b\n", encoding="utf-8")
        entries.append(Entry(str(path), path.name, ALL))
    items = lint(load(str(tmp_path), entries))
    assert [item.code for item in items] == ["SC2086"] * 120


@pytest.mark.usefixtures("plant")
def test_command_line(plant: Plant, run: Run) -> None:  # noqa: F811
    plant({"Dockerfile": "FROM a\nRUN cp $X b\n"})
    code, out, err = run("check", "--isolated", "--preset", "docker", "--select", "SC", "--format", "json")
    assert (code, err) == (0, "")
    assert [item["code"] for item in json.loads(out)] == ["SC2086"]
    code, out, err = run("check", "--isolated", "--select", "SC", "--no-shellcheck")
    assert (code, out, err) == (0, "1 file passes.\n", "dflint: ShellCheck is off, so no SC codes\n")
    assert run("check", "--isolated", "--select", "SC", "--no-shellcheck", "-q").err == ""
    assert run("check", "--isolated", "--select", "DL3007", "--no-shellcheck").err == ""


def test_fix_on_the_command_line(plant: Plant, run: Run, tmp_path: Path) -> None:  # noqa: F811
    plant({"Dockerfile": "FROM a\nRUN cp $X b\n# hadolint ignore=SC2086\nRUN cp $Y b\n"})
    options = ("check", "--isolated", "--select", "SC,DF001", "--fix")
    assert run(*options).out.endswith("Fixed nothing; 1 more can be fixed with --unsafe-fixes.\n")
    assert run(*options, "--unsafe-fixes") == (0, "1 file passes.\nFixed 1 finding in 1 file.\n", "")
    fixed = 'FROM a\nRUN cp "$X" b\n# hadolint ignore=SC2086\nRUN cp $Y b\n'
    assert (tmp_path / "Dockerfile").read_text(encoding="utf-8") == fixed


@pytest.mark.usefixtures("plant")
def test_without_shellcheck(plant: Plant, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    plant({"Dockerfile": "FROM a\nRUN sudo cp $UNSEEN b\nRUN sudo ls $UNSEEN\n"})
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "/nowhere")
    code, out, err = run("check", "--isolated", "--preset", "docker", "--format", "json", "--select", "DF001,SC")
    assert (code, json.loads(out)) == (0, [])
    line = 'dflint: there is no ShellCheck, so no SC codes; install "dflint[shellcheck]", or say --no-shellcheck\n'
    assert err == line
    plant({"a/.git/x": "", "a/Dockerfile": "RUN cp $UNSEEN c\n", "b/.git/x": "", "b/Dockerfile": "RUN cp $UNSEEN d\n"})
    assert run("check", "--isolated", "--select", "SC", "a", "b").err == line
    assert run("check", "--isolated", "--select", "SC", "--fix", "--unsafe-fixes").err == line


@pytest.mark.usefixtures("plant")
def test_one_hostile_script(plant: Plant, run: Run) -> None:  # noqa: F811
    hostile = "$(echo " * 18 + ")" * 18
    plant({"Dockerfile": f"FROM a\nRUN cp $X b\nRUN echo {hostile}\n"})
    _, out, err = run("check", "--isolated", "--preset", "docker", "--select", "SC", "--format", "json")
    assert [item["line"] for item in json.loads(out)] == [2]
    line = "dflint: Dockerfile:3: ShellCheck has no end with this script, so no SC codes here\n"
    assert err == line
    assert run("check", "--isolated", "--select", "SC", "--fix", "--unsafe-fixes").err == line


def test_explained(run: Run) -> None:  # noqa: F811
    assert "https://www.shellcheck.net/wiki/SC2086" in run("explain", "SC2086").out
    assert run("explain", "SC20x").code == 2
