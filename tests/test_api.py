"""The interface for programs."""

import os
from pathlib import Path

import pytest

import dflint
from dflint.errors import DflintError

TEXT = "# name\nFROM ubuntu:24.04\nRUN <<EOF\nmkfifo /export-logs\nEOF\nENTRYPOINT ['a']\n"


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "workload" / "A").mkdir(parents=True)
    (tmp_path / "workload" / "A" / "Dockerfile").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("source", [TEXT, TEXT.encode()])
def test_parse(source: str | bytes) -> None:
    tree = dflint.parse(source, Path("a/Dockerfile"))
    assert (tree.path, tree.errors) == (os.path.join("a", "Dockerfile"), [])
    found = [(node.keyword, node.start_line, node.end_line, node.flags, node.is_json) for node in tree.instructions]
    assert found == [("FROM", 2, 2, (), False), ("RUN", 3, 5, (), False), ("ENTRYPOINT", 6, 6, (), False)]
    assert [(doc.name, doc.content) for doc in tree.instructions[1].heredocs] == [("EOF", "mkfifo /export-logs\n")]


def test_parse_never_raises() -> None:
    assert dflint.parse(b"\xff\x00").errors
    assert dflint.parse("FROM \udc80\ud800").path == ""


@pytest.mark.parametrize("paths", [".", ["."], "workload/A/Dockerfile", Path("workload"), [Path("workload/A")]])
def test_check(paths: object) -> None:
    (found,) = dflint.check(paths, select=["WL010"])  # type: ignore[arg-type]
    assert (found.path, found.line, found.code) == ("workload/A/Dockerfile", 6, "WL010")
    assert dflint.check(paths, select=["WL010"], ignore=["WL010"]) == []  # type: ignore[arg-type]


def test_check_follows_the_current_directory(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "workload")
    assert dflint.check(select=["WL010"])[0].path == "A/Dockerfile"


def test_report() -> None:
    assert dflint.report(".", upper_case_names=False).components


def test_wrong_calls(tree: Path) -> None:
    with pytest.raises(TypeError, match="unknown option 'slect', did you mean select"):
        dflint.check(".", slect=["WL"])
    with pytest.raises(DflintError, match="options: select must be a list of strings"):
        dflint.check(".", select="WL")
    with pytest.raises(FileNotFoundError, match="none: no such file or folder"):
        dflint.check(["none"])
    (tree / ".dflint.toml").write_text("a", encoding="utf-8")
    with pytest.raises(DflintError, match=r"\.dflint\.toml:1"):
        dflint.report(".")


def test_everything_promised_is_there() -> None:
    assert all(getattr(dflint, name) for name in dflint.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        dflint.nothing  # noqa: B018
