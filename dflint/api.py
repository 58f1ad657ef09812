"""The interface for programs; `import dflint` offers all of it.

dflint.parse("FROM ubuntu").instructions[0].keyword
for diagnostic in dflint.check(["."], select=["WL"]): ...
for change in dflint.fix(["."]).changes: ...
print(dflint.report(["."]).markdown())
"""

import os
from collections.abc import Iterable

from dflint.errors import ConfigError, DflintError, MissingPathError
from dflint.lint.finding import Diagnostic
from dflint.model.project import Project
from dflint.records import TYPE_CHECKING
from dflint.reporting import Report
from dflint.settings import Settings
from dflint.syntax.nodes import Dockerfile
from dflint.text import Source

if TYPE_CHECKING:
    from dflint.output.fixes import Outcome
    from dflint.reporting import Only
    from dflint.workspace import Workspace

    Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

__all__ = ["ConfigError", "DflintError", "Diagnostic", "Dockerfile", "Report", "check", "fix", "parse", "report"]


def parse(source: str | bytes, path: str | os.PathLike[str] | None = None) -> Dockerfile:
    """The tree of a Dockerfile's text. Never raises for what the text says; that is in `.errors`."""
    from dflint.syntax.parser import parse as parse_source

    name = "" if path is None else os.fspath(path)
    return parse_source(Source(source, name) if isinstance(source, str) else Source.from_bytes(source, name))


def check(paths: "Paths" = ".", **options: object) -> list[Diagnostic]:
    """What the rules say of the Dockerfiles that `paths` mean, by path and place.

    `options` are fields of `Settings` (`select=["WL"]`, `preset="docker"`); they override the configuration files as
    the command line does. TypeError for another option, DflintError for a broken configuration or a missing path.
    """
    from dflint.lint.run import check as check_projects
    from dflint.output.result import result_of
    from dflint.output.sieve import Sieve

    projects = _projects(paths, options)
    return list(Sieve().sift(result_of(projects, check_projects(projects)), projects).diagnostics)


def fix(paths: "Paths" = ".", *, unsafe: bool = False, write: bool = True, **options: object) -> "Outcome":
    """Fix the Dockerfiles that `paths` mean, with `unsafe` also by the fixes that are only right in most cases.

    What was done is in `.changes` (`path`, `old`, `new`, `fixed`), what remains in `.diagnostics`, files that could not
    be written in `.failed`. Without `write` nothing is written. `options` are as for `check`.
    """
    from dflint.output.fixes import fix_workspace
    from dflint.output.result import result_of
    from dflint.output.sieve import Sieve

    sieve = Sieve()
    given = {**options, "unsafe_fixes": True} if unsafe else options
    outcome = fix_workspace(_workspace(paths, given), write, keep=sieve.keep)
    left = sieve.sift(result_of(outcome.projects, outcome.diagnostics), outcome.projects)
    return outcome._replace(diagnostics=list(left.diagnostics))


def report(paths: "Paths" = ".", *, only: "Only | None" = None, **options: object) -> Report:
    """What the images that the Dockerfiles at `paths` build are made of; `options` as for `check`.

    `only` chooses the ingredients: `declared` ones with the base images, all that is `shipped`, or `all`; without it
    the settings do.
    """
    from dflint.reporting import build

    return build(_projects(paths, options), only=only)


def _projects(paths: "Paths", options: dict[str, object]) -> list[Project]:
    return _workspace(paths, options).projects


def _workspace(paths: "Paths", options: dict[str, object]) -> "Workspace":
    from dflint.options import Options
    from dflint.syntax.suggest import suggestion
    from dflint.workspace import open_workspace

    for name in options:
        if name not in Settings._fields:
            raise TypeError(f"unknown option {name!r}{suggestion(name, Settings._fields)}")
    given = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    workspace = open_workspace([os.fspath(path) for path in given], Options(options))
    for path in workspace.missing:
        raise MissingPathError(f"{path}: no such file or folder")
    for message in workspace.broken:
        raise ConfigError(message)
    return workspace
