"""Which files are found, in git and without."""

import os
import subprocess
from pathlib import Path

import pytest

from dflint import listing
from dflint.discover import find, is_dockerfile
from dflint.globs import matches
from dflint.options import Options
from dflint.workspace import open_workspace, project_root

ROOTS = ("workload", "stack")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plant(folder: Path, *names: str, text: str = "FROM a\n") -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def git(folder: Path, *command: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", *identity, *command], cwd=folder, check=True, capture_output=True)


def found(folder: Path, *paths: str) -> list[str]:
    return [os.path.relpath(path, folder) for path in find(paths or (str(folder),)).files]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Dockerfile Dockerfile.1.x Dockerfile-dev Dockerfile_x Dockerfiles Dockerfile.3.11 Dockerfile.env", True),
        ("app.Dockerfile app.dockerfile Containerfile Containerfile.1 Dockerfile.bak Dockerfile~ Dockerfile.rej", True),
        ("Dockerfile.m4 Dockerfile.1.x.j2 app.Dockerfile.tmpl Dockerfile.template Dockerfile.in", True),
        ("Dockerfile.dockerignore Dockerfile.md Dockerfile.txt Dockerfile.yaml Dockerfile.json Dockerfile.png", False),
        ("DockerfileParser.go DockerfileTest.java Dockerfile.py Dockerfile.sh", False),
        ("dockerfile app.docker app.Dockerfile.md Makefile xDockerfile .dockerignore", False),
    ],
)
def test_names(names: str, expected: bool, tree: Path) -> None:
    assert {name: is_dockerfile(name) for name in names.split()} == dict.fromkeys(names.split(), expected)


def test_program_or_dockerfile_is_decided_by_its_text(tree: Path) -> None:
    plant(tree, "Dockerfile.go", text="# x\nARG A=1\nFROM golang\n")
    plant(tree, "Dockerfile.py", text="from x import FROM\n")
    assert found(tree) == ["Dockerfile.go"]


