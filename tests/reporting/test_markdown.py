"""The document: what it says, and that every page parses back to its rows."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.reporting import Build, Component, Place, Report, Row
from dflint.reporting.escape import visible
from dflint.reporting.markdown import ranges
from dflint.reporting.wiki import texts
from tests.reporting.test_escape import TEXTS
from tests.reporting.trees import dockerfile, kinds, report, tables, targets


def test_document(tmp_path: Path) -> None:
    files = {
        "workload/Fio/Dockerfile": dockerfile(
            "# fio", "ARG FIO_VER=3.10", "ARG FIO_REPO=https://x.org/a.git", "ARG A_VER=1|2"
        ),
        "workload/Fio/Dockerfile.2.base": "## fio-base\nFROM scratch\n",
        "workload/Fio/Dockerfile.1.tmpl": "# fio-m4\n",
        "workload/Fio/Dockerfile.bak": "# fio-bak\n",
        "workload/M4/Dockerfile.tmpl": "",
        "workload/None/Dockerfile": "FROM scratch\n",
    }
    assert report(tmp_path, files).markdown() == (
        "# Ingredients\n\n"
        "## workload/Fio\n\n"
        "Images in build order:\n\n"
        "1. Dockerfile.2.base → fio-base:latest (intermediate), from scratch\n"
        "2. Dockerfile.1.tmpl: template, not expanded\n"
        "3. Dockerfile → fio:latest (final), from scratch\n\n"
        "Never built: Dockerfile.bak\n\n"
        "| Name   | Version   | Kind           | Source                                 | Image   | Declared at   |\n"
        "|--------|-----------|----------------|----------------------------------------|---------|---------------|\n"
        "| A      | 1&#124;2  | version        |                                        | fio     | Dockerfile:4  |\n"
        "| FIO    | 3.10      | git repository | [https://x.org/a.git](https://x.org/a) | fio     | Dockerfile:2  |\n\n"
        "## workload/M4\n\n"
        "Images in build order:\n\n"
        "1. Dockerfile.tmpl: template, not expanded\n\n"
        "No ingredients are known: not all files could be read.\n\n"
        "## workload/None\n\n"
        "Images in build order:\n\n"
        "1. Dockerfile, from scratch\n\n"
        "No ingredients are declared.\n"
    )  # fmt: skip


def test_empty(tmp_path: Path) -> None:
    assert report(tmp_path, {}).markdown() == "# Ingredients\n\nNo Dockerfiles found.\n"


@pytest.mark.parametrize(("numbers", "text"), [([], ""), ([1], "1"), ([1, 2], "1–2"), ([1, 3, 4, 5, 7], "1, 3–5, 7")])
def test_ranges(numbers: list[int], text: str) -> None:
    assert ranges(numbers) == text


@pytest.mark.parametrize(
    ("users", "image", "places"),
    [
        (["9"], "i9", "Dockerfile.9.x:2"),
        (["9", "7"], "i9, i7", "Dockerfile.9.x:2, Dockerfile.7.x:2"),
        (["9", "8", "6"], "no. 1–2, 4", "Dockerfile.9.x:2, 2 more"),
        (["9", "8", "7", "6"], "all 4", "Dockerfile.9.x:2, 3 more"),
    ],
)
def test_many_images(tmp_path: Path, users: list[str], image: str, places: str) -> None:
    files = {
        f"workload/W/Dockerfile.{number}.x": f"# i{number}\n{'ARG A_VER=1' if number in users else ''}\nFROM x\n"
        for number in "9876"
    }
    assert tables(report(tmp_path, files).markdown())[0][1][4:] == [image, places]


def component(texts: list[str]) -> Component:
    path, name, reference, base, version, source, url = texts
    build = Build(f"{path}/{name}", reference, reference, True, base, False, True, "", ())
    row = Row(name, version, "version", source, url, (reference,), (Place(f"{path}/{name}", 3, url),))
    return Component(path, name, "workload", path, (build,), (row,))


@settings(deadline=None)
@given(st.lists(TEXTS.filter(bool), min_size=7, max_size=7))
def test_hostile_texts(texts_: list[str]) -> None:
    """Whatever the texts are, the pages have the same shape, and their tables hold just these texts."""
    one = component(texts_)
    report_ = Report((one,))
    row = one.rows[0]
    expected = [row.name, row.version, row.kind, row.source, row.images[0], f"{row.places[0].name}:3"]
    assert tables(report_.markdown())[0][1] == [visible(text) for text in expected]
    tame = Report((component(["a"] * 7),))
    for (_, page), (_, plain) in zip(texts(report_), texts(tame), strict=True):
        assert kinds(page) <= kinds(plain) | {"code_inline", "link_open", "link_close"}


def test_hostile_repository(tmp_path: Path) -> None:
    evil = "<img/src=x/onerror=alert(1)>|[a](javascript:b)`"
    files = {
        f"workload/<b>{evil.replace('/', '')}/Dockerfile": f"# {evil}\nARG X_VER='{evil} x'\nFROM {evil}\n",
        "workload/<!-- dflint:end -->/Dockerfile": "# <!--\nARG A_REPO=javascript:alert(1)\nARG `_VER=<!--\nFROM x\n",
    }  # fmt: skip
    made = report(tmp_path, files)
    with tempfile.TemporaryDirectory() as folder:
        made.write_wiki(folder)
        assert len(made.write_wiki(folder).unchanged) == 4
        pages = [made.markdown(), *(path.read_text("utf-8") for path in Path(folder).iterdir())]
    for page in pages:
        outside = page.replace("<!-- dflint:start -->\n", "", 1).replace("\n<!-- dflint:end -->\n", "", 1)
        assert not {kind for kind in kinds(outside) if "html" in kind or "image" in kind}
        assert not [url for url in targets(page) if ":" in url]
