"""Two reports side by side."""

from pathlib import Path

import pytest

from dflint.reporting.changes import Change, Changes, Point, compare
from tests.reporting.trees import dockerfile, kinds, report, tables, targets

OLD, NEW = Point("v1", "a" * 40), Point("v2", "b" * 40)


def changes(root: Path, before: dict[str, str], after: dict[str, str]) -> Changes:
    """What changed from one tree to another."""
    return compare(report(root / "old", before), report(root / "new", after), OLD, NEW)


def lines(change: Change) -> tuple[str, str, str | None, str | None]:
    """A change in short."""
    return (
        change.row.name,
        change.verb,
        change.old.version if change.old else None,
        change.new.version if change.new else None,
    )


def in_one(root: Path, before: list[str], after: list[str]) -> list[tuple[str, str, str | None, str | None]]:
    """The changes of the only component."""
    path = "workload/X/Dockerfile"
    found = changes(root, {path: dockerfile("# x", *before)}, {path: dockerfile("# x", *after)})
    return [lines(change) for each in found.components for change in each.changes]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([], [], []),
        (["ARG A_VER=1"], ["# more", "ARG A_VER=1"], []),
        ([], ["ARG A_VER=1"], [("A", "added", None, "1")]),
        (["ARG A_VER=1"], [], [("A", "removed", "1", None)]),
        (["ARG A_VER=1.9"], ["ARG A_VER=1.10"], [("A", "upgraded", "1.9", "1.10")]),
        (["ARG A_VER=2"], ["ARG A_VER=1"], [("A", "downgraded", "2", "1")]),
        (["ARG A_VER=main"], ["ARG A_VER=1"], [("A", "changed", "main", "1")]),
        (
            ["ARG A_VER=1", "ARG A_REPO=https://a/b"],
            ["ARG A_VER=1", "ARG A_REPO=https://a/c"],
            [("A", "moved", "1", "1")],
        ),
        (
            ["ARG A_VER=1", "ARG A_REPO=https://github.com/a/b"],
            ["ARG A_VER=1", "ARG A_REPO=https://github.com/a/b.git"],
            [],
        ),
        (
            ["ARG A_VER=1", "ARG B_VER=5", "ARG B_REPO=https://a/${A_VER}/b-${B_VER}"],
            ["ARG A_VER=2", "ARG B_VER=5", "ARG B_REPO=https://a/${A_VER}/b-${B_VER}"],
            [("A", "upgraded", "1", "2")],
        ),
    ],
)
def test_one_component(tmp_path: Path, before: list[str], after: list[str], found: list[object]) -> None:
    assert in_one(tmp_path, before, after) == found


def test_source_that_only_has_another_version_in_it_did_not_move(tmp_path: Path) -> None:
    path = "workload/X/Dockerfile"
    texts = [
        dockerfile("# x", f"ARG A_VER={number}", "ARG A_PKG=https://a/v${A_VER}/a.tgz") for number in ("1.2", "1.3")
    ]
    (each,) = changes(tmp_path, {path: texts[0]}, {path: texts[1]}).components
    assert [(change.verb, change.moved) for change in each.changes] == [("upgraded", False)]


def test_versions_are_paired_by_the_files_that_declare_them(tmp_path: Path) -> None:
    def tree(*versions: str) -> dict[str, str]:
        return {
            f"workload/X/Dockerfile.1.{name}": dockerfile(f"# x-{name}", f"ARG A_VER={version}")
            for name, version in zip("abc", versions, strict=False)
        }

    (each,) = changes(tmp_path, tree("1", "2", "3"), tree("2", "2", "4")).components
    assert [(*lines(change), change.files) for change in each.changes] == [
        ("A", "upgraded", "1", "2", ("Dockerfile.1.a",)),
        ("A", "upgraded", "3", "4", ("Dockerfile.1.c",)),
    ]


def test_components(tmp_path: Path) -> None:
    rich = dockerfile("# y", "ARG A_VER=1", "ARG B_VER=2", "ARG C_VER=3")
    before = {"workload/Gone/Dockerfile": dockerfile("# g", "ARG G_VER=1"), "workload/Y/Dockerfile": rich}
    after = {"workload/New/Dockerfile": dockerfile("# n"), "workload/Z/Dockerfile": rich.replace("=3", "=4")}
    found = changes(tmp_path, before, after).components
    assert [(each.path, each.verb, each.was, [*map(lines, each.changes)]) for each in found] == [
        ("workload/Gone", "removed", "", [("G", "removed", "1", None)]),
        ("workload/New", "added", "", []),
        ("workload/Z", "renamed", "workload/Y", [("C", "upgraded", "3", "4")]),
    ]


