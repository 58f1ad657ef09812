"""What a component has besides what its files say: addresses on the web, and the number of findings."""

from collections import Counter
from collections.abc import Iterable

from dflint.cores import cores
from dflint.model.project import Project
from dflint.reporting.facts import Component
from dflint.reporting.forges import Sources, with_links


def finished(components: Iterable[Component], project: Project, sources: Sources, findings: bool) -> list[Component]:
    """The `components` of `project` with links as `sources` has them, and with `findings` counted if so wished."""
    form = sources.form(project.root, project.files[0].settings.source_url) if project.files else ""
    linked = [with_links(component, form) for component in components]
    return _with_findings(linked, project) if findings else linked


def _with_findings(components: list[Component], project: Project) -> list[Component]:
    """The `components`, each with the number of findings that `check` has in its files.

    What is found in a file that templates include belongs to none of them.
    """
    from dflint.lint.run import check

    paths = {file.shown: file.path for file in project.files}
    counts = Counter(paths[item.path] for item in check([project], cores()) if item.path in paths)
    return [
        component._replace(findings=sum(counts[path] for path in {build.path for build in component.images}))
        for component in components
    ]
