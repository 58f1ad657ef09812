"""The wiki: its pages' names, the generated part, and what stays as it was."""

import os
from pathlib import Path

import pytest

from dflint.errors import DflintError
from dflint.reporting import Report, block
from dflint.reporting.pages import page_names
from tests.reporting.trees import report, tables, targets

FILES = {
    "stack/JDK/images/Dockerfile.1.tmpl": "",
    "workload/Fio/Dockerfile": "# fio\nARG FIO_VER=3.10\nFROM scratch\n",
}
START, END = block.START, block.END


@pytest.fixture
def made(tmp_path: Path) -> Report:
    return report(tmp_path / "tree", FILES)


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    (tmp_path / "wiki").mkdir()
    return tmp_path / "wiki"


def test_pages(made: Report, tmp_path: Path) -> None:
    wiki = tmp_path / "new" / "wiki"
    pages = ("Home.md", "_Sidebar.md", "stack-JDK-images.md", "workload-Fio.md")
    assert made.write_wiki(str(wiki)) == (pages, (), ())
    assert sorted(os.listdir(wiki)) == sorted(pages)
    home = (wiki / "Home.md").read_text()
    assert "2 components, 2 images, 1 ingredient, 1 template not expanded." in home
    assert [row[:3] + row[4:] for row in tables(home)[0][1:]] == [
        ["stack/JDK/images", "1", "0", "1"],
        ["workload/Fio", "1", "1", ""],
    ]
    assert targets(home) == ["stack-JDK-images", "workload-Fio"]
    sidebar = (wiki / "_Sidebar.md").read_text()
    assert targets(sidebar) == ["Home", "stack-JDK-images", "workload-Fio"]
    assert (wiki / "workload-Fio.md").read_text().startswith(f"{START}\n\n# workload/Fio\n\n")
    assert tables((wiki / "workload-Fio.md").read_text())[1][1][:2] == ["FIO", "3.10"]


def test_only_changed_pages_are_written(made: Report, wiki: Path, tmp_path: Path) -> None:
    made.write_wiki(str(wiki))
    before = {path.name: path.stat().st_ino for path in wiki.iterdir()}
    assert made.write_wiki(str(wiki)).written == ()
    assert {path.name: path.stat().st_ino for path in wiki.iterdir()} == before
    os.chmod(wiki / "workload-Fio.md", 0o640)
    newer = report(tmp_path / "tree", FILES | {"workload/Fio/Dockerfile": "# fio\nARG FIO_VER=3.11\nFROM scratch\n"})
    assert newer.write_wiki(str(wiki)).written == ("workload-Fio.md",)
    assert os.stat(wiki / "workload-Fio.md").st_mode & 0o777 == 0o640
    assert not [name for name in os.listdir(wiki) if not name.endswith(".md")]


