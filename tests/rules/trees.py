"""Small trees for the tests of the rules, and what the rules say of them."""

import os
from pathlib import Path

from dflint.lint import registry
from dflint.lint.engine import lint
from dflint.lint.finding import Diagnostic
from dflint.model.file import Entry
from dflint.model.project import Project, load
from dflint.settings import Settings

Files = dict[str, str]
SETTINGS = Settings()


def project(root: Path, files: Files, settings: Settings = SETTINGS) -> Project:
    """The project of `files`, written below `root`; of these, those named like Dockerfiles are read."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return load(str(root), [Entry(str(root / name), name, settings) for name in files if is_dockerfile(name)])


def is_dockerfile(name: str) -> bool:
    return os.path.basename(name).startswith("Dockerfile")


def found(root: Path, files: Files, *codes: str, settings: Settings = SETTINGS) -> list[Diagnostic]:
    """The findings of the rules `codes`; of all rules without."""
    known = project(root, files, settings._replace(select=codes or ("ALL",)))
    return [item for item in lint(known) if not codes or own_code(item).startswith(codes)]


def said(root: Path, files: Files, *codes: str, settings: Settings = SETTINGS) -> list[str]:
    """The findings as `path:line CODE 'text at its span'`."""
    return [
        f"{item.path}:{item.line} {own_code(item)} {_text(item)!r}"
        for item in found(root, files, *codes, settings=settings)
    ]


def own_code(item: Diagnostic) -> str:
    """The code of the rule itself, where it prints that of another linter."""
    return next(rule.code for rule in registry.load().values() if rule.name == item.name)


def _text(item: Diagnostic) -> str:
    """What the span of `item` holds; of a longer one the first line."""
    end = item.end_column if item.end_line == item.line else len(item.text) + 1
    return item.text[item.column - 1 : end - 1]
