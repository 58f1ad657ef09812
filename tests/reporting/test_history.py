"""Reports of revisions: real repositories, odd ones too."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from dflint.errors import DflintError
from dflint.reporting.history import History, history
from dflint.revisions import is_safe, parse_range
from tests.reporting.trees import dockerfile

IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
FILES = {"workload/X/Dockerfile": dockerfile("# x", "ARG A_VER=1")}
NEWER = {"workload/X/Dockerfile": dockerfile("# x", "ARG A_VER=2")}
windows = pytest.mark.skipif(sys.platform == "win32", reason="such names, or links, are not to be had there")


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    command = ["git", *IDENTITY, "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, files: Mapping[str, str | bytes | None], tag: str = "") -> str:
    """Write `files` (None deletes one) and commit everything."""
    if not (folder / ".git").exists():
        folder.mkdir(exist_ok=True)
        git(folder, "init", "-q")
    for name, text in files.items():
        path = folder / name
        if text is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text)
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x")
    if tag:
        git(folder, "tag", tag)
    return git(folder, "rev-parse", "HEAD")


def short(found: History) -> list[tuple[str, str, str, str | None, str | None]]:
    """All changes: component, name, verb, versions."""
    return [
        (each.path, change.row.name, change.verb, change.old and change.old.version, change.new and change.new.version)
        for each in found.changes.components
        for change in each.changes
    ]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the tags v1 and v2; the current directory."""
    folder = tmp_path / "repo"
    commit(folder, FILES, "v1")
    commit(folder, NEWER, "v2")
    monkeypatch.chdir(folder)
    return folder


UPGRADED = [("workload/X", "A", "upgraded", "1", "2")]


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [("v1..v2", "v1", "v2"), ("v1..", "v1", "HEAD"), ("v1", "v1", "the work tree"), ("HEAD~1..HEAD", "HEAD~1", "HEAD")],
)
def test_range(repo: Path, text: str, old: str, new: str) -> None:
    found = history(text, ["."])
    assert short(found) == UPGRADED
    assert (found.changes.old.name, found.changes.new.name) == (old, new)
    assert (found.broken, found.notes) == ([], [])


def test_range_to_the_same(repo: Path) -> None:
    assert short(history("..v2", ["."])) == []
    assert short(history("v2", ["."])) == []


def test_three_dots_start_where_the_two_parted(repo: Path) -> None:
    base = git(repo, "rev-parse", "v1")
    git(repo, "checkout", "-q", "-b", "side", "v1")
    commit(repo, {"workload/Y/Dockerfile": dockerfile("# y", "ARG B_VER=1")})
    found = history("v2...side", ["."])
    assert short(found) == [("workload/Y", "B", "added", None, "1")]
    assert found.changes.old == (base[:12], base)


def test_work_tree_with_new_and_deleted_files(repo: Path) -> None:
    (repo / "workload/X/Dockerfile").unlink()
    (repo / "workload/Z").mkdir()
    (repo / "workload/Z/Dockerfile").write_text(dockerfile("# z", "ARG Z_VER=1", "ARG Z_REPO=https://z/z"))
    assert short(history("v2", ["."])) == [
        ("workload/X", "A", "removed", "2", None),
        ("workload/Z", "Z", "added", None, "1"),
    ]


def test_nothing_is_touched(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    (repo / "workload/X/Dockerfile").write_text("# other\n")
    before = {path: path.stat().st_mtime_ns for path in repo.rglob("*")}
    history("v1..v2", ["."])
    assert {path: path.stat().st_mtime_ns for path in repo.rglob("*")} == before
    assert list(private.iterdir()) == []
    assert Path.cwd() == repo


def test_interrupted_run_leaves_nothing(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = tmp_path / "private"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))

    def interrupted(_: object) -> object:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        history("v1..v2", ["."], make=interrupted)  # type: ignore[arg-type]
    assert list(private.iterdir()) == []
    assert Path.cwd() == repo