@pytest.mark.parametrize("how", ["git", "none", "refuses"])
def test_ignored_files_are_left_out(tree: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(
        tree, "Dockerfile", "a/Dockerfile", "build/Dockerfile", "b/Dockerfile.1", "b/Dockerfile.2", "b/c/Dockerfile.1"
    )
    plant(tree, ".hidden/Dockerfile", "a b/ü\n/Dockerfile")
    plant(tree, ".gitignore", text="build/\n")
    plant(tree, "b/.gitignore", text="Dockerfile.*\n!Dockerfile.2\n")
    plant(tree, "b/c/.gitignore", text="!Dockerfile.1\n")
    if how != "none":
        git(tree, "init", "-q")
    if how == "refuses":
        monkeypatch.setattr(listing, "_ask_git", lambda *_: None)
    expected = [".hidden/Dockerfile", "Dockerfile", "a b/ü\n/Dockerfile", "a/Dockerfile", "b/Dockerfile.2"]
    assert found(tree) == [*expected, "b/c/Dockerfile.1"]
    assert found(tree, "b") == ["b/Dockerfile.2", "b/c/Dockerfile.1"]


def test_rules_above_the_given_folder_hold_without_git(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_ask_git", lambda *_: None)
    (tree / ".git").mkdir()
    plant(tree, ".gitignore", text="a/Dockerfile.1\n")
    plant(tree, "a/Dockerfile.1", "a/Dockerfile.2")
    assert found(tree, "a") == ["a/Dockerfile.2"]


def test_tracked_files_count_though_ignored_and_deleted_ones_do_not(tree: Path) -> None:
    git(tree, "init", "-q")
    plant(tree, "Dockerfile.1", "Dockerfile.2", "Dockerfile.3")
    git(tree, "add", "Dockerfile.1", "Dockerfile.2")
    plant(tree, ".gitignore", text="Dockerfile.*\n")
    (tree / "Dockerfile.2").unlink()
    assert found(tree) == ["Dockerfile.1"]


def test_git_is_asked_in_the_given_folder_even_within_a_hook(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tree, "init", "-q")
    plant(tree, "a/Dockerfile")
    monkeypatch.setenv("GIT_DIR", ".git")
    assert found(tree, "a") == ["a/Dockerfile"]


def test_a_repository_cannot_make_git_run_a_program(tree: Path) -> None:
    git(tree, "init", "-q")
    plant(tree, "Dockerfile")
    git(tree, "config", "core.fsmonitor", f"touch {tree}/ran; false")
    assert found(tree) == ["Dockerfile"]
    assert not (tree / "ran").exists()


def test_repositories_inside_are_searched(tree: Path) -> None:
    for folder in (tree / "other", tree / "repo", tree / "repo" / "nested"):
        folder.mkdir()
        git(folder, "init", "-q")
        plant(folder, "Dockerfile", "ignored/Dockerfile")
        plant(folder, ".gitignore", text="ignored\n")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "x")
    git(tree / "repo", "submodule", "add", "-q", str(tree / "other"), "module")
    repository = ["repo/Dockerfile", "repo/module/Dockerfile", "repo/nested/Dockerfile"]
    assert found(tree) == ["other/Dockerfile", *repository]
    assert found(tree, "repo") == repository


def test_folders_of_tools_are_skipped_without_git(tree: Path) -> None:
    plant(tree, "node_modules/a/Dockerfile", ".venv/Dockerfile", ".github/Dockerfile")
    assert found(tree) == [".github/Dockerfile"]


@pytest.mark.parametrize("repository", [True, False])
def test_links(tree: Path, repository: bool) -> None:
    root = tree / "root"
    plant(root, "a/Dockerfile")
    plant(tree, "outside/Dockerfile")
    (root / "a" / "Dockerfile.1.same").symlink_to("Dockerfile")
    (root / "a" / "Dockerfile.2.out").symlink_to("../../outside/Dockerfile")
    (root / "a" / "Dockerfile.3.loop").symlink_to("Dockerfile.3.loop")
    (root / "a" / "Dockerfile.4.broken").symlink_to("nowhere")
    (root / "a" / "Dockerfile.5.folder").symlink_to(".")
    (root / "a" / "up").symlink_to("..")
    if repository:
        git(root, "init", "-q")
    result = find(["root"])
    names = [os.path.basename(path) for path in result.files]
    assert names == ["Dockerfile", "Dockerfile.1.same", "Dockerfile.3.loop", "Dockerfile.4.broken"]
    place = "the repository" if repository else "root"
    assert result.notes == [f"root/a/Dockerfile.2.out: is a link out of {place}, so it is not read"]


def test_folder_named_dockerfile_is_searched(tree: Path) -> None:
    plant(tree, "a/Dockerfile/Dockerfile.x", "Dockerfile/readme.md")
    assert found(tree) == ["a/Dockerfile/Dockerfile.x"]
    assert find(["Dockerfile"]).notes == ["Dockerfile: is a folder, and no Dockerfile is in it"]


def test_named_files_are_taken_and_missing_ones_told(tree: Path) -> None:
    git(tree, "init", "-q")
    plant(tree, ".gitignore", text="*\n")
    plant(tree, "notes.md", "Dockerfile", "a/Dockerfile")
    result = find(["notes.md", "none", "./a/../Dockerfile", "a"])
    assert result.named == [str(tree / "notes.md"), str(tree / "Dockerfile")]
    assert (list(result.files), result.missing) == ([], ["none"])


def test_special_files_are_left_out(tree: Path) -> None:
    os.mkfifo(tree / "Dockerfile.fifo")
    assert found(tree) == []


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("old", "old/Dockerfile", True),
        ("old", "a/old/Dockerfile", True),
        ("old/", "a/old/b/Dockerfile", True),
        ("old", "older/Dockerfile", False),
        ("a/old", "a/old/Dockerfile", True),
        ("a/old", "b/a/old/Dockerfile", False),
        ("/old", "a/old/Dockerfile", False),
        ("./old", "old/Dockerfile", True),
        ("**/old", "a/b/old/Dockerfile", True),
        ("a/**/x", "a/x", True),
        ("a/**/x", "a/b/c/x", True),
        ("a/**", "a/b/c", True),
        ("a/*/x", "a/b/c/x", False),
        ("*.bak", "a/Dockerfile.bak", True),
        ("Dockerfile.?", "Dockerfile.12", False),
        ("Dockerfile.[0-9]", "Dockerfile.1", True),
        ("Dockerfile.[!0-9]", "Dockerfile.1", False),
        ("Dockerfile.[z-a]", "Dockerfile.[z-a]", True),
        ("a+b(", "a+b(", True),
    ],
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    assert matches(path, [pattern]) is expected


