"""Lines that were changed since a revision, as git tells."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dflint.changes import NEW, UNCHANGED, Changes, Lines, parse
from dflint.errors import DflintError
from tests.repositories import Repository

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")
TEN = "".join(f"{number}\n" for number in range(1, 11))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    return Repository(tmp_path / "a", monkeypatch)


def changed(path: str | Path, revision: str = "HEAD") -> Lines:
    """What was changed of one file."""
    place = os.path.abspath(path)
    return Changes(revision, [os.path.dirname(place)]).of([place])[place]


def edited(*, added: dict[int, str] | None = None, without: tuple[int, ...] = ()) -> str:
    """The ten lines, with others put in place of some, and without some."""
    lines = TEN.splitlines(keepends=True)
    return "".join((added or {}).get(at, line) for at, line in enumerate(lines, 1) if at not in without)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (TEN, UNCHANGED),
        (edited(added={3: "x\n"}), Lines(((3, 3),))),
        (edited(added={3: "x\ny\n", 9: "z\n"}), Lines(((3, 4), (10, 10)))),
        (edited(without=(4, 5)), Lines((), (3,))),
        (edited(without=(1,)), Lines((), (0,))),
        (edited(without=(10,)), Lines((), (9,))),
        (edited(added={3: "x\n"}, without=(7,)), Lines(((3, 3),), (6,))),
        (TEN + "11\n", Lines(((11, 11),))),
        (TEN.removesuffix("\n"), Lines(((10, 10),))),
        (TEN.removesuffix("\n") + "\n+++ b/x\n@@ -1 +1 @@", Lines(((11, 12),))),
        (edited(added={2: "++ b/x\n", 3: "\\ No newline\n"}), Lines(((2, 3),))),
        (TEN.replace("\n", "\r\n"), Lines(((1, 10),))),
        ("", Lines((), (0,))),
    ],
)
@pytest.mark.parametrize("staged", [False, True])
def test_lines(repository: Repository, text: str, lines: Lines, *, staged: bool) -> None:
    repository.commit({"f": TEN})
    repository.write({"f": text})
    if staged:
        repository.git("add", "f")
    assert changed("f") == lines


def test_staged_and_unstaged_and_committed_lines_count(repository: Repository) -> None:
    repository.commit({"f": TEN})
    repository.commit({"f": edited(added={1: "a\n"})})
    repository.write({"f": edited(added={1: "a\n", 4: "b\n"})})
    repository.git("add", "f")
    repository.write({"f": edited(added={1: "a\n", 4: "b\n", 8: "c\n"})})
    assert changed("f", "HEAD~1") == Lines(((1, 1), (4, 4), (8, 8)))
    assert changed("f") == Lines(((4, 4), (8, 8)))


NAMES = ["a b", 'q"uote', "back\\slash", "tab\tnew\nline", "ä", "-x", "*", ":(glob)a", "b/f", "+++ b", "a\t"]


@pytest.mark.skipif(sys.platform == "win32", reason="such names are not possible there")
@pytest.mark.parametrize("name", [*NAMES, b"\xff".decode(errors="surrogateescape")])
def test_odd_names(repository: Repository, name: str) -> None:
    repository.commit({name: TEN, "f": TEN})
    repository.write({name: edited(added={3: "x\n"}), "f": TEN + "x\n"})
    assert changed(name) == Lines(((3, 3),))
    repository.git("mv", "--", name, name + "new")
    assert changed(name + "new") == Lines(((3, 3),), is_renamed=True)


def test_new_files(repository: Repository) -> None:
    repository.commit({"f": TEN, ".gitignore": "*.ignored\n"})
    repository.write(dict.fromkeys(("staged", "untracked", "x.ignored", "sub/deep/f"), TEN) | {"empty": ""})
    repository.git("add", "staged", "empty")
    repository.git("add", "-N", "sub/deep/f")
    found = {name: changed(name) for name in ("staged", "untracked", "x.ignored", "sub/deep/f", "empty")}
    assert set(found.values()) == {NEW}


def test_renames_are_followed(repository: Repository) -> None:
    repository.commit({"f": TEN, "g": TEN.replace("1", "one")})
    repository.git("mv", "f", "h")
    assert changed("h") == Lines(is_renamed=True)
    repository.write({"h": edited(added={2: "x\n"})})
    assert changed("h") == Lines(((2, 2),), is_renamed=True)
    repository.git("config", "diff.renames", "copies")
    repository.write({"copy": TEN.replace("1", "one")})
    repository.git("add", "copy")
    assert changed("copy") == NEW


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and modes")
def test_links_modes_and_kinds(repository: Repository) -> None:
    repository.commit({"f": TEN, "g": TEN, "was": TEN, "deep/f": TEN})
    os.symlink("f", "link")
    os.symlink("deep", "folder")
    os.chmod("g", 0o755)
    repository.commit()
    os.chmod("g", 0o644)
    os.unlink("was")
    os.symlink("f", "was")
    assert (changed("link"), changed("g"), changed("was")) == (UNCHANGED, UNCHANGED, NEW)
    repository.write({"f": edited(without=(3,)), "deep/f": TEN + "x\n"})
    assert changed("link") == Lines((), (2,))
    assert changed("folder/f") == Lines(((11, 11),))
    os.unlink("link")
    os.symlink("g", "link")
    assert changed("link") == NEW


def test_line_endings_that_git_converts_are_no_changes(repository: Repository) -> None:
    repository.commit({"f": TEN})
    repository.git("config", "core.autocrlf", "true")
    repository.write({"f": edited(added={3: "x\n"}).replace("\n", "\r\n")})
    assert changed("f") == Lines(((3, 3),))


def test_conflicts(repository: Repository) -> None:
    repository.commit({"f": TEN})
    repository.git("checkout", "-q", "-b", "other")
    repository.commit({"f": edited(added={3: "other\n"})})
    repository.git("checkout", "-q", "main")
    repository.commit({"f": edited(added={3: "main\n"})})
    repository.git("merge", "other", fails=True)
    assert (repository.folder / "f").read_text().count("\n") == 14
    found = changed("f")
    assert found.is_new or (3, 3) in found.ranges or found.ranges[0][0] <= 3


HOSTILE = {
    "diff.noprefix": "true",
    "diff.mnemonicPrefix": "true",
    "diff.external": "false",
    "diff.context": "9",
    "diff.interHunkContext": "9",
    "diff.relative": "true",
    "diff.submodule": "diff",
    "diff.suppressBlankEmpty": "true",
    "color.ui": "always",
    "color.diff": "always",
    "core.quotePath": "false",
    "core.pager": "false",
    "diff.renames": "false",
    "diff.algorithm": "histogram",
    "diff.bin.textconv": "false",
    "diff.bin.command": "false",
    "status.relativePaths": "true",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_configuration_of_git_changes_nothing(
    repository: Repository, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"sub/f": TEN, "sub/ä": TEN, ".gitattributes": "f diff=bin\nä binary\n"})
    repository.git("config", name, HOSTILE[name])
    repository.write({"sub/f": edited(added={3: "x\n", 6: "y\n"}), "sub/ä": edited(without=(2,))})
    monkeypatch.setenv("GIT_DIFF_OPTS", "--unified=5")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")
    monkeypatch.chdir("sub")
    assert changed("f") == Lines(((3, 3), (6, 6)))
    assert changed("ä") == Lines((), (1,))


def test_forms_of_revisions(repository: Repository) -> None:
    repository.commit({"f": TEN, "g": TEN})
    repository.git("tag", "-a", "-m", "x", "v1")
    repository.git("checkout", "-q", "-b", "feature")
    repository.commit({"f": edited(added={3: "x\n"})})
    repository.git("checkout", "-q", "main")
    repository.commit({"g": edited(added={8: "y\n"})})
    repository.git("checkout", "-q", "feature")
    mine, both = Lines(((3, 3),)), Lines(((8, 8),))
    tree = repository.git("rev-parse", "v1^{tree}")
    for revision in ("v1", "main...", "main...HEAD", "main...feature", "v1..", "v1..HEAD", tree, "HEAD~1", "@{-1}^"):
        assert (changed("f", revision), changed("g", revision)) == (mine, UNCHANGED), revision
    for revision in ("main", "main..", "main..HEAD"):
        assert (changed("f", revision), changed("g", revision)) == (mine, both), revision
    empty = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    assert changed("f", empty) == NEW


Setup = Callable[[Repository], None]


def orphan(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "orphan")
    repository.commit({"f": "x\n"})


@pytest.mark.parametrize(
    ("revision", "message", "setup"),
    [
        ("nope", 'git knows no revision "nope"; fetch it', None),
        ("", 'git knows no revision ""', None),
        ("-p", 'git knows no revision "-p"', None),
        ("--help", 'git knows no revision "--help"', None),
        ("^main", "git knows no revision", None),
        ("nope...", 'git knows no revision "nope"', None),
        ("main...nope", 'git knows no revision "nope"', None),
        ("HEAD:f", 'git knows no revision "HEAD:f"', None),
        ("main~1..main~1", "", None),
        ("main...", "main and HEAD have no commit in common", orphan),
        ("HEAD...main", "the files here are not those of main; check it out", orphan),
    ],
)
def test_wrong_revisions(repository: Repository, revision: str, message: str, setup: Setup | None) -> None:
    repository.commit({"f": TEN})
    if setup is not None:
        setup(repository)
    with pytest.raises(DflintError, match=r"^--since") as error:
        changed("f", revision)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_repository_without_a_commit(repository: Repository) -> None:
    repository.write({"f": TEN})
    assert changed("f") == NEW  # so that a hook works on the first commit
    with pytest.raises(DflintError, match='no revision "main"'):
        changed("f", "main")


def test_no_repository_and_no_git(tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    with pytest.raises(DflintError, match="is in no git repository"):
        changed(outside / "f")
    repository.commit({"f": TEN})
    monkeypatch.setenv("PATH", str(outside))
    with pytest.raises(DflintError, match="needs git"):
        changed("f")


def test_shallow_clone(tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"f": TEN})
    repository.commit({"f": TEN + "x\n"})
    repository.git("clone", "-q", "--depth=1", f"file://{repository.folder}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    assert changed("f") == UNCHANGED
    with pytest.raises(DflintError, match="shallow, git fetch --unshallow brings the rest"):
        changed("f", "HEAD~1")


def test_work_trees(tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"f": TEN})
    repository.git("worktree", "add", "-q", str(tmp_path / "tree"), "-b", "side")
    (tmp_path / "tree" / "f").write_text(TEN + "x\n")
    assert changed("f") == UNCHANGED
    assert changed(tmp_path / "tree" / "f") == Lines(((11, 11),))
    monkeypatch.chdir(tmp_path / "tree")
    assert changed("f", "main") == Lines(((11, 11),))


def test_submodules(tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submodule is compared with the commit that the outer repository had."""
    inner = Repository(tmp_path / "inner", monkeypatch)
    inner.commit({"f": TEN})
    monkeypatch.chdir(repository.folder)
    repository.commit({"f": TEN})
    repository.git("submodule", "add", "-q", str(inner.folder), "sub")
    assert (changed("sub/f"), changed("f")) == (NEW, UNCHANGED)
    repository.commit()
    assert changed("sub/f") == UNCHANGED
    assert changed("sub/f", "HEAD~1") == NEW
    (repository.folder / "sub" / "f").write_text(TEN + "x\n")
    assert changed("sub/f") == Lines(((11, 11),))
    repository.git("-C", "sub", "commit", "-aqm", "x")
    assert changed("sub/f") == Lines(((11, 11),))
    repository.commit()
    assert changed("sub/f") == UNCHANGED
    assert changed("sub/f", "HEAD~1") == Lines(((11, 11),))
    monkeypatch.chdir("sub")
    assert changed("f", "HEAD~1") == Lines(((11, 11),))


