"""What of the build context is read: files that are copied, below the folder, and ordinary ones."""

import os
from pathlib import Path

import pytest

from dflint.model.context import MOST_SCRIPTS
from tests.rules.trees import project

FILES = {"run.sh": "run", "s/a.sh": "a", "s/t/b.sh": "b", "[x].sh": "x", ".hidden.sh": "h", "README.md": "readme"}

COPIES = [
    ("COPY run.sh /\n", ["run"]),
    ("COPY ./run.sh /\n", ["run"]),
    ("COPY /run.sh /\n", ["run"]),
    ("ADD run.sh /\n", ["run"]),
    ('COPY ["run.sh", "/"]\n', ["run"]),
    ("COPY run.sh s/a.sh /\n", ["run", "a"]),
    ("COPY s /s\n", ["a", "b"]),
    ("COPY s/ /s\n", ["a", "b"]),
    ("COPY s/* /s\n", ["a", "b"]),
    ("COPY s/?.sh /s\n", ["a"]),
    ("COPY r*.sh /\n", ["run"]),
    ("ARG N=run\nCOPY ${N}.sh /\n", ["run"]),
    ("COPY $N.sh /\n", []),
    ("COPY missing.sh /\n", []),
    ("COPY README.md Dockerfile /\n", []),
    ("COPY --from=x run.sh /\n", []),
    ("ADD https://example.com/run.sh /\n", []),
    ("COPY ../out.sh /\n", []),
    ("COPY s/../../out.sh /\n", []),
    ("COPY ../run.sh /\n", ["run"]),
    ("COPY ../../r*.sh /\n", ["run"]),
    ("COPY /etc/passwd /\n", []),
    ("COPY a\0b /\n", []),
    ("COPY a\0*.sh /\n", []),
    ("COPY a\udcff /\n", []),
    ("COPY [[ /\n", []),
    ("COPY <<EOF /x\ntext\nEOF\n", ["text\n"]),
    ("FROM y AS z\nCOPY run.sh /\nFROM y\nCOPY s/a.sh /\n", ["a"]),
    ("COPY run.sh /\nFROM b\nCOPY s/a.sh /\n", ["a", "run"]),
]


@pytest.mark.parametrize(("text", "expected"), COPIES)
def test_copies(text: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "out.sh").write_text("out")
    tree = project(tmp_path / "tree", {**FILES, "Dockerfile": "FROM a AS b\n" + text})
    assert tree.files[0].scripts() == expected


def test_all(tmp_path: Path) -> None:
    tree = project(tmp_path, {**FILES, "Dockerfile": "FROM a\nCOPY . /\n"})
    assert sorted(tree.files[0].scripts()) == sorted(["run", "a", "b", "x", "h"])


def test_links_that_leave_the_folder_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret.sh").write_text("secret")
    text = "FROM a\nCOPY link.sh folder inside.sh /\nCOPY folder/* *.sh /\nCOPY . /\n"
    tree = project(tmp_path / "tree", {"Dockerfile": text, "run.sh": "run"})
    (tmp_path / "tree" / "link.sh").symlink_to(tmp_path / "out" / "secret.sh")
    (tmp_path / "tree" / "folder").symlink_to(tmp_path / "out")
    (tmp_path / "tree" / "inside.sh").symlink_to("run.sh")
    (tmp_path / "tree" / "loop.sh").symlink_to("loop.sh")
    assert set(tree.files[0].scripts()) == {"run"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_are_not_opened(tmp_path: Path) -> None:
    tree = project(tmp_path, {"Dockerfile": "FROM a\nCOPY . /\nCOPY pipe /\n", "run.sh": "run"})
    os.mkfifo(tmp_path / "pipe")
    assert tree.files[0].scripts() == ["run"]


def test_binary_and_many_files(tmp_path: Path) -> None:
    files = {f"s/{n}.sh": "x" for n in range(MOST_SCRIPTS + 9)}
    tree = project(tmp_path, {**files, "b.bin": "\0\0", "Dockerfile": "FROM a\nCOPY b.bin s /\n"})
    assert len(tree.files[0].scripts()) < MOST_SCRIPTS + 1