def test_notes(tmp_path: Path) -> None:
    sources = ["ARG A_REPO=https://github.com/a/a.git", "ARG OS_IMAGE=ubuntu", "ARG P_PKG=pip"]
    text = {
        number: dockerfile("# x", f"ARG A_VER={number}", f"ARG OS_VER={number}4.04", f"ARG P_VER={number}", *sources)
        for number in (1, 2)
    }
    found = changes(tmp_path, {"workload/X/Dockerfile": text[1]}, {"workload/X/Dockerfile": text[2]})
    page = found.markdown()
    assert page.startswith("# Ingredients: v1 → v2\n\nComponents: 1 changed. Their ingredients: 3 upgraded.\n")
    assert tables(page) == [
        [
            ["Ingredient", "Before", "After", "Change"],
            ["A", "1", "2", "upgraded"],
            ["OS", "ubuntu:14.04", "ubuntu:24.04", "upgraded"],
            ["P (pip)", "1", "2", "upgraded"],
        ]
    ]
    assert targets(page) == ["https://github.com/a/a"]


def test_change_in_many_components_is_told_in_front(tmp_path: Path) -> None:
    trees = [
        {f"workload/{name}/Dockerfile": dockerfile(f"# {name.lower()}", f"ARG OS_VER={version}") for name in "ABC"}
        for version in ("22.04", "24.04")
    ]
    page = changes(tmp_path, *trees).markdown()
    assert tables(page)[0] == [
        ["Ingredient", "Before", "After", "Change", "Components"],
        ["OS", "22.04", "24.04", "upgraded", "3"],
    ]
    assert len(tables(page)) == 4


def test_nothing(tmp_path: Path) -> None:
    found = changes(tmp_path, {"Dockerfile": dockerfile("# a")}, {"Dockerfile": dockerfile("# a")})
    assert found.markdown() == "# Ingredients: v1 → v2\n\nNo ingredient changed.\n"
    assert found.json()["components"] == []


HOSTILE = "a|b `c` <script>x</script> [d](https://e) ![f](g) @h \u202egnp"


def test_hostile_texts_only_show(tmp_path: Path) -> None:
    before = {"workload/X/Dockerfile": dockerfile("# x", "ARG A_VER=1", "ARG B_VER=1", "ARG B_REPO=plain")}
    after = {
        "workload/X/Dockerfile": dockerfile("# x", f"ARG A_VER='{HOSTILE}'", "ARG B_VER=1", f"ARG B_REPO='{HOSTILE}'"),
        "workload/X|`<b>` [z](y)/Dockerfile": dockerfile("# y", f"ARG C_VER='{HOSTILE}'", f"ARG C_PKG='{HOSTILE}'"),
    }
    found = compare(
        report(tmp_path / "old", before), report(tmp_path / "new", after), Point("a\n# b", ""), Point("<i>`|", "")
    )
    page = found.markdown()
    assert kinds(page) <= {
        "heading_open", "heading_close", "inline", "text", "paragraph_open", "paragraph_close", "table_open",
        "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open", "tr_close", "th_open",
        "th_close", "td_open", "td_close", "code_inline", "text_special",
    }  # fmt: skip
    assert all(len(row) == len(cells[0]) for cells in tables(page) for row in cells)
    assert "\u202e" not in page


def test_json(tmp_path: Path) -> None:
    path = "workload/X/Dockerfile"
    found = changes(tmp_path, {path: dockerfile("# x", "ARG A_VER=1")}, {path: dockerfile("# x", "ARG A_VER=2")}).json()
    assert found["from"] == {"name": "v1", "commit": "a" * 40}
    assert found["counts"] == {"added": 0, "removed": 0, "upgraded": 1, "downgraded": 0, "changed": 0, "moved": 0}
    (component,) = found["components"]  # type: ignore[misc]
    (change,) = component["ingredients"]
    assert (component["path"], component["change"], component["was"]) == ("workload/X", "changed", None)
    assert (change["name"], change["change"], change["from"]["version"], change["to"]["version"]) == (
        "A", "upgraded", "1", "2",
    )  # fmt: skip
