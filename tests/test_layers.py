"""Imports run one way: text -> syntax -> embedded -> model -> lint -> rules -> reporting, output -> cli."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Each layer with what it may import besides itself and the layers before it; those in one group do not see each other.
LAYERS = [
    {"records", "parts"},
    {"text", "globs", "cores"},
    {"syntax"},
    {"settings", "errors", "files", "disk", "cache"},
    {"embedded", "template"},
    {"model"},
    {"lint"},
    {"rules"},
    {"changes", "config", "discover", "git", "hadolint", "listing", "options", "paths", "revisions", "workspace"},
    {"reporting", "output"},
    {"upgrading"},
    {"api"},
    {"cli"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted([*ROOT.glob("dflint/**/*.py"), *ROOT.glob("rules/*.py")])


def layer(path: Path) -> str:
    """The layer of a module: the first folder below the package, or its own name there."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "dflint" else "rules"


def imports(path: Path) -> set[str]:
    """The layers that a module imports, wherever in it; what only a type checker sees does not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    checks = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    hidden = {id(node) for check in checks for node in ast.walk(check)}
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in hidden and node.module:
            modules = [f"dflint.{alias.name}" for alias in node.names] if node.module == "dflint" else [node.module]
            names |= {module.split(".")[1] for module in modules if module.startswith("dflint.")}
    return names - {"__version__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    mine = layer(path)
    if mine in ("__init__", "__main__"):
        return
    for other in imports(path):
        assert other == mine or LEVEL[other] <= LEVEL[mine], f"{mine} imports {other}"


def test_only_syntax_imports_the_parser_libraries() -> None:
    found = {layer(path) for path in MODULES if "dockerfile_parse" in path.read_text(encoding="utf-8")}
    assert found == {"syntax"}
