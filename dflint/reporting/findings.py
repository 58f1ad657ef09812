"""How many findings `dflint check` has for each component."""

from collections import Counter
from collections.abc import Iterable

from dflint.lint.engine import lint
from dflint.model.project import Project
from dflint.reporting.facts import Component


def with_findings(components: Iterable[Component], project: Project) -> list[Component]:
    """The `components` of `project`, each with the number of findings in its files.

    What is found in a file that templates include belongs to none of them.
    """
    paths = {file.shown: file.path for file in project.files}
    counts = Counter(paths[item.path] for item in lint(project) if item.path in paths)
    return [
        component._replace(findings=sum(counts[path] for path in {build.path for build in component.images}))
        for component in components
    ]
