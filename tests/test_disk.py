"""Questions to the file system: what is noted, and what asking again tells."""

import ast
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dflint import disk
from dflint.disk import Record

ROOT = Path(__file__).parent.parent
# Modules that ask the file system themselves, and why that changes no finding.
FREE = {
    "__init__.py",  # where the rules of this checkout are
    "disk.py",  # the door
    "listing.py",  # which files there are is found out anew in every run
    "discover.py",  # the same
    "files.py",  # writes
    "model/ansible.py",  # for the report
    "model/requirements.py",  # the same
    "git.py",  # for the listing, and for revisions, of which nothing is kept
    "changes.py",  # the same
    "revisions.py",  # the same
    "lint/baseline.py",  # writes
    "model/generated.py",  # for dflint render
    "embedded/batches.py",  # writes
    "embedded/shellcheck.py",  # what ShellCheck is, is noted in lint/heard.py
    "lint/work.py",  # the size of a file, to make pieces of equal size
    "lint/fixes.py",  # fixes keep nothing
    "template/jinja_child.py",  # where modules are, which the fingerprint covers
    "template/jinja_worker.py",  # limits
    "template/filters.py",  # texts that look like paths
}
ASKING = {
    *("open", "os.listdir", "os.scandir", "os.walk", "os.stat", "os.lstat", "os.access", "os.readlink", "os.environ"),
    *("os.getenv", "glob.glob", "glob.iglob"),
    *(f"os.path.{name}" for name in ("exists", "lexists", "isfile", "isdir", "islink", "realpath", "getsize")),
}


def used(tree: ast.AST) -> set[str]:
    """The names that a module uses, with their dots."""
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, (ast.Attribute, ast.Name))}


def plant(folder: Path) -> None:
    (folder / "sub" / "empty").mkdir(parents=True)
    (folder / "sub" / "file").write_text("text", encoding="utf-8")
    (folder / "sub" / "link").symlink_to("file")
    (folder / "sub" / "dead").symlink_to("nowhere")


QUESTIONS: list[Callable[[str], object]] = [
    lambda path: disk.exists(path + "/file"),
    lambda path: disk.exists(path + "/dead"),
    lambda path: disk.lexists(path + "/dead"),
    lambda path: disk.isfile(path + "/link"),
    disk.isdir,
    lambda path: disk.islink(path + "/link"),
    lambda path: disk.is_empty(path + "/empty"),
    lambda path: disk.is_program(path + "/file"),
    lambda path: disk.realpath(path + "/link"),
    lambda path: disk.read(path + "/file"),
    lambda path: disk.read(path + "/file", 2),
    disk.listing,
    lambda path: disk.matching(path, "f*"),
    lambda path: disk.matching(path, "*/../d*", hidden=False),
    lambda path: disk.identity(path + "/file"),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_same_answers_until_something_changes(tmp_path: Path, question: Callable[[str], object]) -> None:
    plant(tmp_path)
    with Record() as record:
        first = question(str(tmp_path / "sub"))
    assert record.lasts and record.answers
    assert question(str(tmp_path / "sub")) == first  # without a record
    assert all(disk.ask(*asked) == answer for asked, answer in record.answers.items())
    for path in sorted((tmp_path / "sub").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    (tmp_path / "sub").rmdir()
    with suppress(OSError):
        if question(str(tmp_path / "sub")) == first:
            return
    assert any(disk.ask(*asked) != answer for asked, answer in record.answers.items())


@pytest.mark.parametrize("change", ["text!", "te", ""])
def test_content_counts(tmp_path: Path, change: str) -> None:
    path = tmp_path / "a"
    path.write_text("text", encoding="utf-8")
    times = path.stat()
    with Record() as record:
        disk.read(str(path))
    path.write_text(change, encoding="utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert [disk.ask(*asked) == answer for asked, answer in record.answers.items()] == [False]


def test_failures_are_answers(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with Record() as record:
        for ask in (lambda: disk.read(str(tmp_path / "none")), lambda: disk.read(str(tmp_path / "folder")),
                    lambda: disk.listing(str(tmp_path / "none"))):  # fmt: skip
            with pytest.raises(OSError):
                ask()
    assert len(record.answers) == 3
    assert all(disk.ask(*asked) == answer for asked, answer in record.answers.items())


def test_file_that_changes_meanwhile_does_not_last(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("1", encoding="utf-8")
    with Record() as outer:
        with Record() as inner:
            disk.read(str(path))
        path.write_text("2", encoding="utf-8")
        disk.read(str(path))
    assert inner.lasts and not outer.lasts


def test_records_hear_what_is_inside_them(tmp_path: Path) -> None:
    with Record() as outer:
        disk.exists("a")
        with Record() as inner:
            disk.exists("b")
            disk.spoil()
    assert [subject for _, subject in outer.answers] == ["a", "b"]
    assert [subject for _, subject in inner.answers] == ["b"]
    assert not outer.lasts and not inner.lasts
    with Record() as other:
        disk.include(inner)
    assert other.answers == inner.answers and not other.lasts


def test_a_copy_of_a_process_notes_nothing_for_it() -> None:
    with Record() as outer:
        disk.forget()
        with Record() as inner:
            disk.exists("a")
        assert not disk.is_noting()
    assert inner.answers and not outer.answers


def test_cache_is_not_part_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / ".dflint_cache").mkdir()
    (tmp_path / "mine").mkdir()
    assert disk.is_empty(str(tmp_path)) is False
    disk.hide(str(tmp_path / "mine"))
    assert disk.listing(str(tmp_path)) == [] and disk.is_empty(str(tmp_path))
    assert disk.matching(str(tmp_path), "*") == []


@pytest.mark.parametrize("asked", [("", ""), ("z", "a"), ("cx", "a"), ("g9", "a"), ("n", ""), ("c", os.devnull)])
def test_foreign_questions_do_no_harm(asked: tuple[str, str]) -> None:
    assert disk.ask(*asked) in ("?", "!2")


@pytest.mark.parametrize("path", sorted((ROOT / "dflint").rglob("*.py")), ids=lambda path: path.name)
def test_findings_depend_on_nothing_that_is_not_noted(path: Path) -> None:
    name = path.relative_to(ROOT / "dflint").as_posix()
    if name in FREE or name.startswith(("cli/", "cache/", "cores.py", "output/", "reporting/", "upgrading/")):
        return
    assert used(ast.parse(path.read_text(encoding="utf-8"))) & ASKING == set(), f"{name}: ask dflint.disk"


@pytest.mark.parametrize("path", sorted((ROOT / "rules").glob("*.py")), ids=lambda path: path.name)
def test_rules_ask_nobody_and_look_at_no_other_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not modules & {"dflint.disk", "dflint.paths", "pathlib", "glob"}
    assert "project.files" not in text and "project.components" not in text, "ask the project for what is meant"
    assert used(tree) & ASKING == set()
