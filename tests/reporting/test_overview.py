"""What the page of a component says, as Markdown shows it."""

import tempfile
from pathlib import Path

import pytest

from dflint.reporting import Component, Place, Report, Row
from dflint.reporting.facts import Origin
from dflint.reporting.pages import pages
from dflint.reporting.short import brief, ranges, shortened
from tests.reporting.made import component, earlier, image, row, stage
from tests.reporting.trees import dockerfile, kinds, report, tables, targets

DIGEST = "sha256:" + "0123456789abcdef" * 4


def page(one: Component, *others: Component) -> str:
    """The page of `one`."""
    return list(pages(Report((one, *others))))[2].text


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
    text = report(tmp_path, files).markdown()
    assert [line for line in text.splitlines() if line.startswith("#") and "Base" not in line] == [
        "# Ingredients",
        "## workload/Fio", "### Images", "### Ingredients",
        "## workload/M4", "### Images", "### Ingredients",
        "## workload/None", "### Images", "### Ingredients",
    ]  # fmt: skip
    images, ingredients, *rest = tables(text)
    assert images[:3] == [
        ["No.", "Image", "Dockerfile", "Made from"],
        ["1", "fio-base:latest (intermediate)", "Dockerfile.2.base", "scratch"],
        ["2", "template, not expanded", "Dockerfile.1.tmpl", ""],
    ]
    assert images[3][:3] == ["3", "fio:latest", "Dockerfile"]
    assert ingredients == [
        ["Name", "Version", "Kind", "Source", "Image", "Declared at"],
        ["A", "1|2", "version", "", "fio", "Dockerfile:4"],
        ["FIO", "3.10", "git repository", "x.org/a.git", "fio", "Dockerfile:2"],
    ]
    assert rest[1][1] == ["1", "without a name", "Dockerfile", "scratch"]
    assert "\n\nNever built: Dockerfile.bak\n\n" in text
    assert "\n\nNo ingredients are known: not all files could be read.\n\n" in text
    assert text.endswith("\n\nNo ingredients are declared.\n")


def test_columns_stand_below_each_other(tmp_path: Path) -> None:
    text = report(tmp_path, {"workload/Fio/Dockerfile": dockerfile("# fio", "ARG FIO_VER=3.10")}).markdown()
    assert len({len(line) for line in text.splitlines() if line.startswith(("| N", "| F"))}) == 2


def test_a_page_changes_line_by_line() -> None:
    old, new = (page(component(row("B", "1"), row("A", version))).splitlines() for version in ("1", "1234567890123"))
    assert len(set(new) - set(old)) == 1


def test_empty(tmp_path: Path) -> None:
    assert report(tmp_path, {}).markdown() == "# Ingredients\n\nNo Dockerfiles found.\n"


@pytest.mark.parametrize(("numbers", "text"), [([], ""), ([1], "1"), ([1, 2], "1–2"), ([1, 3, 4, 5, 7], "1, 3–5, 7")])
def test_ranges(numbers: list[int], text: str) -> None:
    assert ranges(numbers) == text


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://github.com/axboe/fio.git", "github.com/axboe/fio.git"),
        ("https://x.org/" + "a/" * 30 + "b.tgz", "x.org/…/b.tgz"),
        ("https://x.org/" + "a" * 80, "x.org/" + "a" * 80),
        ("git@github.com:a/b", "git@github.com:a/b"),
    ],
)
def test_shortened(url: str, text: str) -> None:
    assert shortened(url) == text


def test_brief() -> None:
    assert brief(f"x@{DIGEST}") == "x@sha256:0123456789ab…"
    assert brief("0123456789ab v1") == "0123456789ab v1"


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
    assert tables(report(tmp_path, files).markdown())[1][1][3:] == [image, places]


def test_long_names_are_numbers() -> None:
    names = ["a" * 40, "b", "c"]
    one = component(row(images=("a" * 40,), places=(Place("w/A/Dockerfile." + "a" * 40, 1), Place("x" * 9, 2))),
                    images=tuple(map(image, names)))  # fmt: skip
    assert tables(page(one))[1][1][3:] == ["no. 1", f"Dockerfile.{'a' * 40}:1, 1 more"]


@pytest.mark.parametrize(
    ("images", "places", "shown"),
    [(("x", "y"), (), "no. 1–3"), (("x",), (Place("w/A/2", 1),), "no. 2"), ((), (Place("w/A/roles.yml", 1),), "")],
)
def test_images_that_share_a_name(images: tuple[str, ...], places: tuple[Place, ...], shown: str) -> None:
    built = (image("x", "w/A/1"), image("x", "w/A/2"), image("y", "w/A/3"), image("z", "w/A/4"))
    users = (*images, *(["l" * 40] if images else []))
    (cells,) = tables(page(component(row(images=users, places=places), row("Z", images=("z",)), images=built)))[1][1:2]
    assert cells[3] == shown


