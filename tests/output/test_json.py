"""JSON output: the promised keys, and validity whatever the text."""

import json

import pytest

from dflint.lint.finding import ERROR, Diagnostic
from dflint.output import json as output
from dflint.output.result import Result
from dflint.text import Fix, Source, replace, unsafe
from dflint.text import Span as At

PLACE = ["path", "line", "column", "end_line", "end_column"]
KEYS = [*PLACE, "code", "name", "aliases", "severity", "message", "url", "fix"]
SOURCE = Source("FROM a\nENTRYPOINT b\n")


def result(*, path: str = "Dockerfile", message: str = "no", fix: Fix | None = None, number: int = 1) -> Result:
    item = Diagnostic(path, 2, 1, 2, 11, "X1", "name", ("a",), ERROR, message, None, fix, (), "ENTRYPOINT b")
    return Result([item] * number, {path: SOURCE}, [path], [])


def test_keys_and_fix() -> None:
    (found,) = json.loads(output.findings(result(fix=unsafe(replace(At(7, 17), "CMD")))))
    assert list(found) == KEYS
    assert found["fix"] == {
        "applicability": "unsafe",
        "edits": [{"start": {"line": 2, "column": 1}, "end": {"line": 2, "column": 11}, "text": "CMD"}],
    }
    assert (found["severity"], found["aliases"], found["url"]) == ("error", ["a"], None)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_array(number: int) -> None:
    assert len(json.loads(output.findings(result(number=number)))) == number


@pytest.mark.parametrize("text", ['a"b\\', "\n\x00\x1b", "ü漢\U0001f600", "\udcff", "\ud83d", "\udc80\ud800x"])
def test_any_text_gives_valid_json(text: str) -> None:
    printed = output.findings(result(path=text, message=text, fix=unsafe(replace(At(0, 1), text))))
    (found,) = json.loads(printed)
    clean = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    assert found["path"] == found["message"] == found["fix"]["edits"][0]["text"] == clean
    printed.encode("ascii")


def test_counts() -> None:
    assert json.loads(output.counts(result(number=3))) == [{"code": "X1", "name": "name", "count": 3}]
