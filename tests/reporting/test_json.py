"""The JSON form is what its published schema says."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dflint
from dflint.reporting import Report
from dflint.reporting.facts import Origin
from tests.reporting.made import NAMES, component, earlier, hostile, image, row, stage

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "dflint" / "report.schema.json").read_text(encoding="utf-8"))


def validate(value: object) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    # Whatever has its properties listed has no others.
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(json.dumps(value)), strict(SCHEMA), jsonschema.Draft7Validator)


def strict(schema: Any) -> Any:
    """The schema without room for keys that it does not name."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: strict(value) for name, value in schema.items()}
    return made | {"additionalProperties": False} if "properties" in made and "required" in made else made


@pytest.mark.parametrize("fixture", sorted(path.name for path in (ROOT / "fixtures").iterdir()))
def test_fixtures(fixture: str) -> None:
    validate(dflint.report([ROOT / "fixtures" / fixture]).json())


@settings(max_examples=20, deadline=None)
@given(st.lists(NAMES, min_size=12, max_size=12))
def test_hostile(values: list[str]) -> None:
    validate(hostile(values).json())


def test_all_keys_are_required() -> None:
    for definition in [SCHEMA, *SCHEMA["definitions"].values()]:
        assert definition.get("required", []) == list(definition.get("properties", []))


def test_stages_and_what_was_found() -> None:
    sibling = Origin("b:latest", "sibling", path="w/B/Dockerfile")
    built = image(
        "a", "", stage("x:1", "one", shipped=False), stage(Origin("scratch", "scratch"), "", (earlier(0), sibling))
    )
    rows = row("curl", found="apt-get install", declared=False, shipped=False, resolved=False, pin="sha256:1")
    one = component(rows, images=(built,))._replace(findings=3, source_url="https://x.y/{path}#L{line}")
    value: Any = Report((one,)).json()
    validate(value)
    (plain,) = value["components"]
    assert plain["findings"] == 3
    assert plain["images"][0]["url"] == "https://x.y/w/A/Dockerfile.a#L1"
    assert [found["shipped"] for found in plain["images"][0]["stages"]] == [False, True]
    assert [origin["of"] for origin in plain["images"][0]["stages"][1]["copies"]] == ["stage", "sibling"]
    assert plain["images"][0]["stages"][1]["copies"][0]["stage"] == 0
    assert plain["ingredients"][0]["pin"] == "sha256:1"
