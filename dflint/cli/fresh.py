"""A run of `dflint check` that reads and checks everything."""

from collections.abc import Callable

from dflint.cli.memory import Run
from dflint.cli.progress import Progress
from dflint.config import NEVER
from dflint.lint.finding import Severity
from dflint.lint.registry import load
from dflint.lint.run import check as check_projects
from dflint.lint.work import Print
from dflint.model.project import Project
from dflint.output.result import Result, result_of
from dflint.settings import Settings
from dflint.workspace import Workspace, open_workspace

Sift = Callable[[Result, Workspace], Result]


def check(run: Run, sift: Sift, printer: Print | None) -> tuple[Workspace, Result]:
    """Check the files of `run`; `sift` says what is to be reported, `printer` makes lines for people of that."""
    load()  # needed in any case, and the process for templates gets ready meanwhile
    workspace = open_workspace(run.paths, run.options, run.found)
    with Progress(wanted=run.tells) as progress:
        diagnostics = check_projects(workspace.projects, run.jobs, workspace.notes, progress, printer)
    return workspace, sift(result_of(workspace.projects, diagnostics), workspace)


def fails(projects: list[Project], result: Result) -> bool:
    """True when a finding is at or above the severity that its file is to fail on."""
    limits = {file.shown: _limit(file.settings) for project in projects for file in project.files}
    least = min(limits.values(), default=0)  # for a file that a template includes
    return any(item.severity >= limits.get(item.path, least) for item in result.diagnostics)


def _limit(settings: Settings) -> int:
    return 99 if settings.fail_on == NEVER else Severity[settings.fail_on.upper()]
