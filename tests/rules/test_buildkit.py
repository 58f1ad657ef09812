"""Small files on which dflint says what BuildKit's checks say, with BuildKit's names and lines.

Each case of `buildkit.txt` stands below a line `=== NAME:LINE ...`, `-` when BuildKit is silent. Where dflint differs,
` | NAME:LINE ... | reason` follows; a page of the rules explains it. Below `--- .dockerignore` is that file.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from dflint.api import check
from dflint.lint.finding import ERROR
from dflint.lint.foreign import EXPERIMENTAL, UNCHECKED, checks
from tests.rules.trees import is_dockerfile

CASES = Path(__file__).with_name("buildkit.txt")
IGNORE = "--- .dockerignore\n"


class Case(NamedTuple):
    """A text, the `.dockerignore` beside it, and what BuildKit and dflint say of it."""

    place: str
    text: str
    ignored: str
    theirs: str
    ours: str
    reason: str


def read_cases() -> list[Case]:
    """The cases of `buildkit.txt`."""
    cases, line = [], 1
    for part in re.split(r"^=== ", CASES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        theirs, ours, reason = [*head.split(" | "), "", ""][:3]
        text, _, ignored = body.partition(IGNORE)
        cases.append(Case(f"{CASES.name}:{line}", text, ignored, theirs, ours or theirs, reason))
        line += part.count("\n")
    return cases


def names() -> list[str]:
    """BuildKit's names of the checks that dflint has."""
    aliases = {alias for rule in checks() for alias in rule.aliases}
    return sorted(alias for alias in aliases if re.fullmatch(r"([A-Z][a-z]+){2,}", re.sub("JSON", "Json", alias)))


def said(folder: Path, files: dict[str, str], *select: str) -> list[str]:
    """What the checks `select` say, as `NAME:LINE`."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    paths = [str(folder / name) for name in files if is_dockerfile(name)]
    items = check(paths, select=list(select), preset="docker")
    known = names()
    return sorted({f"{alias}:{item.line}" for item in items for alias in item.aliases if alias in known})


def test_names() -> None:
    assert len(names()) == 21
    assert not set(UNCHECKED) & set(names())


def test_agreement(tmp_path: Path) -> None:
    wrong = []
    wanted = [name for name in names() if name != EXPERIMENTAL]
    cases = read_cases()
    for case in cases:
        files = {"Dockerfile": case.text, ".dockerignore": case.ignored}
        if not case.ignored:
            (tmp_path / ".dockerignore").unlink(missing_ok=True)
            del files[".dockerignore"]
        found = " ".join(said(tmp_path, files, *wanted)) or "-"
        if found != " ".join(sorted(case.ours.split())):
            wrong.append(f"{case.place}: expected {case.ours}, found {found}\n{case.text}")
    assert len(cases) > 500
    assert not wrong, f"{len(wrong)} cases\n" + "\n".join(wrong)


def test_most_agree() -> None:
    """The names are BuildKit's in more than 95 of 100 cases, though many of the cases are there for the difference."""
    cases = read_cases()
    same = [case for case in cases if _names(case.theirs) == _names(case.ours)]
    assert len(same) > 0.95 * len(cases)
    assert all(case.reason for case in cases if case.theirs != case.ours)


def _names(text: str) -> set[str]:
    return {word.partition(":")[0] for word in text.split()}


BAD = 'FROM alpine as Build\nMAINTAINER me\nENV KEY_PATH=/a TOKEN=b\nWORKDIR $DIR\nCMD ["a"]\nCMD exec b\n'
SELECTED = [
    (("StageNameCasing",), ["StageNameCasing:1"]),
    (("BK001",), ["StageNameCasing:1"]),
    (("bk001",), ["StageNameCasing:1"]),
    (("BK016",), ["SecretsUsedInArgOrEnv:3"]),
    (("MaintainerDeprecated",), ["MaintainerDeprecated:2"]),
    (("BK010", "BK012"), ["MultipleInstructionsDisallowed:6", "WorkdirRelativePath:4"]),
    (
        ("BK",),
        [
            "FromAsCasing:1",
            "JSONArgsRecommended:6",
            "MaintainerDeprecated:2",
            "MultipleInstructionsDisallowed:6",
            "SecretsUsedInArgOrEnv:3",
            "StageNameCasing:1",
            "UndefinedVar:4",
            "WorkdirRelativePath:4",
        ],
    ),
]


@pytest.mark.parametrize(("select", "expected"), SELECTED)
def test_selection(select: tuple[str, ...], expected: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, {"Dockerfile": BAD}, *select) == expected


@pytest.mark.parametrize("name", ["MaintainerDeprecated", "SecretsUsedInArgOrEnv", "MultipleInstructionsDisallowed"])
def test_orders_reach_the_rules_with_codes_of_hadolint(name: str, tmp_path: Path) -> None:
    """`# check=skip=` hides, and `error=true` makes an error, what has the code of a DL rule."""
    path = tmp_path / "Dockerfile"
    path.write_text(f"# check=error=true\n{BAD}", encoding="utf-8")
    found = [item for item in check(str(path)) if name in item.aliases]
    assert found and all(item.code.startswith("DL") and item.severity == ERROR for item in found)
    path.write_text(f"# check=skip={name}\n{BAD}", encoding="utf-8")
    assert not [item for item in check(str(path), select=["DL", "BK"]) if name in item.aliases]
    keyword = {"MaintainerDeprecated": "MAINTAINER", "SecretsUsedInArgOrEnv": "ENV"}.get(name, "CMD exec")
    path.write_text(BAD.replace(keyword, f"# check=skip={name}\n{keyword}"), encoding="utf-8")
    assert not [item for item in check(str(path), select=["DL", "BK"]) if name in item.aliases]
