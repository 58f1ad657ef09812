"""Addresses of lines on forges, from the settings or from git's remote."""

import shutil
import subprocess
from pathlib import Path

import pytest

from dflint.errors import DflintError
from dflint.reporting.forges import Sources, address, line_url, style_of

SHA = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("remote", "url"),
    [
        ("https://github.com/o/r.git", "https://github.com/o/r"),
        ("https://github.com/o/r/", "https://github.com/o/r"),
        ("https://me:secret@github.com/o/r.git", "https://github.com/o/r"),
        ("https://token@gitlab.com/g/s/r.git", "https://gitlab.com/g/s/r"),
        ("git@github.com:o/r.git", "https://github.com/o/r"),
        ("ssh://git@gitlab.example.org:2222/g/r.git", "https://gitlab.example.org/g/r"),
        ("git://github.com/o/r", "https://github.com/o/r"),
        ("https://me@dev.azure.com/org/proj/_git/repo", "https://dev.azure.com/org/proj/_git/repo"),
        ("git@ssh.dev.azure.com:v3/org/proj/repo", "https://dev.azure.com/org/proj/_git/repo"),
        ("org@vs-ssh.visualstudio.com:v3/org/proj/repo", "https://dev.azure.com/org/proj/_git/repo"),
        ("https://org.visualstudio.com/my%20proj/_git/repo", "https://org.visualstudio.com/my%20proj/_git/repo"),
        ("/srv/git/r.git", ""),
        ("../r", ""),
        ("file:///srv/r", ""),
        ("C:\\repos\\r", ""),
        ("", ""),
    ],
)
def test_address(remote: str, url: str) -> None:
    assert address(remote) == url


AZURE = "https://dev.azure.com/org/proj/_git/repo"
END = "&line=7&lineEnd=7&lineStartColumn=1&lineEndColumn=999&_a=contents"


@pytest.mark.parametrize(
    ("url", "sources", "line"),
    [
        ("https://github.com/o/r", Sources(), "https://github.com/o/r/blob/HEAD/w/A%20b/Dockerfile#L7"),
        ("https://github.com/o/r.git", Sources("v1/x"), "https://github.com/o/r/blob/v1/x/w/A%20b/Dockerfile#L7"),
        ("https://gitlab.com/g/s/r", Sources(SHA), f"https://gitlab.com/g/s/r/-/blob/{SHA}/w/A%20b/Dockerfile#L7"),
        ("https://git.corp/g/r", Sources(forge="gitlab"), "https://git.corp/g/r/-/blob/HEAD/w/A%20b/Dockerfile#L7"),
        ("https://bitbucket.org/o/r", Sources(), "https://bitbucket.org/o/r/src/HEAD/w/A%20b/Dockerfile#lines-7"),
        (AZURE, Sources(), f"{AZURE}?path=/w/A%20b/Dockerfile{END}"),
        (AZURE, Sources(SHA), f"{AZURE}?path=/w/A%20b/Dockerfile&version=GC{SHA}{END}"),
        (AZURE, Sources("refs/tags/v/1"), f"{AZURE}?path=/w/A%20b/Dockerfile&version=GTv%2F1{END}"),
        (AZURE, Sources("refs/heads/main"), f"{AZURE}?path=/w/A%20b/Dockerfile&version=GBmain{END}"),
        ("https://x.org/o/r/blob/main/", Sources(), "https://x.org/o/r/blob/main/w/A%20b/Dockerfile#L7"),
        ("https://github.com/o/r/tree/main", Sources(), "https://github.com/o/r/tree/main/w/A%20b/Dockerfile#L7"),
        ("https://x.org/o/r", Sources(), "https://x.org/o/r/w/A%20b/Dockerfile#L7"),
        ("https://x.org/?f={path}&n={line}", Sources(), "https://x.org/?f=w/A%20b/Dockerfile&n=7"),
        ("https://x.org/{revision}/{path}", Sources("a b"), "https://x.org/a%20b/w/A%20b/Dockerfile"),
        ("https://x.org/{revision}/{path}", Sources(), "https://x.org/HEAD/w/A%20b/Dockerfile"),
        ("", Sources(), ""),
    ],
)
def test_line_of_a_file(tmp_path: Path, url: str, sources: Sources, line: str) -> None:
    assert line_url(sources.form(str(tmp_path), url), "w/A b/Dockerfile", 7) == line


def test_hostile_path(tmp_path: Path) -> None:
    form = Sources().form(str(tmp_path), "https://github.com/o/r")
    assert (
        line_url(form, '{line}/#?&"<\udcff', 7) == "https://github.com/o/r/blob/HEAD/%7Bline%7D/%23%3F%26%22%3C%FF#L7"
    )


def test_a_revision_needs_a_place(tmp_path: Path) -> None:
    with pytest.raises(DflintError, match=r"no place for a revision; write \{revision\}"):
        Sources("v1").form(str(tmp_path), "https://x.org/files")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    git(tmp_path, "init", "-q")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def test_the_remote_is_asked_only_if_wished(clone: Path) -> None:
    git(clone, "remote", "add", "origin", "git@github.com:o/r.git")
    assert Sources().form(str(clone), "") == ""
    assert Sources(derive=True).form(str(clone), "") == "https://github.com/o/r/blob/HEAD/{path}#L{line}"
    assert Sources(derive=True).form(str(clone), "https://x.org") == "https://x.org/{path}#L{line}"


def test_a_project_below_the_root_of_the_repository(clone: Path) -> None:
    git(clone, "remote", "add", "origin", "https://gitlab.com/o/r")
    (clone / "a b").mkdir()
    form = Sources(derive=True).form(str(clone / "a b"), "")
    assert line_url(form, "x", 1) == "https://gitlab.com/o/r/-/blob/HEAD/a%20b/x#L1"
    assert style_of(str(clone)) == "gitlab"


@pytest.mark.parametrize(
    ("remotes", "url"),
    [
        (["b https://github.com/o/b", "a https://github.com/o/a"], "https://github.com/o/b"),
        (["b https://github.com/o/b", "origin https://github.com/o/a"], "https://github.com/o/a"),
        (["origin /srv/r"], ""),
        ([], ""),
    ],
)
def test_which_remote(clone: Path, remotes: list[str], url: str) -> None:
    for remote in remotes:
        git(clone, "remote", "add", *remote.split())
    form = Sources(derive=True).form(str(clone), "")
    assert form == (f"{url}/blob/HEAD/{{path}}#L{{line}}" if url else "")


def test_tags_on_azure(clone: Path) -> None:
    git(clone, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x")
    git(clone, "tag", "v1")
    assert "&version=GTv1&" in Sources("v1").form(str(clone), AZURE)
    assert "&version=GBv2&" in Sources("v2").form(str(clone), AZURE)


def test_no_repository(tmp_path: Path) -> None:
    assert Sources(derive=True).form(str(tmp_path), "") == ""
    assert style_of(str(tmp_path)) == ""
