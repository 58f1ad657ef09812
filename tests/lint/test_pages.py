"""The fixes of the examples on the rules' pages, as `--fix` makes them: none is refused, none is left to do."""

from pathlib import Path

import pytest

from dflint.lint.fixes import Fixed, fix
from dflint.model.file import Entry
from dflint.model.project import load
from tests.pages import Example, examples

EXAMPLES = [example for example in examples() if example.fixed is not None]


def fixed(folder: Path, example: Example, text: str) -> Fixed:
    """What the fixes of the example's rule make of `text`, with the files beside it there."""
    settings = example.settings._replace(select=(example.code,), ignore=("E",), unsafe_fixes=True)
    entries = []
    for name, content in {**example.beside, example.name: text}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
        if "Dockerfile" in name:
            entries.append(Entry(str(path), name, settings, name == example.name))
    return fix(load(str(folder), entries))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
def test_fixes_of_examples(example: Example, tmp_path: Path) -> None:
    assert example.fixed is not None
    found = fixed(tmp_path, example, example.text)
    assert found.bugs == []
    assert [change.new.text for change in found.changes] == [example.fixed]
    assert fixed(tmp_path, example, example.fixed).changes == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.place)
def test_fixes_of_examples_with_other_line_endings(example: Example, tmp_path: Path) -> None:
    """Nothing is asked of rules about line endings; the others mend the file in its own."""
    if "\r" in example.text:
        return
    found = fixed(tmp_path, example, example.text.replace("\n", "\r\n"))
    assert found.bugs == []
    for change in found.changes:
        assert "\n" not in change.new.text.replace("\r\n", "") or example.code == "WL002"
