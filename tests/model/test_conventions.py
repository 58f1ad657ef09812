"""Where the conventions of a workload tree hold: not in any repository that has Dockerfiles."""

from pathlib import Path

import pytest

from dflint.lint.engine import lint
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import Settings

FROM = "FROM ubuntu:24.04\n"
PLAIN = {"Dockerfile": FROM}
MANY = {f"{number}/Dockerfile": f"# Builds {number}.\n{FROM}" for number in range(19)}
MORE = {f"{number}/Dockerfile": f"# Builds {number}.\n{FROM}" for number in range(20, 60)}

CASES: list[tuple[dict[str, str], bool]] = [
    (PLAIN, True),
    (MANY, True),
    ({**MANY, "a/Dockerfile": FROM}, False),
    ({"workload/a/Dockerfile": FROM}, True),
    ({**MANY, "a/Dockerfile.1.x": FROM}, True),
    ({**MANY, "a/Dockerfile": "# fio\n" + FROM}, True),
    ({**MANY, "a/Dockerfile": FROM + "CMD tar cf /export-logs a\n"}, True),
    ({**MANY, **MORE, "a/Dockerfile": "# fio\n" + FROM}, False),
]


@pytest.mark.parametrize(("files", "expected"), CASES)
def test_conventions(tmp_path: Path, files: dict[str, str], expected: bool) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings = Settings(select=("WL",))
    project = load(str(tmp_path), [Entry(str(tmp_path / name), name, settings) for name in files])
    assert project.has_conventions is expected
    assert bool(lint(project)) is expected
