"""DF001 and DF002, and what the comments hide."""

from pathlib import Path

import pytest

from dflint.api import check
from tests.rules.trees import found, said

HEAD = "# a\nFROM ubuntu:24.04\n"
SET = "ENTRYPOINT /run.sh\n"

# Which of WL010, DF001, DF002 are left.
CASES = [
    ("# dflint: ignore[WL010]\n" + SET, []),
    ("#dflint:ignore[WL010]\n" + SET, []),
    ("# dflint: ignore[WL010] started by the runtime\n" + SET, []),
    ("# dflint: ignore[WL010] first\n# more on that\n" + SET, []),
    ("# dflint: ignore[wl010]\n" + SET, []),
    ("# dflint: ignore[WL]\n" + SET, []),
    ("# dflint: ignore[ALL]\n" + SET, []),
    ("# dflint: ignore[sets-the-reserved-entrypoint]\n" + SET, []),
    ("ENTRYPOINT /run.sh \\\n  # dflint: ignore[WL010]\n  --a\n", []),
    (SET + "# dflint: ignore-file[WL010]\n", []),
    ("# dflint: ignore-file[WL010]\n" + SET, []),
    (SET, ["WL010"]),
    ("# dflint: ignore[WL010]\n\n" + SET, ["DF001", "WL010"]),
    ("# dflint: ignore[WL010]\nRUN true\n" + SET, ["DF001", "WL010"]),
    (SET + "# dflint: ignore[WL010]\n", ["WL010", "DF001"]),
    ("# dflint: ignore[WL011]\n" + SET, ["DF001", "WL010"]),
    ("# dflint: ignore[WL010,WL011]\n" + SET, ["DF001"]),
    ("# dflint: ignore[WL010, WL010]\n" + SET, []),
    ("# dflint: ignore[WL01O]\n" + SET, ["DF002", "WL010"]),
    ("# dflint: ignore[WL010,NOPE]\n" + SET, ["DF002"]),
    ("# dflint: ignore[]\n" + SET, ["DF002", "WL010"]),
    ("# dflint: ignore WL010\n" + SET, ["DF002", "WL010"]),
    ("# dflint: disable[WL010]\n" + SET, ["DF002", "WL010"]),
    ("# dflint: ignored[WL010]\n" + SET, ["DF002", "WL010"]),
    ("# hadolint ignore=WL010\n" + SET, []),
    ("# see dflint: ignore[WL010]\n" + SET, ["WL010"]),
    ("RUN echo '# dflint: nothing'\n" + SET, ["WL010"]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_comments(text: str, expected: list[str], tmp_path: Path) -> None:
    items = found(tmp_path, {"workload/a/Dockerfile": HEAD + text})
    assert [item.code for item in items if item.code in ("WL010", "DF001", "DF002")] == expected


def test_a_finding_about_the_component(tmp_path: Path) -> None:
    text = "# a\n\n# dflint: ignore[WL020] no logs\nFROM ubuntu:24.04\n"
    assert said(tmp_path, {"workload/a/Dockerfile": text}, "WL", "DF00") == []


def test_a_syntax_error(tmp_path: Path) -> None:
    text = HEAD + "RUN mkfifo /export-logs\n# dflint: ignore[E001]\nRNU true\n"
    items = found(tmp_path, {"workload/a/Dockerfile": text}, "E", "WL", "DF00")
    assert [item.code for item in items] == ["WL024"]


def test_a_rule_that_is_off_is_not_judged(tmp_path: Path) -> None:
    text = HEAD + "# dflint: ignore[WL010]\nCMD true\n"
    assert said(tmp_path, {"workload/a/Dockerfile": text}, "DF001") == []


CHECKS = [
    ("ARG A\nFROM $A\n", "InvalidDefaultArgInFrom", []),
    ("FROM x\nRUN echo $B\n", "UndefinedVar", []),
    ("FROM x\n", "StageNameCasing", ["DF001"]),
]


@pytest.mark.parametrize(("text", "name", "expected"), CHECKS)
def test_a_check_of_which_a_part_is_off_is_not_judged(
    text: str, name: str, expected: list[str], tmp_path: Path
) -> None:
    """The builder has more to say than the rules that are on."""
    (tmp_path / "Dockerfile").write_text(f"# check=skip={name}\n{text}", encoding="utf-8")
    items = check(str(tmp_path / "Dockerfile"), preset="docker")
    assert [item.code for item in items if item.code == "DF001"] == expected


PLACES = [
    ("# dflint: ignore[WL010,WL011] why\n" + SET, "3 DF001 'WL011'"),
    ("# dflint: ignore[WL010,NOPE] why\n" + SET, "3 DF002 'NOPE'"),
    ("# dflint: disable[X] why\n", "3 DF002 '# dflint: disable[X]'"),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_places(text: str, expected: str, tmp_path: Path) -> None:
    lines = said(tmp_path, {"workload/a/Dockerfile": HEAD + text})
    assert [line for line in lines if "DF00" in line] == [f"workload/a/Dockerfile:{expected}"]
