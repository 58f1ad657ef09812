"""The index, the sidebar, and the pages of ingredients."""

import pytest

from dflint.reporting import Component, Report, Row
from dflint.reporting.pages import Style, pages
from dflint.reporting.skew import ingredients, newness, skewed
from tests.reporting.made import component, image, row, stage
from tests.reporting.trees import tables, targets


def at(name: str, *rows: Row) -> Component:
    return component(*rows, path=f"w/{name}")


def home(*components: Component, style: Style = Style()) -> str:  # noqa: B008
    return next(iter(pages(Report(components), style))).text


def test_index() -> None:
    template = image("t", "w/B/Dockerfile.t")._replace(template=True, image="", base="")
    bases = image("b", "w/B/Dockerfile.b", stage("x:1", shipped=False), stage("y:1"))
    built = (
        bases,
        image("c", "w/B/Dockerfile.c", stage("z:1")),
        image("d", "w/B/Dockerfile.d", stage("q:1")),
        template,
    )
    text = home(at("A", row())._replace(findings=3), component(images=built, path="w/B")._replace(findings=0))
    assert "2 components, 5 images, 1 ingredient, 3 open findings, 1 template not expanded." in text
    assert tables(text)[0] == [
        ["Component", "Images", "Ingredients", "Made from", "Open findings", "Templates not expanded"],
        ["w/A", "1", "1", "ubuntu:24.04", "3", ""],
        ["w/B", "4", "0", "y:1, z:1, 1 more", "0", "1"],
    ]
    assert targets(text) == ["w-A", "w-B"]
    assert "Every ingredient has one version." in text


def test_version_skew() -> None:
    old, new = row("FIO", "3.9"), row("FIO", "3.10")
    many = [at(f"M{index}", row("OS", "1")) for index in range(10)]
    text = home(at("A", old, new), at("B", new), at("C", row("fio", "3.10"), row("OS", "2")), *many)
    skew = tables(text)[1]
    assert skew == [
        ["Ingredient", "Version", "Components", "Used by"],
        ["FIO", "3.10", "3", "w/A, w/B, w/C"],
        ["", "3.9", "1", "w/A"],
        ["OS", "2", "1", "w/C"],
        ["", "1", "10", "w/M0, w/M1, w/M2, w/M3, w/M4, w/M5, w/M6, w/M7, 2 more"],
    ]
    assert "2 ingredients have several versions." in text


@pytest.mark.parametrize(
    ("rows", "several"),
    [
        ((row("A", "1"), row("A", "1")), 0),
        ((row("A", "1"), row("A", "")), 0),
        ((row("A", "1"), row("A", "${X}", resolved=False)), 0),
        ((row("A", "1"), row("a", "2")), 1),
        ((row("OS", "1", kind="image", source="x"), row("OS", "2", kind="image", source="y")), 0),
        ((row("OS", "1", kind="image", source="x"), row("BASE", "2", kind="image", source="x")), 1),
        ((row("OS", "1", kind="image", source="x"), row("x", "2", kind="image", source="x:2@sha256:1")), 1),
        ((row("a", "1", kind="image", source="x:1/a"), row("a", "2", kind="image", source="x:1/b")), 0),
        ((row("a", "1", kind="OS package", declared=False), row("a", "2", kind="Python package", declared=False)), 0),
        ((row("a", "1", kind="OS package", declared=False), row("a", "2", kind="OS package", declared=False)), 1),
        ((row("a", "1", kind="OS package"), row("a", "2", kind="Python package")), 1),
    ],
)
def test_what_is_the_same_ingredient(rows: tuple[Row, Row], several: int) -> None:
    assert len(skewed(ingredients(Report((at("A", rows[0]), at("B", rows[1])))))) == several


def test_order_of_versions() -> None:
    versions = ["master", "1.9-rc1", "1.9", "v1.10", "1.10.1", "2023.1.0", "2024.0.0"]
    assert sorted(sorted(versions), key=newness) == versions


def test_sidebar() -> None:
    report = Report((component(path="x")._replace(kind=""), at("A"), at("B")))
    text = list(pages(report))[1].text
    assert text == "- [Home](Home)\n- [x](x)\n\n- **w**\n  - [A](w-A)\n  - [B](w-B)\n"


def test_ingredient_pages() -> None:
    style = Style(ingredients=True)
    report = Report((at("A", row("FIO", "3.9")), at("B", row("fio", "3.10"), row("FIO", "3.11"))))
    *_, page = pages(report, style)
    assert (page.name, page.title) == ("ingredient-FIO", "FIO")
    assert "2 components use 3 versions of it." in page.text
    assert [line[:3] for line in tables(page.text)[0][1:]] == [
        ["3.11", "w/B", "a"], ["3.10", "w/B", "a"], ["3.9", "w/A", "a"],
    ]  # fmt: skip
    assert targets(page.text) == ["Home", "w-B", "w-B", "w-A"]
    assert "ingredient-FIO" in targets(list(pages(report, style))[2].text)
    assert "ingredient-FIO" in targets(home(*report.components, style=style))


def test_names_of_pages_never_clash() -> None:
    clash = tuple(component(row("FIO", "1"), path="ingredient/FIO") for _ in range(2))
    names = [page.name for page in pages(Report(clash), Style(ingredients=True))]
    assert len(set(names)) == len(names) == 5


@pytest.mark.parametrize(
    ("links", "home_", "sidebar", "link"),
    [
        ("github", "Home", ["_Sidebar"], "w-A"),
        ("gitlab", "home", ["_sidebar"], "w-A"),
        ("azure", "Home", [], "/w-A"),
    ],
)
def test_wikis(links: str, home_: str, sidebar: list[str], link: str) -> None:
    made = list(pages(Report((at("A"),)), Style(links=links)))
    assert [page.name for page in made] == [home_, *sidebar, "w-A"]
    assert targets(made[0].text) == [link]
    fence = "::: mermaid\ngraph LR\n" if links == "azure" else "```mermaid\ngraph LR\n"
    assert fence in made[-1].text
