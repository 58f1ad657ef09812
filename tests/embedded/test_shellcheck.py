"""ShellCheck as a program: batches, time limits, and what is left when it is broken."""

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from dflint.embedded import shellcheck
from dflint.embedded.batches import Batches
from dflint.embedded.shellcheck import find_program
from dflint.lint.engine import lint
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import preset

PROGRAM = find_program("/nowhere")
needs_program = pytest.mark.skipif(PROGRAM is None, reason="there is no ShellCheck")
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="a program is made of a script")


def run(texts: list[str], program: str | None = None) -> Batches:
    """Hand over `texts` and wait."""
    batches = Batches(program or PROGRAM or "")
    try:
        for text in texts:
            batches.add(text)
        batches.finish()
    finally:
        batches.close()
    return batches


def codes(batches: Batches) -> dict[str, list[int]]:
    """The codes that are said of each text."""
    return {text: [comment["code"] for comment in found] for text, found in batches.found.items()}


@needs_program
def test_each_text_gets_its_own_comments() -> None:
    texts = [f"#!/bin/sh\n: {'x ' * number}; cp $a{number} b\n" for number in range(1, 150)]
    found = codes(run(texts))
    assert list(found) and set(found) == set(texts)
    assert all(set(each) == {2086, 2154} for each in found.values())


@needs_program
def test_texts_do_not_see_each_other() -> None:
    """Nor do they see the names of their files."""
    found = codes(run(["#!/bin/sh\n. ./0; . ./1; cp $x y\n", "#!/bin/sh\nx=1\n"]))
    assert sorted(map(sorted, found.values())) == [[2034], [2086, 2154]]


@needs_program
def test_options_of_the_user_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".shellcheckrc").write_text("disable=all\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELLCHECK_OPTS", "--exclude=SC2086")
    assert 2086 in codes(run(["#!/bin/sh\ncp $X y\n"])).popitem()[1]


@needs_program
def test_hostile_nesting_takes_only_itself() -> None:
    hostile = "#!/bin/sh\necho " + "$(echo " * 18 + ")" * 18 + "\n"
    good = [f"#!/bin/sh\ncp $X y{number}\n" for number in range(30)]
    start = time.monotonic()
    batches = run([*good[:10], hostile, *good[10:]])
    assert time.monotonic() - start < 20
    assert batches.given_up == [hostile]
    assert set(batches.found) == set(good)
    assert not batches.error


def program(folder: Path, body: str) -> str:
    """A program with the text `body`."""
    path = folder / shellcheck.NAME
    path.write_text(f"#!{sys.executable}\n{body}", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


FRAGILE = """
import json, pathlib, sys
names = [name for name in sys.argv[1:] if not name.startswith("-")]
if names and any("bad" in pathlib.Path(name).read_text() for name in names):
    sys.exit(99)
print(json.dumps({"comments": [{"file": name, "code": 1} for name in names]}))
"""


@needs_posix
def test_a_batch_that_fails_is_divided(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(40)]
    batches = run([*texts[:7], "bad", *texts[7:]], program(tmp_path, FRAGILE))
    assert batches.given_up == ["bad"]
    assert {text: len(found) for text, found in batches.found.items()} == dict.fromkeys(texts, 1)


OLD = """
import json, sys
if any("extended" in option for option in sys.argv):
    sys.exit(4)
print(json.dumps({"comments": [{"file": name, "code": 1} for name in sys.argv[1:] if name[0] != "-"]}))
"""


@needs_posix
def test_an_old_program_that_does_not_know_an_option_works(tmp_path: Path) -> None:
    texts = [f"make {number}" for number in range(60)] + [f"A=1; make $A {number}" for number in range(20)]
    batches = run(texts, program(tmp_path, OLD))
    assert not batches.error and not batches.given_up
    assert {text: len(found) for text, found in batches.found.items()} == dict.fromkeys(texts, 1)


@needs_posix
@pytest.mark.parametrize("body", ["raise SystemExit(3)", "print('no JSON')", "print('{}')", "print('[' * 100000)"])
def test_a_broken_program_is_said_to_be_broken(tmp_path: Path, body: str) -> None:
    batches = run([f"text {number}" for number in range(100)], program(tmp_path, body))
    assert batches.error == "it does not work"
    assert len(batches.given_up) == 100


def test_a_program_that_cannot_be_started(tmp_path: Path) -> None:
    batches = run(["text"], str(tmp_path / "nothing"))
    assert batches.error and batches.given_up == ["text"]


@needs_posix
def test_no_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    batches = Batches(program(tmp_path, "import time; time.sleep(30)"))
    batches.add("text")
    batches.flush()
    assert len(os.listdir(tmp_path)) == 2
    batches.close()
    assert os.listdir(tmp_path) == [shellcheck.NAME]


@needs_posix
def test_no_program_of_the_repository_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, outside = tmp_path / "repository" / "bin", tmp_path / "bin"
    for folder in (inside, outside):
        folder.mkdir(parents=True)
        program(folder, "")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python" / "python"))
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin", str(inside), str(outside)]))
    monkeypatch.chdir(tmp_path / "repository")
    assert find_program(str(tmp_path / "repository")) == str(outside / shellcheck.NAME)
    assert find_program(str(tmp_path)) is None


def test_what_is_selected_decides_what_is_read(tmp_path: Path) -> None:
    """A text that is left out for one file is read for another."""
    entries = []
    for name, settings in (("a.Dockerfile", preset("docker")), ("b.Dockerfile", preset("hadolint"))):
        (tmp_path / name).write_text("FROM a:1\nRUN wget $URL_OF_A_TEST\n", encoding="utf-8")
        entries.append(Entry(str(tmp_path / name), name, settings))
    found = [(item.path, item.code) for item in lint(load(str(tmp_path), entries)) if item.code.startswith("SC")]
    assert found == [("b.Dockerfile", "SC2086")]
