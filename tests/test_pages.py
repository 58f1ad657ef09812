"""Every example on every page of the rules, and that every rule has its page."""

import re
from pathlib import Path

import pytest

from dflint.lint.engine import lint
from dflint.lint.finding import Diagnostic
from dflint.lint.registry import load
from dflint.model.file import Entry
from dflint.model.project import load as load_project
from dflint.text import Edit, apply
from tests.pages import Example, examples, sections

EXAMPLES = examples()
# Rules about files that no example on a page can be.
NOT_SHOWN = ("E008", "E012")


def findings(folder: Path, example: Example, text: str) -> list[Diagnostic]:
    """What the example's rule says of its file, with the files beside it there."""
    settings = example.settings._replace(select=("ALL",))
    entries = []
    for name, content in {**example.beside, example.name: text}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
        if "Dockerfile" in name:
            entries.append(Entry(str(path), name, settings, name == example.name))
    project = load_project(str(folder), entries)
    return [found for found in lint(project) if found.name == load()[example.code].name]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
def test_example(example: Example, tmp_path: Path) -> None:
    """A `bad` example has exactly the findings that its carets state, a `good` one none."""
    found = findings(tmp_path, example, example.text)
    if example.kind == "good":
        assert found == []
        return
    assert found, "the rule is silent"
    seen = [(item.line, item.column, item.end_column, item.message) for item in found]
    assert seen == [tuple(expected) for expected in example.expected]


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.kind == "bad"], ids=lambda example: example.place)
def test_fix(example: Example, tmp_path: Path) -> None:
    """The fixes of a `bad` example give its `fixed` one, which is clean; without fixes there is none."""
    edits: list[Edit] = [edit for found in findings(tmp_path, example, example.text) if found.fix
                         for edit in found.fix.edits]  # fmt: skip
    assert bool(edits) == (example.fixed is not None), "a fix needs a `fixed` example, and the reverse"
    if example.fixed is not None:
        assert apply(example.text, tuple(edits)) == example.fixed
        assert findings(tmp_path, example, example.fixed) == []


@pytest.mark.parametrize("code", load())
def test_every_rule_has_a_page_with_examples(code: str) -> None:
    rule = load()[code]
    section = next((section for section in sections() if section.code == code), None)
    assert section is not None, f"rules/{rule.chapter}.md has no section ## {code} {rule.name}"
    assert (section.page, section.name) == (rule.chapter, rule.name)
    kinds = {example.kind for example in EXAMPLES if example.code == code}
    assert kinds == {"bad", "good"} or code in NOT_SHOWN


def test_every_section_is_a_rule() -> None:
    assert [section.code for section in sections() if section.code not in load()] == []


def test_names_complete_a_sentence() -> None:
    """`this file <name>`: a verb in the third person first, lower case, words joined by hyphens."""
    verbs = (
        r"(expands|uses|includes|has|is|sets|shares|inherits|writes|does|ends|makes|declares|builds|names|cannot|hides"
        r"|adds|asks|assumes|changes|checks|clones|copies|downloads|exposes|goes|gives|installs|joins|keeps|leaves|lacks"
        r"|mixes|opens|pipes|pins|puts|reads|refers|relies|repeats|replaces|runs|starts|swallows|switches|takes|trusts"
        r"|unpacks|upgrades|waits|works)"
    )
    for rule in load().values():
        assert re.fullmatch(rf"{verbs}(-[a-z0-9]+)*", rule.name), rule.name