def test_from_a_folder_below_and_with_paths(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(repo, {"stack/S/Dockerfile": dockerfile("# s", "ARG S_VER=1")}, "v3")
    assert short(history("v1..v3", ["workload"])) == UPGRADED
    assert short(history("v1..v3", ["stack/S"])) == [("stack/S", "S", "added", None, "1")]
    monkeypatch.chdir(repo / "workload")
    assert short(history("v1..v3", ["."])) == UPGRADED
    assert short(history("v1..v3", [str(repo / "stack")])) == [("stack/S", "S", "added", None, "1")]
    assert short(history("v1", ["X/Dockerfile"])) == UPGRADED


@pytest.mark.parametrize(
    ("text", "paths", "message"),
    [
        ("nix..v1", ["."], 'no revision "nix" in this repository; name a tag, a branch or a commit'),
        ("--help", ["."], 'no revision "--help" in this repository; name a tag, a branch or a commit'),
        ("v1:workload", ["."], 'no revision "v1:workload" in this repository; name a tag, a branch or a commit'),
        ("", ["."], 'no revision "" in this repository; name a tag, a branch or a commit'),
        ("v1..v2", ["nix"], "nix: no such file or folder in v1 or v2"),
        ("v1..v2", [".."], "..: is outside of the repository; --diff compares what is in it"),
        ("v1...v0", ["."], "the two revisions have no commit in common; write .. in place of ..."),
    ],
)
def test_mistakes(repo: Path, text: str, paths: list[str], message: str) -> None:
    git(repo, "checkout", "-q", "--orphan", "other")
    commit(repo, {}, "v0")
    with pytest.raises(DflintError) as found:
        history(text, paths)
    assert str(found.value) == message


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(DflintError, match="there is no git repository here"):
        history("v1", ["."])


def test_no_git(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DflintError, match="--diff needs git, which cannot be started"):
        history("v1", ["."])


def test_templates_configuration_and_roles_are_those_of_the_revision(repo: Path) -> None:
    role = "workload/M/template/ansible/r/defaults/main.yml"
    files = {
        "template/os.m4": "ARG OS_VER=22.04\nARG OS_IMAGE=ubuntu\n",
        "workload/M/Dockerfile.m4": "# m\ninclude(`os.m4')FROM ${OS_IMAGE}:${OS_VER}\nARG M_VER=VERSION\n",
        ".dflint.toml": '[template.definitions]\nVERSION = "5"\n',
        role: "r_ver: 1.0\n",
    }
    commit(repo, files, "v3")
    newer = {
        "template/os.m4": files["template/os.m4"].replace("22", "24"),
        ".dflint.toml": files[".dflint.toml"].replace("5", "6"),
        role: "r_ver: 1.1\n",
    }
    commit(repo, newer, "v4")
    assert short(history("v3..v4", ["."])) == [
        ("workload/M", "M", "upgraded", "5", "6"),
        ("workload/M", "OS", "upgraded", "22.04", "24.04"),
        ("workload/M", "R", "upgraded", "1.0", "1.1"),
    ]


def test_variables_of_jinja_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("jinja2")
    payload = "lava-payloads/a.docker/Dockerfile"
    files = {payload: "FROM x\nARG A_VER=<{ a }>\n", "config/dev.yaml": "a: 1\n", ".dflint.toml": 'preset = "lava"\n'}
    commit(tmp_path, files, "v1")
    commit(tmp_path, {"config/dev.yaml": "a: 2\n"}, "v2")
    monkeypatch.chdir(tmp_path)
    assert [line[1:] for line in short(history("v1..v2", ["."]))] == [("A", "upgraded", "1", "2")]


def test_file_that_is_ignored_and_tracked(repo: Path) -> None:
    commit(repo, {".gitignore": "Y\n", "workload/Y/Dockerfile": dockerfile("# y", "ARG Y_VER=1")}, "v3")
    assert short(history("v2..v3", ["."])) == [("workload/Y", "Y", "added", None, "1")]
    assert short(history("v3", ["."])) == []


@windows
def test_links(repo: Path) -> None:
    for name, target in (("Y", "../X/Dockerfile"), ("O", "/etc/passwd"), ("U", "../../../out"), ("L", "Dockerfile")):
        (repo / "workload" / name).mkdir()
        os.symlink(target, repo / "workload" / name / "Dockerfile")
    commit(repo, {}, "v3")
    assert short(history("v2..v3", ["."])) == [("workload/Y", "A", "added", None, "2")]


@windows
def test_odd_names(repo: Path) -> None:
    odd = ["workload/a b/Dockerfile", "workload/ä\n|/Dockerfile", "workload/$(x)/Dockerfile", "workload/-r/Dockerfile"]
    commit(repo, {name: dockerfile("# y", "ARG A_VER=1") for name in odd}, "v3")
    commit(repo, {name: dockerfile("# y", "ARG A_VER=2") for name in odd}, "v4")
    assert sorted(line[0] for line in short(history("v3..v4", ["."]))) == sorted(
        name.rpartition("/")[0] for name in odd
    )


def test_names_that_leave_the_folder_are_not_written(repo: Path, tmp_path: Path) -> None:
    blob = git(repo, "rev-parse", "v1:workload/X/Dockerfile")
    tree = git(repo, "rev-parse", "v1^{tree}")
    git(repo, "config", "core.protectNTFS", "false")
    listing = f"100644 blob {blob}\tDockerfile\n040000 tree {tree}\t..\n".encode()
    bad = (
        subprocess.run(["git", "mktree"], cwd=repo, input=listing, capture_output=True, check=True)
        .stdout.strip()
        .decode()
    )
    git(repo, "tag", "bad", git(repo, "commit-tree", bad, "-m", "x"))
    found = history("bad..bad", ["."])
    assert any("is a name that cannot be written" in note for note in found.notes)


@pytest.mark.parametrize(
    ("path", "safe"),
    [("a/b", True), ("a/../b", False), ("/a", False), ("a/.GIT/x", False), ("", False), (".a/..b", True)],
)
def test_safe_names(path: str, safe: bool) -> None:
    assert is_safe(path) is safe


def test_submodule_is_left_out(repo: Path, tmp_path: Path) -> None:
    commit(tmp_path / "other", {"workload/S/Dockerfile": dockerfile("# s", "ARG S_VER=1")})
    git(repo, "submodule", "add", "-q", str(tmp_path / "other"), "module")
    commit(repo, {}, "v3")
    found = history("v2", ["."])
    assert short(found) == []
    assert history("v2..v3", ["."]).notes == ["v3: module: is a submodule, so it is left out"]


def test_linked_work_tree(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(repo, "worktree", "add", "-q", str(tmp_path / "tree"), "v1")
    monkeypatch.chdir(tmp_path / "tree")
    assert short(history("v2", ["."])) == [("workload/X", "A", "downgraded", "2", "1")]


def test_bare_repository(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(repo, "clone", "-q", "--bare", str(repo), str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")
    assert short(history("v1..v2", ["."])) == UPGRADED


def test_missing_and_large_objects(repo: Path) -> None:
    commit(repo, {"workload/Y/Dockerfile": b"# y\nFROM a\n" + b"#" * 5_000_001}, "v3")
    assert history("v2..v3", ["."]).notes == ["v3: workload/Y/Dockerfile: is too large, so it is left out"]
    name = git(repo, "rev-parse", "v1:workload/X/Dockerfile")
    (repo / ".git/objects" / name[:2] / name[2:]).unlink()
    assert history("v1..v2", ["."]).notes == [
        "v1: workload/X/Dockerfile: is not in this copy of the repository, so it is left out"
    ]


def test_broken_configuration(repo: Path) -> None:
    commit(repo, {".dflint.toml": "x = 1\n"}, "v3")
    assert history("v2..v3", ["."]).broken == ['v3: .dflint.toml: unknown key "x"']


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a", ("a", None, False)),
        ("a..b", ("a", "b", False)),
        ("a...b", ("a", "b", True)),
        ("..b", ("HEAD", "b", False)),
        ("a..", ("a", "HEAD", False)),
        ("v1.0..v1.1", ("v1.0", "v1.1", False)),
    ],
)
def test_parse_range(text: str, wanted: tuple[str, str | None, bool]) -> None:
    assert parse_range(text) == wanted
