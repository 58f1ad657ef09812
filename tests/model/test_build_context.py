"""Which folder is the build context, and what is in it."""

from pathlib import Path

import pytest

from dflint.model.context import Context
from dflint.model.file import Entry, File, read_source
from dflint.model.transfers import leads_out, local_sources
from dflint.settings import Settings
from dflint.syntax.nodes import Transfer
from tests.model.texts import file
from tests.rules.trees import project

SOURCES = [
    ("COPY a b /c/", ["a", "b"]),
    ("COPY ./a/../b/ /c", ["b"]),
    ("COPY /a /c", ["a"]),
    ("COPY . /c", ["."]),
    ("COPY / /c", ["."]),
    ("COPY ../a /c", ["a"]),
    ('COPY ["a b", "/c"]', ["a b"]),
    ("COPY --from=x a /c", []),
    ("COPY <<EOF a /c/\nEOF", ["a"]),
    ("COPY $X a /c/", ["a"]),
    ("ADD https://a/b git@a:b.git a /c/", ["a"]),
    ("COPY https://a/b /c/", ["https:/a/b"]),
]


@pytest.mark.parametrize(("line", "expected"), SOURCES)
def test_sources(line: str, expected: list[str]) -> None:
    stage = file(f"FROM x\n{line}\n").stages[0]
    assert [source.path for node in stage.of(Transfer) for source in local_sources(stage, node)] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [("..", True), ("../a", True), ("a/../../b", True), ("/../a", True), ("a/..", False), ("..a", False), (".", False)],
)
def test_leads_out(source: str, expected: bool) -> None:
    stage = file(f"FROM x\nCOPY {source} /b\n").stages[0]
    found = [leads_out(item, stage) for node in stage.of(Transfer) for item in local_sources(stage, node)]
    assert found == [expected]


def context(folder: Path, text: str = "FROM x\nCOPY a /b\n", **options: str) -> Context:
    (folder / "sub").mkdir(parents=True, exist_ok=True)
    path = folder / "sub" / "Dockerfile"
    path.write_text(text)
    entry = Entry(str(path), "Dockerfile", Settings()._replace(**options), home=str(folder))  # type: ignore[arg-type]
    return File(entry, "sub/Dockerfile", *read_source(entry, "Dockerfile")).context


def test_chosen(tmp_path: Path) -> None:
    found = context(tmp_path, context=".")
    assert (found.folder, found.known, found.kind("sub/Dockerfile")) == (str(tmp_path), True, "file")


def test_known_by_what_is_there(tmp_path: Path) -> None:
    assert not context(tmp_path).known
    (tmp_path / "sub" / "a").touch()
    assert context(tmp_path).known
    assert not context(tmp_path, "FROM x\nCOPY . /b\n").known
    (tmp_path / "sub" / ".dockerignore").touch()
    assert context(tmp_path, "FROM x\nCOPY . /b\n").known


def test_kinds(tmp_path: Path) -> None:
    tree = tmp_path / "sub"
    found = context(tmp_path)
    for name in ("folder/file", "module/.git"):
        (tree / name).parent.mkdir()
        (tree / name).touch()
    (tree / "empty").mkdir()
    (tree / "link").symlink_to("folder")
    kinds = {path: found.kind(path) for path in (".", "folder", "folder/file", "b", "folder/b", "module/b", "empty/b")}
    assert list(kinds.values()) == ["folder", "folder", "file", "missing", "missing", "unknown", "unknown"]
    assert found.kind("link") == found.kind("link/file") == found.kind("folder/file/b") == "unknown"
    assert found.matching("f*") == ["folder"]
    assert found.matching("link/*") == []


def test_the_file_beside_the_dockerfile_counts(tmp_path: Path) -> None:
    texts = {".dockerignore": "a", "Dockerfile.dockerignore": "b"}
    for name, text in texts.items():
        (tmp_path / "sub").mkdir(exist_ok=True)
        (tmp_path / "sub" / name).write_text(text)
    ignored = context(tmp_path).ignored
    assert ignored is not None
    assert ignored.patterns == ["b"]


def test_an_ignore_file_elsewhere_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / ".dockerignore").symlink_to(tmp_path / "secret")
    found = context(tmp_path)
    assert found.ignore_path is not None
    assert found.ignored is None


def test_scripts_come_from_the_chosen_context(tmp_path: Path) -> None:
    files = {"sub/Dockerfile": "FROM a\nCOPY run.sh /\n", "run.sh": "above", "sub/run.sh": "beside"}
    assert project(tmp_path, files).files[0].scripts() == ["beside"]
    entry = Entry(str(tmp_path / "sub/Dockerfile"), "x", Settings(context="."), home=str(tmp_path))
    assert File(entry, "sub/Dockerfile", *read_source(entry, "x")).scripts() == ["above"]


def test_a_file_from_standard_input_has_no_known_context(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("a")
    entry = Entry(str(tmp_path / "Dockerfile"), "-", Settings(), data=b"FROM x\nCOPY a /\n")
    found = File(entry, "Dockerfile", *read_source(entry, "x")).context
    assert (found.known, found.ignored) == (False, None)