def test_stale_pages(made: Report, wiki: Path) -> None:
    made.write_wiki(str(wiki))
    (wiki / "Notes.md").write_text("by hand\n")
    (wiki / "Fenced.md").write_text(f"```\n{START}\n{END}\n```\n")
    (wiki / "Broken.md").write_text(f"{START}\n")
    fewer = Report(made.components[1:])
    assert fewer.write_wiki(str(wiki)).stale == ("Broken.md", "stack-JDK-images.md")
    assert (wiki / "stack-JDK-images.md").exists()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "B\n"),
        ("\n", "\nB\n"),
        ("text", "text\n\nB\n"),
        ("text\n", "text\n\nB\n"),
        ("text\r\n", "text\r\n\r\nB\r\n"),
        (f"above\n{START}\nold\n{END}\nbelow", "above\nB\nbelow"),
        (f"  above\t\n\n\n{START}\nold\n{END}\n\n\n below \n\n", "  above\t\n\n\nB\n\n\n below \n\n"),
        (f"a\r\n{START}\r\nold\r\n{END}\r\nb\r\n", "a\r\nB\r\nb\r\n"),
        (f"\ufeff{START}\nold\n{END}\n", "\ufeffB\n"),
        (f"a\rb\r\n\n{START}\nold\n{END}\n", "a\rb\r\n\nB\n"),
        (f"a\x0b\x0c\x85\u2028\n\n{START}\n{END}\n", "a\x0b\x0c\x85\u2028\n\nB\n"),
        (f"\0\udcff\n\n{START}\n{END}\n", "\0\udcff\n\nB\n"),
        (f"```\n{START}\n{END}\n```\n", f"```\n{START}\n{END}\n```\n\nB\n"),
        (f"```\n{START}\n{END}\n```\n{START}\n{END}\n", f"```\n{START}\n{END}\n```\nB\n"),
        (f"    {START}\n", f"    {START}\n\nB\n"),
        (f"- x\n  {START}\n", f"- x\n  {START}\n\nB\n"),
        (f"`{START}`\n", f"`{START}`\n\nB\n"),
    ],
)
def test_hand_written_text_survives(made: Report, wiki: Path, old: str, new: str) -> None:
    page = wiki / "workload-Fio.md"
    made.write_wiki(str(wiki))
    generated = page.read_text().strip()
    page.write_bytes(old.encode("utf-8", "surrogateescape"))
    made.write_wiki(str(wiki))
    newline = "\r\n" if old.count("\r\n") > old.count("\n") / 2 else "\n"
    expected = new.replace("B", generated.replace("\n", newline)).encode("utf-8", "surrogateescape")
    assert page.read_bytes() == expected
    assert "workload-Fio.md" in made.write_wiki(str(wiki)).unchanged


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"x\n\n{START}\n", "without <!-- dflint:end -->"),
        (f"{END}\n", "without <!-- dflint:start -->"),
        (f"{END}\n\n{START}\n", "more than one pair"),
        (f"{START}\n{END}\n" * 2, "more than one pair"),
        (f"{START}\n{END} x\n", "without <!-- dflint:end -->"),
        ("```\nopen\n", "close that first"),
        ("<!-- open\n", "close that first"),
        ("<script>\n", "close that first"),
    ],
)
def test_a_page_in_the_way(made: Report, wiki: Path, text: str, message: str) -> None:
    (wiki / "workload-Fio.md").write_text(text)
    with pytest.raises(DflintError, match=message) as caught:
        made.write_wiki(str(wiki))
    assert "workload-Fio.md" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert os.listdir(wiki) == ["workload-Fio.md"]
    assert (wiki / "workload-Fio.md").read_text() == text


def test_a_folder_in_the_way(made: Report, wiki: Path) -> None:
    (wiki / "Home.md").mkdir()
    with pytest.raises(DflintError, match=r"Home\.md"):
        made.write_wiki(str(wiki))


def test_a_file_instead_of_the_folder(made: Report, wiki: Path) -> None:
    (wiki / "x").write_text("")
    with pytest.raises(DflintError):
        made.write_wiki(str(wiki / "x"))


def test_a_link_is_not_followed(made: Report, wiki: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_text("mine")
    (wiki / "Home.md").symlink_to(tmp_path / "other")
    with pytest.raises(DflintError, match="symbolic link"):
        made.write_wiki(str(wiki))
    assert (tmp_path / "other").read_text() == "mine"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("workload/Fio", "workload-Fio"),
        ("stack/JDK/images", "stack-JDK-images"),
        ("a_b/c.d+e", "a_b-c.d+e"),
        ("wörk/字", "wörk-字"),
        (".", "root"),
    ],
)
def test_name(path: str, name: str) -> None:
    assert page_names([path]) == [name]


@pytest.mark.parametrize(
    "paths",
    [
        [".", "Root"], ["Home"], ["home"], ["_Sidebar"], [".git"], ["CON"], ["com1.x"], ["a."], ["a b"], ["a:b"],
        ["a?b", "a*b", "a|b"], ["x" * 300],
        ["a/b", "a-b"], ["a/Fio", "a/fio"], ["a/b", "a/b"], ["\u202ea"], ["a\nb"], ["a%b", "a#b"],
        ["a/b-01234567"], ["../x"],
    ],
)  # fmt: skip
def test_odd_names_are_safe_and_differ(paths: list[str]) -> None:
    names = page_names(paths)
    assert len({name.casefold() for name in names}) == len(paths)
    for name in names:
        assert all(char.isalnum() or char in "._+-" for char in name)
        assert len(name) < 120
        assert not name.startswith("-")
        assert name[-9:-8] in "-"


def test_a_name_does_not_hang_on_others() -> None:
    assert page_names(["a/b", "a-b"])[0] in page_names(["a-b", "x", "a/b"])
