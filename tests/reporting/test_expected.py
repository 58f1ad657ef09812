"""The wikis of the fixtures are those checked in beside them. `python -m tests.reporting.test_expected` writes them."""

import shutil
import tempfile
from pathlib import Path

import pytest

from dflint.reporting import Report, build
from dflint.reporting.wiki import compare, write
from dflint.workspace import Options, open_workspace

FIXTURES = sorted(path for path in (Path(__file__).parents[2] / "fixtures").iterdir() if path.is_dir())


def report(fixture: Path, folder: Path) -> Report:
    """The report on a fixture that is copied to `folder`, a repository of its own, without links to source files."""
    shutil.copytree(fixture, folder, ignore=shutil.ignore_patterns("wiki"))
    (folder / ".git").mkdir()
    workspace = open_workspace([str(folder)], Options({"shellcheck": False}))
    assert not workspace.broken
    return build(workspace.projects, findings=True)


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_wiki(fixture: Path, tmp_path: Path) -> None:
    found = compare(report(fixture, tmp_path / "copy"), str(fixture / "wiki"))
    assert "".join(line for change in found.changes for line in change.diff()) == ""
    assert found.stale == ()
    assert found.unchanged >= 3


if __name__ == "__main__":
    for path in FIXTURES:
        with tempfile.TemporaryDirectory() as temporary:
            made = report(path, Path(temporary, "copy"))
        for name in write(made, str(path / "wiki")).stale:
            (path / "wiki" / name).unlink()
