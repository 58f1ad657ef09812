"""`dflint report`: forms, pages, what is checked and what is inserted."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Plant, Run

TEXT = GOOD + "ARG A_VER=1.10\nARG A_REPO=https://example.org/a.git\n"
START, END = "<!-- dflint:start -->", "<!-- dflint:end -->"


@pytest.fixture(autouse=True)
def component(plant: Plant) -> None:
    plant({"workload/A/Dockerfile": TEXT})


def test_forms(run: Run) -> None:
    for form, begins in {
        "markdown": "# Ingredients\n", "github": "# Ingredients\n", "html": "<!DOCTYPE html>\n",
        "rst": "Ingredients\n===", "mediawiki": "= Ingredients =\n", "jira": "h1. Ingredients\n",
        "confluence": "h1. Ingredients\n", "asciidoc": "= Ingredients\n", "csv": "component,name,version,",
        "tsv": "component\tname\tversion\t", "bom": "# workload/A\n", "json": "{\n",
    }.items():  # fmt: skip
        code, out, err = run("report", "--format", form)
        assert (code, err) == (0, "")
        assert out.startswith(begins)
        assert "1.10" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "asciidok"), 'no format "asciidok", did you mean asciidoc?'),
        (
            ("--format", "csv", "--output", "wiki"),
            "--format csv is for programs and has no pages; choose from markdown",
        ),
        (("--output", "a", "--check", "b"), "not allowed with argument"),
        (("--links", "bitbucket"), "invalid choice"),
        (("--check", "wiki"), "wiki: cannot read the wiki: No such file or directory"),
        (("--insert", "none.md"), "none.md: cannot read it: No such file or directory"),
        (("--output", "w", "--revision", "v1", "--source-url", "https://x.org/f"), "has no place for a revision"),
    ],
)
def test_mistakes(run: Run, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = run("report", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert not Path("wiki").exists()


def test_pages_in_another_format(run: Run) -> None:
    assert run("report", "--output", "wiki", "--format", "html").out == "wiki: 2 pages written, 0 unchanged.\n"
    assert sorted(os.listdir("wiki")) == ["index.html", "workload-A.html"]
    assert '<a href="workload-A.html">' in Path("wiki/index.html").read_text(encoding="utf-8")


def test_findings_are_counted(run: Run, plant: Plant) -> None:
    plant({"workload/A/Dockerfile": TEXT + "ENTRYPOINT x\n"})
    run("report", "--output", "wiki")
    assert "1 open finding." in Path("wiki/workload-A.md").read_text(encoding="utf-8")
    assert run("report", "--check", "wiki").code == 0
    run("report", "--output", "wiki", "--no-findings")
    assert "finding" not in Path("wiki/workload-A.md").read_text(encoding="utf-8")


def test_ingredient_pages(run: Run) -> None:
    run("report", "--output", "wiki", "--ingredient-pages")
    assert Path("wiki/ingredient-A.md").exists()
    code, out, _ = run("report", "--check", "wiki", "-q")
    assert code == 1
    assert "wiki/ingredient-A.md: belongs to no component any more" in out


def test_check(run: Run, plant: Plant) -> None:
    run("report", "--output", "wiki")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("wiki").iterdir()}
    assert run("report", "--check", "wiki") == (0, "wiki: all 3 pages are as they should be.\n", "")
    assert run("report", "-q", "--check", "wiki") == (0, "", "")
    plant({"workload/A/Dockerfile": TEXT.replace("1.10", "1.11"), "workload/B/Dockerfile": GOOD})
    code, out, err = run("report", "--check", "wiki")
    assert (code, err.count("\n")) == (1, 1)
    assert "4 pages not up to date" in err
    assert f"--- wiki{os.sep}workload-A.md\n+++ wiki{os.sep}workload-A.md\n" in out
    assert "-| A | 1.10 |" in out
    assert "+| A | 1.11 |" in out
    assert f"--- {os.devnull}\n+++ wiki{os.sep}workload-B.md\n" in out
    names = run("report", "-q", "--check", "wiki")
    assert [Path(line).name for line in names.out.splitlines()] == [
        "Home.md", "_Sidebar.md", "workload-A.md", "workload-B.md",
    ]  # fmt: skip
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("wiki").iterdir()} == before


def test_check_lists_pages_without_a_component(run: Run) -> None:
    run("report", "--output", "wiki")
    shutil.copy("wiki/workload-A.md", "wiki/workload-Old.md")
    Path("wiki/Notes.md").write_text("by hand\n", encoding="utf-8")
    code, out, err = run("report", "--check", "wiki")
    assert (code, err) == (1, "")
    assert out == "wiki/workload-Old.md: belongs to no component any more; delete it if nobody needs it.\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"# Mine\n\n{START}\nold\n{END}\n\nmore\n", "# Mine\n\nB\n\nmore\n"),
        (f"\ufeff{START}\r\n{END}\r\n \t\r\nmore", "\ufeffB\r\n \t\r\nmore"),
        (f"a\r\n\r\n{START}\r\n{END}\r\nb\nc\r\n", "a\r\n\r\nB\r\nb\nc\r\n"),
        (f"\udcff\0\n\n{START}\n{END}\n", "\udcff\0\n\nB\n"),
    ],
)
def test_insert(run: Run, before: str, after: str) -> None:
    page = Path("README.md")
    page.write_bytes(before.encode("utf-8", "surrogateescape"))
    page.chmod(0o640)
    assert run("report", "--insert", "README.md") == (0, "README.md: written.\n", "")
    text = page.read_bytes().decode("utf-8", "surrogateescape")
    block = text[text.index(START) : text.index(END) + len(END)]
    assert text == after.replace("B", block)
    assert "| A | 1.10 |" in block
    assert "### workload/A" in block
    assert ("\r\n" in block) == ("\r\n" in before)
    assert "\r\n" not in block or "\n" not in block.replace("\r\n", "")
    assert page.stat().st_mode & 0o777 == 0o640
    stamp = page.stat().st_mtime_ns
    assert run("report", "--insert", "README.md").out == "README.md: unchanged.\n"
    assert run("report", "--check", "README.md").code == 0
    assert page.stat().st_mtime_ns == stamp
    page.write_text(f"{START}\n{END}\n", encoding="utf-8")
    assert run("report", "--check", "README.md").code == 1


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("README.md", "# Mine\n", f"there are no lines {START} and {END}; add them where the report is to stand"),
        ("README.md", f"{START}\n", f"there is a {START} without {END}"),
        ("README.md", f"```\n{START}\n{END}\n```\n", "there are no lines"),
        ("a.rst", f"{START}\n{END}\n", "there are no lines .. dflint:start and .. dflint:end"),
    ],
)
def test_insert_without_markers(run: Run, name: str, text: str, message: str) -> None:
    Path(name).write_text(text, encoding="utf-8")
    code, out, err = run("report", "--insert", name)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"{name}: {message}" in err
    assert Path(name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("name", "start", "end", "part"),
    [
        ("a.rst", ".. dflint:start", ".. dflint:end", ".. list-table::"),
        ("a.adoc", "// dflint:start", "// dflint:end", "|===="),
        ("a.wiki", START, END, "{|"),
        ("a.html", START, END, "<table>"),
        ("a.jira", "{anchor:dflint-start}", "{anchor:dflint-end}", "|| Name ||"),
        ("a.txt", START, END, "|---|"),
    ],
)
def test_insert_by_the_ending_of_the_file(run: Run, name: str, start: str, end: str, part: str) -> None:
    Path(name).write_text(f"above\n\n{start}\n{end}\nbelow\n", encoding="utf-8")
    assert run("report", "--insert", name).code == 0
    text = Path(name).read_text(encoding="utf-8")
    assert text.startswith(f"above\n\n{start}\n\n")
    assert text.endswith(f"\n\n{end}\nbelow\n")
    assert part in text


@pytest.mark.parametrize("folder", ["project.wiki", "pages.html"])
def test_the_name_of_a_folder_is_no_ending(run: Run, folder: str) -> None:
    """The wiki of a project is a repository that is called `project.wiki`, and holds Markdown."""
    assert run("report", "--output", folder).code == 0
    assert sorted(path.name for path in Path(folder).iterdir()) == ["Home.md", "_Sidebar.md", "workload-A.md"]
    assert run("report", "-q", "--check", folder) == (0, "", "")


def test_links_to_source_files(run: Run) -> None:
    run("report", "--output", "wiki", "--source-url", "https://github.com/o/r", "--revision", "v2")
    page = Path("wiki/workload-A.md").read_text(encoding="utf-8")
    assert "](https://github.com/o/r/blob/v2/workload/A/Dockerfile#L5)" in page
    out = run("report", "--format", "json", "--source-url", "https://gitlab.com/o/r").out
    place = json.loads(out)["components"][0]["ingredients"][0]["places"][0]
    assert place["url"] == "https://gitlab.com/o/r/-/blob/HEAD/workload/A/Dockerfile#L5"


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_links_from_the_remote_of_git(run: Run) -> None:
    for command in (["init", "-q"], ["remote", "add", "origin", "https://me:secret@gitlab.com/o/r.git"]):
        subprocess.run(["git", *command], check=True)
    run("report", "--output", "wiki")
    assert sorted(os.listdir("wiki")) == ["_sidebar.md", "home.md", "workload-A.md"]
    page = Path("wiki/workload-A.md").read_text(encoding="utf-8")
    assert "](https://gitlab.com/o/r/-/blob/HEAD/workload/A/Dockerfile#L5)" in page
    assert "secret" not in page
    assert "gitlab.com" not in run("report").out
    run("report", "--output", "azure", "--links", "azure")
    assert "](/workload-A)" in Path("azure/Home.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Dockerfile.j2", '; to expand Jinja2, install "dflint[templates]"\n'),
        ("Dockerfile", ""),
    ],
)
def test_templates_that_are_not_expanded(
    run: Run, plant: Plant, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    plant({f"workload/A/{name}": TEXT})
    for arguments in ((), ("--output", "wiki")):
        code, _, err = run("report", *arguments)
        assert code == 0
        assert err.endswith(told) and err.count("\n") == bool(told)
        assert ("1 template is not expanded, so not in the report" in err) == bool(told)
    assert run("report", "--quiet").err == ""
