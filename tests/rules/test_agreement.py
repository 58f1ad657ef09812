"""Small files on which dflint says what hadolint says, and those on which it knows better.

Each file of `agreement/` begins with a line `codes: DL3008 DL3014`; then come cases, each below a line of `===`. A line
`=== differs DL3008: reason` says that the two differ there, and why; a page of the rules explains it.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from dflint.lint.engine import lint
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import preset

FOLDER = Path(__file__).parent / "agreement"
HADOLINT = Path(sys.executable).with_name("hadolint")
BATCH = 200


class Case(NamedTuple):
    """A text, and the codes of rules that speak differently of it in hadolint."""

    place: str
    text: str
    differing: frozenset[str]


def read_cases(path: Path) -> tuple[frozenset[str], list[Case]]:
    """The codes that a file is about, and its cases."""
    head, *parts = re.split(r"^===", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    codes = frozenset(head.partition(":")[2].split())
    cases = []
    line = head.count("\n") + 1
    for part in parts:
        first, _, text = part.partition("\n")
        differing = frozenset(re.findall(r"DL\d+", first.partition(":")[0]))
        cases.append(Case(f"{path.name}:{line}", text, differing))
        line += part.count("\n")
    return codes, cases


def hadolint(folder: Path, cases: list[Case]) -> list[set[str]]:
    """The codes that hadolint prints for each of `cases`."""
    names = []
    for number, case in enumerate(cases):
        (folder / f"{number}.Dockerfile").write_text(case.text, encoding="utf-8")
        names.append(f"{number}.Dockerfile")
    found: list[set[str]] = [set() for _ in cases]
    config = folder / "empty.yaml"
    config.write_text("override:\n  info: [DL1001, DL3057]\n", encoding="utf-8")
    for at in range(0, len(names), BATCH):
        command = [str(HADOLINT), "--no-fail", "-f", "json", "-c", config.name, *names[at : at + BATCH]]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        for item in json.loads(done.stdout):
            found[int(item["file"].partition(".")[0])].add(item["code"])
    return found


def dflint(folder: Path, cases: list[Case], codes: frozenset[str]) -> list[set[str]]:
    """The codes of `codes` that dflint prints for each of `cases`."""
    settings = preset("docker")._replace(select=tuple(codes))
    found = []
    for number in range(len(cases)):
        name = f"{number}.Dockerfile"
        items = lint(load(str(folder), [Entry(str(folder / name), name, settings)]))
        found.append({code for item in items for code in (item.code, *item.aliases) if code in codes})
    return found


@pytest.mark.skipif(not HADOLINT.exists(), reason="there is no hadolint for this platform")
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: str(path.stem))
def test_agreement(path: Path, tmp_path: Path) -> None:
    """Every difference is a stated one, and every stated one is there."""
    codes, cases = read_cases(path)
    assert codes and cases
    wrong = []
    theirs = hadolint(tmp_path, cases)
    for case, their, our in zip(cases, theirs, dflint(tmp_path, cases, codes), strict=True):
        differing = (their & codes) ^ our
        if differing != case.differing & codes:
            wrong.append(f"{case.place}: hadolint {sorted(their & codes)}, dflint {sorted(our)}\n{case.text}")
    assert not wrong, f"{len(wrong)} cases\n" + "\n".join(wrong)
