"""`dflint report --only`: which ingredients are printed."""

import json
from pathlib import Path

import pytest

from dflint.cli import main

TEXT = (
    "ARG T_VER=1\nFROM a AS a\nRUN apt-get install -y make\nFROM b\nCOPY --from=a /x /\nRUN apt-get install -y curl\n"
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["T", "a", "b"]),
        (["--only", "declared"], ["T", "a", "b"]),
        (["--only", "shipped"], ["T", "b", "curl"]),
        (["--only=all"], ["T", "a", "b", "curl", "make"]),
        (["--preset", "datascience"], ["T", "b", "curl"]),
        (["--preset", "datascience", "--only", "all"], ["T", "a", "b", "curl", "make"]),
    ],
)
def test_only(tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], expected: list[str]) -> None:
    (tmp_path / "Dockerfile").write_text(TEXT)
    assert main(["report", "--isolated", "--format", "json", *options, str(tmp_path)]) == 0
    (component,) = json.loads(capsys.readouterr().out)["components"]
    assert [row["name"] for row in component["ingredients"]] == expected


def test_wrong_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--only", "some"]) == 2
    assert "argument --only: invalid choice: 'some'" in capsys.readouterr().err