@pytest.mark.parametrize(
    ("findings", "summary"),
    [
        (None, "1 image, 1 ingredient. All components"),
        (0, "1 image, 1 ingredient, 0 open findings. All components"),
        (1, "1 image, 1 ingredient, 1 open finding. All components"),
    ],
)
def test_summary(findings: int | None, summary: str) -> None:
    text = page(component(row())._replace(findings=findings))
    assert text.splitlines()[2] == summary.replace("All components", "[All components](Home)")


def test_stages() -> None:
    sibling = Origin("x", "sibling", path="w/B/Dockerfile.b")
    built = image(
        "a", "",
        stage(f"golang:1.22@{DIGEST}", "build", shipped=False),
        stage(Origin("debian:12", "image", digest=DIGEST), copies=(earlier(0), sibling)),
        stage(earlier(1), "last"),
    )  # fmt: skip
    other = component(images=(image("b", "w/B/Dockerfile.b"),), path="w/B")
    text = page(component(images=(built,)), other)
    images, stages = tables(text)
    assert images[1] == ["1", "a:latest", "Dockerfile.a", "debian:12@sha256:0123456789ab…"]
    assert stages == [
        ["Image", "Stage", "Made from", "Copies from", "Ships"],
        ["a", "build", "golang:1.22@sha256:0123456789ab…", "", "no, build only"],
        ["a", "stage 1", "debian:12@sha256:0123456789ab…", "build, b", "yes"],
        ["a", "last", "stage 1", "", "yes"],
    ]
    assert "w-B" in targets(text)


def test_an_image_of_one_stage_has_no_table_of_stages() -> None:
    assert len(tables(page(component(images=(image("a", "", stage("x")), image("b", "", stage("y"))))))) == 1


def test_many_stages_are_folded() -> None:
    text = page(component(images=(image("a", "", *(stage("x", f"s{index}") for index in range(13))),)))
    assert "<details>\n<summary>13 stages</summary>\n\n| Image |" in text
    assert len(tables(text)) == 2


def test_sections() -> None:
    found = Row("curl", "8.5", "OS package", "", "", ("a",), (Place("w/A/Dockerfile.a", 9),), "apt-get install", False)
    unknown = row("fio", "${V}", found="git clone", declared=False, resolved=False)
    rows = (
        row("FIO", "3.38"),
        row("ubuntu", "24.04", kind="image", source="ubuntu", found="FROM", declared=False, pin=DIGEST),
        unknown._replace(version="", kind="git repository", source="https://x.y/${A}"),
        unknown._replace(kind="archive", found="curl", shipped=False),
        *(found._replace(name=f"p{index}") for index in range(13)),
        row("numpy", "2.1", kind="Python package", found="pip install", declared=False),
    )  # fmt: skip
    text = page(component(*rows))
    _, declared, bases, downloads, packages, python = tables(text)
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Images", "## Ingredients", "## Base images", "## Downloads", "## Packages",
    ]  # fmt: skip
    assert declared[0] == ["Name", "Version", "Kind", "Declared at"]
    assert bases[1] == ["ubuntu", "24.04", "ubuntu", "sha256:0123456789ab…", "FROM", "Dockerfile.a:3"]
    assert downloads[0] == ["Name", "Version", "Kind", "Source", "Found in", "Ships", "Declared at"]
    assert downloads[1][3:6] == ["https://x.y/${A} (not resolved)", "git clone", "yes"]
    assert [downloads[2][1], downloads[2][5]] == ["${V} (not resolved)", "no, build only"]
    assert "<summary>13 OS packages</summary>" in text
    assert packages[0] == ["Name", "Version", "Found in", "Declared at"]
    assert len(packages) == 14
    assert "\n### 1 Python package\n" in text
    assert python[1][:2] == ["numpy", "2.1"]


def test_hostile_summary_is_html() -> None:
    rows = [row(f"p{index}", kind="</summary><b> package", declared=False) for index in range(13)]
    assert "<summary>13 &lt;/summary&gt;&lt;b&gt; packages</summary>" in page(component(*rows))


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
        texts = [made.markdown(), *(path.read_text("utf-8") for path in Path(folder).iterdir())]
    for text in texts:
        outside = text.replace("<!-- dflint:start -->\n", "", 1).replace("\n<!-- dflint:end -->\n", "", 1)
        assert not {kind for kind in kinds(outside) if "html" in kind or "image" in kind}
        assert not [url for url in targets(text) if ":" in url]
