"""What a component has besides what its files say: addresses on the web, and the number of findings."""

from collections.abc import Iterable

from dflint.model.project import Project
from dflint.reporting.facts import Component
from dflint.reporting.findings import Counting, Counts
from dflint.reporting.forges import Sources, with_links


def finished(components: Iterable[Component], project: Project, sources: Sources, findings: bool) -> list[Component]:
    """The `components` of `project` with links as `sources` has them, and with `findings` counted if so wished."""
    form = sources.form(project.root, project.files[0].settings.source_url) if project.files else ""
    if not findings:
        return [with_links(component, form) for component in components]
    with Counting(project) as counting:
        linked = [with_links(component, form) for component in components]
        return _with_findings(linked, counting.counts())


def _with_findings(components: list[Component], counts: Counts) -> list[Component]:
    return [
        component._replace(findings=sum(counts[path] for path in {build.path for build in component.images}))
        for component in components
    ]
