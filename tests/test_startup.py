"""A plain check of one file loads nothing that it does not need: a hook runs on every commit."""

import subprocess
import sys
from pathlib import Path

import pytest

from dflint.cli.memory import OFF

HEAVY = {
    *("asyncio", "click", "concurrent.futures", "dataclasses", "difflib", "email", "importlib.metadata", "inspect"),
    *(
        "dockerfile_parse",
        "jinja2",
        "json",
        "libcst",
        "logging",
        "markdown_it",
        "multiprocessing",
        "pathspec",
        "pydantic",
        "pygls",
        "random",
        "rich",
    ),
    *("_hashlib", "sqlite3", "subprocess", "tabulate", "tempfile", "tomllib", "tree_sitter", "tree_sitter._binding"),
    *("tree_sitter_bash", "typing_extensions", "unicodedata", "xml", "yaml"),
}
if sys.version_info < (3, 14):
    HEAVY.add("typing")
PROGRAM = """
import sys
before = set(sys.modules)
from dflint.cli import main
status = main({arguments!r})
print(*sorted(set(sys.modules) - before), sep="\\n", file=sys.stderr)
raise SystemExit(status)
"""
TEXT = "# name\nFROM ubuntu:24.04\nARG A_VER=1\nENTRYPOINT a\n"
# What a file may load by what it holds.
SHELL = {"tree_sitter._binding"}
LINES = {"dockerfile_parse", "json", "typing"}
HEREDOC = {"typing", "unicodedata"}
SHELLCHECK = {"json", "subprocess", "typing"}


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The modules that a run loads."""
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path[:0] = {sys.path!r}\n" + PROGRAM.format(arguments=arguments),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return set(done.stderr.splitlines())


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("", set()),
        ("FROM a AS b\nCOPY --from=b $A ${B:-c} /\nENV A='b c' D=\"$A\"\n", set()),
        ("RUN mkfifo /export-logs\n", SHELL),
        ("RUN a \\\n b\n", SHELL | LINES),
        ('CMD ["a"]\n', {"json"}),
        ("COPY <<EOF /a\nEOF\n", HEREDOC),
        ("RUN cp $A b\n", SHELL | SHELLCHECK),
    ],
)
def test_check_of_one_file_loads_nothing_heavy(tmp_path: Path, line: str, allowed: set[str]) -> None:
    (tmp_path / "Dockerfile").write_text(TEXT + line, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    modules = loaded(tmp_path, "check", "Dockerfile")
    assert "dflint.lint.engine" in modules
    assert (modules & HEAVY) - allowed == set()


def test_folder_without_repository_needs_no_git(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(TEXT, encoding="utf-8")
    assert loaded(tmp_path, "check") & HEAVY == set()


def test_cache_costs_nothing_heavy_and_saves_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OFF)
    (tmp_path / "Dockerfile").write_text(TEXT, encoding="utf-8")
    cold, warm = (loaded(tmp_path, "check", "Dockerfile") for _ in range(2))
    assert (cold | warm) & HEAVY == set()
    assert "dflint.lint.engine" in cold
    work = ("dflint.lint", "dflint.rules", "dflint.syntax.parser", "dflint.output", "dflint.workspace", "json")
    assert [name for name in warm if name.startswith(work)] == []


@pytest.mark.parametrize("arguments", [("--version",), ("--help",)])
def test_version_and_help_load_no_command(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    modules = loaded(tmp_path, *arguments)
    assert {name for name in modules if name.startswith("dflint.")} <= {"dflint.cli", "dflint.errors"}


def test_import_loads_nothing(tmp_path: Path) -> None:
    program = "import sys; sys.path[:0] = {!r}; import dflint; print([m for m in sys.modules if m[:7] == 'dflint.'])"
    command = [sys.executable, "-I", "-c", program.format(sys.path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
