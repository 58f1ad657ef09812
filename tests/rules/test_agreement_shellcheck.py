"""What ShellCheck says by way of dflint and by way of hadolint.

hadolint shows one thing of all that ShellCheck says of an instruction, the last; here that one must be said, too.
A case stands below a line `===`; `=== differs: reason` is one where the two differ.
"""

import json
import re
import subprocess
from pathlib import Path

import pytest

from dflint.embedded.shellcheck import find_program
from dflint.lint.engine import lint
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import preset
from tests.rules.test_agreement import HADOLINT

CASES = [
    (part.partition("\n")[0].strip(), part.partition("\n")[2])
    for part in Path(__file__).with_name("shellcheck.txt").read_text(encoding="utf-8").split("===")[1:]
]
pytestmark = pytest.mark.skipif(
    find_program("/nowhere") is None or not HADOLINT.exists(), reason="there is no ShellCheck or no hadolint"
)


def hadolint(folder: Path) -> list[set[tuple[int, str]]]:
    """Line and code of what hadolint shows of ShellCheck in each case."""
    names = [f"{number}.Dockerfile" for number in range(len(CASES))]
    for name, (_, text) in zip(names, CASES, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "empty.yaml").write_text("ignored: []\n", encoding="utf-8")
    command = [str(HADOLINT), "--no-fail", "-f", "json", "-c", "empty.yaml", *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    found: list[set[tuple[int, str]]] = [set() for _ in names]
    for item in json.loads(done.stdout):
        assert item["code"] != "DL1000", item
        if item["code"].startswith("SC"):
            found[int(item["file"].partition(".")[0])].add((item["line"], item["code"]))
    return found


def dflint(folder: Path) -> list[set[tuple[int, str]]]:
    """First line of the instruction and code of what dflint says in each case."""
    settings = preset("docker")._replace(select=("SC",))
    found = []
    for number in range(len(CASES)):
        name = f"{number}.Dockerfile"
        project = load(str(folder), [Entry(str(folder / name), name, settings)])
        starts = [node.start_line for node in project.files[0].document.instructions]
        items = lint(project)
        found.append({(max(at for at in starts if at <= item.line), item.code) for item in items})
    return found


def test_agreement(tmp_path: Path) -> None:
    """Every difference is a stated one, and every stated one is there."""
    wrong = []
    for (head, text), theirs, ours in zip(CASES, hadolint(tmp_path), dflint(tmp_path), strict=True):
        silent = {line for line, _ in ours} - {line for line, _ in theirs}
        if bool(theirs - ours or silent) != head.startswith("differs"):
            wrong.append(f"{head or '==='}\n{text}hadolint {sorted(theirs)}, dflint {sorted(ours)}")
    assert not wrong, f"{len(wrong)} cases\n" + "\n".join(wrong)


def test_differences_have_reasons() -> None:
    assert all(re.fullmatch(r"|differs: \S.*", head) for head, _ in CASES)
