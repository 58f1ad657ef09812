"""The report as plain values, for `json.dumps`."""

from dflint.reporting.facts import Build, Component, Report, Row, count


def plain(report: Report) -> dict[str, object]:
    """All facts of `report`; the keys are stable, new ones may be added."""
    return {
        "counts": count(report.components)._asdict(),
        "components": [_component(component) for component in report.components],
    }


def _component(component: Component) -> dict[str, object]:
    return {
        "path": component.path,
        "name": component.name,
        "kind": component.kind,
        "group": component.group,
        "images": [_image(build) for build in component.images],
        "ingredients": [_ingredient(row) for row in component.rows],
    }


def _image(build: Build) -> dict[str, object]:
    return {
        "file": build.path,
        "name": build.image or None,
        "reference": build.reference or None,
        "final": build.final,
        "base": build.base or None,
        "template": build.template,
        "built": build.built,
        "error": build.error or None,
        "arguments": [argument._asdict() for argument in build.arguments],
    }


def _ingredient(row: Row) -> dict[str, object]:
    return {
        "name": row.name,
        "version": row.version,
        "kind": row.kind,
        "source": row.source,
        "url": row.link or None,
        "images": list(row.images),
        "places": [{"file": place.path, "line": place.line, "url": place.url or None} for place in row.places],
    }
