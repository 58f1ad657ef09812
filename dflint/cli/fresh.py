"""A run of `dflint check` that reads and checks everything."""

from dflint.config import NEVER
from dflint.discover import Found
from dflint.lint.finding import Severity
from dflint.lint.run import check as check_projects
from dflint.model.project import Project
from dflint.options import Options
from dflint.output.result import Result, result_of
from dflint.settings import Settings
from dflint.workspace import Workspace, open_workspace


def check(paths: list[str], options: Options, found: Found, jobs: int) -> tuple[Workspace, Result]:
    """Check the files that `paths` mean, which lead to `found`, with up to `jobs` processes."""
    workspace = open_workspace(paths, options, found)
    diagnostics = check_projects(workspace.projects, jobs, workspace.notes)
    return workspace, result_of(workspace.projects, diagnostics)


def fails(projects: list[Project], result: Result) -> bool:
    """True when a finding is at or above the severity that its file is to fail on."""
    limits = {file.shown: _limit(file.settings) for project in projects for file in project.files}
    least = min(limits.values(), default=0)  # for a file that a template includes
    return any(item.severity >= limits.get(item.path, least) for item in result.diagnostics)


def _limit(settings: Settings) -> int:
    return 99 if settings.fail_on == NEVER else Severity[settings.fail_on.upper()]
