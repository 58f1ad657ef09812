"""`dflint report --diff` as a user runs it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, Plant, Run

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
PAGE = """\
# Ingredients: HEAD → the work tree

Components: 1 changed. Their ingredients: 1 upgraded.

## Changed components

### workload/A

| Ingredient   | Before   | After   | Change   |
|--------------|----------|---------|----------|
| A            | 1.9      | 1.10    | upgraded |
"""


@pytest.fixture
def changed(plant: Plant, tmp_path: Path) -> None:
    """A repository with a commit, and a newer version in the work tree."""
    plant({"workload/A/Dockerfile": GOOD + "ARG A_VER=1.9\n"})
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "x")):
        subprocess.run([*GIT, *command], cwd=tmp_path, check=True)
    plant({"workload/A/Dockerfile": GOOD + "ARG A_VER=1.10\n"})


@pytest.mark.usefixtures("changed")
def test_markdown_and_json(run: Run) -> None:
    assert run("report", "--diff", "HEAD") == (0, PAGE, "")
    assert run("report", "--diff", "HEAD..HEAD").out.endswith("\n\nNo ingredient changed.\n")
    assert json.loads(run("report", "--diff", "HEAD", "--format", "json").out)["counts"]["upgraded"] == 1


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--diff", "v9"), 'dflint: no revision "v9" in this repository; name a tag, a branch or a commit\n'),
        (("--diff", "HEAD", "nix"), "dflint: nix: no such file or folder in HEAD or the work tree\n"),
        (
            ("--diff", "HEAD", "--format", "bom"),
            "dflint report: --diff goes with --format markdown or json, and with files and folders only"
            "; see dflint report --help\n",
        ),
    ],
)
def test_mistakes(run: Run, arguments: tuple[str, ...], message: str) -> None:
    assert run("report", *arguments) == (2, "", message)


@pytest.mark.usefixtures("changed")
def test_broken_configuration(run: Run, plant: Plant) -> None:
    plant({".dflint.toml": "x = 1\n"})
    code, _, err = run("report", "--diff", "HEAD")
    assert (code, err) == (2, 'dflint: the work tree: .dflint.toml: unknown key "x"\n')