def test_contents_that_are_missing(repository: Repository) -> None:
    """As in a partial clone: renames are then those of equal files."""
    repository.commit({"f": TEN, "g": TEN, "gone": "one\ntwo\n" * 9})
    lost = repository.git("rev-parse", "HEAD:gone")
    repository.git("mv", "gone", "there")
    repository.write({"there": "one\ntwo\n" * 8 + "x\n", "f": TEN + "x\n"})
    repository.git("mv", "g", "h")
    os.unlink(repository.folder / ".git" / "objects" / lost[:2] / lost[2:])
    assert changed("f") == Lines(((11, 11),))
    assert changed("h") == Lines(is_renamed=True)
    assert changed("there") == NEW


def test_hooks_point_git_nowhere_else(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit({"f": TEN})
    repository.write({"f": TEN + "x\n"})
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, "/nowhere")
    assert changed("f") == Lines(((11, 11),))


def test_many_files(repository: Repository) -> None:
    names = [f"{'long' * 20}/{number:04}" for number in range(400)]
    repository.commit(dict.fromkeys(names, TEN))
    repository.write(dict.fromkeys(names, edited(added={2: "x\n"})))
    places = [os.path.abspath(name) for name in names]
    assert Changes("HEAD", places[:1]).of(places) == dict.fromkeys(places, Lines(((2, 2),)))


LINES = st.lists(st.sampled_from(["a\n", "b\n", "++ b/f\n", "-- a/f\n", "@@ -1 +1 @@\n", "\r\n", "\n"]), max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=LINES, new=LINES, ends=st.tuples(st.booleans(), st.booleans()))
def test_what_is_not_changed_was_there(
    repository: Repository, old: list[str], new: list[str], ends: tuple[bool, bool]
) -> None:
    texts = ["".join(lines).removesuffix("\n" if cut else "x") for lines, cut in zip((old, new), ends, strict=True)]
    repository.commit({"f": texts[0]})
    repository.write({"f": texts[1]})
    found = changed("f")
    before, after = (text.splitlines(keepends=True) for text in texts)
    kept = [line for at, line in enumerate(after, 1) if not any(first <= at <= last for first, last in found.ranges)]
    rest = iter(before)
    assert all(line in rest for line in kept)
    assert (found == UNCHANGED) == (texts[0] == texts[1])
    assert all(0 <= seam <= len(after) for seam in found.seams)
    assert len(kept) == len(before) or found.ranges or found.seams


def test_patch_of_nothing() -> None:
    assert parse(b"") == {}
