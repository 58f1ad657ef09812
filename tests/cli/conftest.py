"""A command line that is run in this process, in a folder of its own."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from dflint.cli import main

GOOD = (
    "# name\nFROM ubuntu:24.04\nRUN mkfifo /export-logs\n"
    "CMD (a.sh; echo $? > status) 2>&1 | tee output.logs && tar cf /export-logs status output.logs && sleep infinity\n"
)


class Outcome(NamedTuple):
    """What a run gave: the exit code and both outputs."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]
Plant = Callable[[Mapping[str, str | bytes]], None]


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plant:
    """Write files into the folder of the test, which becomes the current one."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def write(files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    return write


@pytest.fixture
def run(plant: Plant, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line."""

    def call(*arguments: str) -> Outcome:
        code = main(arguments)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call