def test_excluded_files_are_left_out_unless_named(tree: Path) -> None:
    plant(tree, "a/.dflint.toml", text='exclude = ["b", "/Dockerfile.1"]\n')
    plant(tree, "b/Dockerfile", "a/Dockerfile.1", "a/b/Dockerfile", "a/c/Dockerfile.1")
    (project,) = open_workspace(["."]).projects
    assert [file.shown for file in project.files] == ["a/c/Dockerfile.1", "b/Dockerfile"]
    (project,) = open_workspace(["a/b/Dockerfile"]).projects
    assert [file.shown for file in project.files] == ["a/b/Dockerfile"]
    (project,) = open_workspace(["."], Options({"exclude": ["a/c"]})).projects
    assert [file.shown for file in project.files] == ["a/Dockerfile.1", "a/b/Dockerfile", "b/Dockerfile"]


@pytest.mark.parametrize(
    ("folders", "path", "given", "root"),
    [
        ("workload/A", "workload/A/Dockerfile", ".", "."),
        ("r/workload/A", "r/workload/A/Dockerfile", "r", "r"),
        ("r/workload/A", "r/workload/A/Dockerfile", None, "r"),
        ("r/workload/A", "r/workload/A/Dockerfile", "r/workload/A", "r"),
        ("r/workload/workload/A", "r/workload/workload/A/Dockerfile", None, "r/workload"),
        ("workload/A/stack/B", "workload/A/stack/B/Dockerfile", None, "."),
        ("workload", "workload/Dockerfile", None, "."),
        ("a/b a/.git", "a/b/Dockerfile", None, "a"),
        ("workload/A/.git workload/A/x", "workload/A/x/Dockerfile", None, "workload/A"),
        ("a/b", "a/b/Dockerfile", "a", "a"),
        ("a/b", "a/b/Dockerfile", None, "."),
    ],
)
def test_root_of_a_project(tree: Path, folders: str, path: str, given: str | None, root: str) -> None:
    for folder in folders.split():
        (tree / folder).mkdir(parents=True)
    full = None if given is None else os.path.normpath(tree / given)
    assert project_root(str(tree / path), full, ROOTS) == os.path.normpath(tree / root)


def test_neighbours_of_a_named_file_are_context(tree: Path) -> None:
    plant(tree, "a/Dockerfile.1.x", "a/Dockerfile.2.y", "a/readme.md", "b/Dockerfile")
    (project,) = open_workspace(["a/Dockerfile.1.x"]).projects
    assert [(file.shown, file.focus) for file in project.files] == [
        ("a/Dockerfile.1.x", True),
        ("a/Dockerfile.2.y", False),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, [("-", "Dockerfile", True, "FROM given\n")]),
        (
            "a/Dockerfile",
            [
                ("a/Dockerfile", "a/Dockerfile", True, "FROM given\n"),
                ("a/Dockerfile.1", "a/Dockerfile.1", False, "FROM a\n"),
            ],
        ),
    ],
)
def test_standard_input(tree: Path, name: str | None, expected: list[object]) -> None:
    plant(tree, "a/Dockerfile", "a/Dockerfile.1", "Dockerfile.2")
    (project,) = open_workspace(["-"], Options(data=b"FROM given\n", stdin_filename=name)).projects
    assert [(file.shown, file.path, file.focus, file.source.text) for file in project.files] == expected
