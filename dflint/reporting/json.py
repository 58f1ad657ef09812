"""The report as plain values, for `json.dumps`; `report.schema.json` describes them."""

from dflint.reporting.facts import Build, Component, Origin, Place, Report, Row, Stage, count
from dflint.reporting.forges import line_url


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
        "findings": component.findings,
        "images": [_image(build, component.source_url) for build in component.images],
        "ingredients": [_ingredient(row) for row in component.rows],
    }


def _image(build: Build, source_url: str) -> dict[str, object]:
    return {
        "file": build.path,
        "url": line_url(source_url, build.path, 1) or None,
        "name": build.image or None,
        "reference": build.reference or None,
        "final": build.final,
        "base": build.base or None,
        "template": build.template,
        "built": build.built,
        "error": build.error or None,
        "arguments": [argument._asdict() for argument in build.arguments],
        "stages": [_stage(stage) for stage in build.stages],
    }


def _stage(stage: Stage) -> dict[str, object]:
    return {
        "name": stage.name or None,
        "line": stage.line,
        "base": _origin(stage.base),
        "copies": [_origin(origin) for origin in stage.copies],
        "shipped": stage.shipped,
        "whole": stage.whole,
    }


def _origin(origin: Origin) -> dict[str, object]:
    return {
        "reference": origin.text,
        "of": origin.of,
        "stage": origin.stage if origin.of == "stage" else None,
        "file": origin.path or None,
        "digest": origin.digest or None,
    }


def _ingredient(row: Row) -> dict[str, object]:
    return {
        "name": row.name,
        "version": row.version,
        "kind": row.kind,
        "source": row.source,
        "url": row.link or None,
        "found": row.found,
        "declared": row.declared,
        "shipped": row.shipped,
        "resolved": row.resolved,
        "pin": row.pin or None,
        "images": list(row.images),
        "places": [_place(place) for place in row.places],
        "uses": [_place(place) for place in row.uses],
    }


def _place(place: Place) -> dict[str, object]:
    return {"file": place.path, "line": place.line, "url": place.url or None}
