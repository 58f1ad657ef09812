"""The README does what it says. `python -m tests.test_readme` writes the outputs that it shows anew."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dflint.config import configuration_for
from dflint.lint.scripts import MISSING

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CONSOLE = re.compile(
    r"^(?P<fence>`{3,})console\n\$ dflint (?P<command>[^\n]*)\n(?P<output>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE
)


def fences(language: str) -> list[str]:
    """The contents of the README's fences of one language, those inside longer fences left out."""
    text = re.sub(r"^ *````.*?^ *````$", "", README.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)


def output(command: str) -> str:
    """What `dflint COMMAND` prints in the root of the repository."""
    done = subprocess.run(
        [sys.executable, "-m", "dflint", *command.split()], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout + done.stderr.replace(f"dflint: {MISSING}\n", "")  # not everywhere is there a ShellCheck


def rendered() -> str:
    """The README with the outputs of its commands as they are now."""
    text = README.read_text(encoding="utf-8")

    def shown(match: "re.Match[str]") -> str:
        fence, command = match["fence"], match["command"]
        return f"{fence}console\n$ dflint {command}\n{output(command).rstrip()}\n{fence}"

    return CONSOLE.sub(shown, text)


@pytest.mark.parametrize(
    "match", list(CONSOLE.finditer(README.read_text(encoding="utf-8"))), ids=lambda match: match["command"]
)
def test_shown_output(match: "re.Match[str]") -> None:
    assert output(match["command"]).rstrip() == match["output"].rstrip()


def test_python_example() -> None:
    (example,) = fences("python")[:1]
    subprocess.run([sys.executable, "-c", example], cwd=ROOT, check=True)


def test_configuration_example(tmp_path: Path) -> None:
    example = next(fence for fence in fences("toml") if "preset" in fence)
    assert tomllib.loads(example)
    (tmp_path / ".dflint.toml").write_text(example, encoding="utf-8")
    settings = configuration_for(str(tmp_path / "Dockerfile"))
    assert settings.ignore == ("WL035",)
    assert settings.platforms == ("spr", "icx")


def test_template_example(tmp_path: Path) -> None:
    example = next(fence for fence in fences("toml") if "[template]" in fence)
    (tmp_path / ".dflint.toml").write_text(example, encoding="utf-8")
    settings = configuration_for(str(tmp_path / "Dockerfile"))
    assert [variant["name"] for variant in settings.template.variants] == ["arm"]


def test_ci_examples_run_commands_that_exist() -> None:
    commands = re.findall(r"(?:run:|-) (dflint [^\n]+)", "".join(fences("yaml")))
    assert commands == ["dflint check", "dflint check"]


def test_make_targets_exist() -> None:
    targets = re.findall(r"^make (\w+)", "".join(fences("sh")), re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets == ["demo", "test"]
    assert all(f"\n{target}:" in makefile for target in targets)


def test_rule_that_the_readme_adds(tmp_path: Path) -> None:
    """The steps of "How to write a rule", in a copy of the repository."""
    for folder in ("dflint", "rules", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = README.read_text(encoding="utf-8")
    code = next(fence for fence in fences("python") if "@rule" in fence)
    (section,) = re.findall(r"^ *````markdown\n(.*?)^ *````$", text, re.DOTALL | re.MULTILINE)
    with open(tmp_path / "rules" / "names.py", "a", encoding="utf-8") as chapter:
        chapter.write("\n\n" + dedent(code))
    with open(tmp_path / "rules" / "names.md", "a", encoding="utf-8") as page:
        page.write("\n" + dedent(section))
    command = [sys.executable, "-m", "pytest", "-q", "-k", "WL004 or section or sentence", "tests/test_pages.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout


def dedent(text: str) -> str:
    """`text` without the blanks of its list item."""
    return re.sub(r"^   ", "", text, flags=re.MULTILINE)


if __name__ == "__main__":
    README.write_text(rendered(), encoding="utf-8")
