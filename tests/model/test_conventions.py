"""Where the conventions of a workload tree hold: not in any repository that has Dockerfiles."""

from pathlib import Path

import pytest

from dflint.lint.engine import lint
from dflint.model.file import Entry
from dflint.model.project import load
from dflint.settings import Settings

FROM = "FROM ubuntu:24.04\n"
PLAIN = {"Dockerfile": FROM}
MANY = {f"{name}/Dockerfile": f"# Builds {name}.\n{FROM}" for name in "abc"}

CASES: list[tuple[dict[str, str], bool, bool]] = [
    (PLAIN, False, True),
    (PLAIN, True, False),
    (MANY, False, False),
    (MANY, True, False),
    ({"a/Dockerfile": FROM, "b/Dockerfile": FROM}, False, True),
    ({"workload/a/Dockerfile": FROM}, True, True),
    ({**MANY, "d/Dockerfile.1.x": FROM}, True, True),
    ({**MANY, "d/Dockerfile": "# fio\n" + FROM}, True, True),
    ({**MANY, "d/Dockerfile": FROM + "CMD tar cf /export-logs a\n"}, True, True),
    ({**{f"{at}/Dockerfile": FROM for at in range(20)}, "d/Dockerfile": "# fio\n" + FROM}, True, False),
]


@pytest.mark.parametrize(("files", "repository", "expected"), CASES)
def test_conventions(tmp_path: Path, files: dict[str, str], repository: bool, expected: bool) -> None:
    home = str(tmp_path) if repository else None
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings = Settings(select=("WL",))
    project = load(str(tmp_path), [Entry(str(tmp_path / name), name, settings, home=home) for name in files])
    assert len(project.components) == len(files)
    assert project.has_conventions is expected
    assert bool(lint(project)) is expected
