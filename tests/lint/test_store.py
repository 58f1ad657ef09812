"""The diagnostics of a run: they come out as they went in, however many there are and wherever they were kept."""

import tempfile
from collections.abc import Callable
from typing import Any

import pytest

from dflint.lint import store
from dflint.lint.finding import Diagnostic, Severity
from dflint.lint.store import Aside, Diagnostics, Spot, Told


def found(path: str, number: int) -> list[Diagnostic]:
    """So many diagnostics in one file."""
    return [
        Diagnostic(path, line, 1, line, 2, "DL3006", "a-rule", (), Severity.INFO, f"message {line}", "", None, (), "é")
        for line in range(1, number + 1)
    ]


class Full:
    """A file on a disk without room."""

    def __init__(self, room: int) -> None:
        self.room = room

    def seek(self, at: int) -> int:
        """Go there."""
        return at

    def write(self, data: bytes) -> int:
        """Write as much as there is room for."""
        if not self.room:
            raise OSError(28, "No space left on device")
        return min(self.room, len(data))


def no_folder(**_: object) -> None:
    """There is no folder for temporary files."""
    raise FileNotFoundError(2, "No usable temporary directory found")


@pytest.mark.parametrize(("files", "most"), [(0, 0), (10, 5), (10, 1_000), (5_000, 5)])
@pytest.mark.parametrize("file", [tempfile.TemporaryFile, no_folder, lambda **_: Full(0), lambda **_: Full(7)])
def test_gives_what_it_got(monkeypatch: pytest.MonkeyPatch, files: int, most: int, file: Callable[..., Any]) -> None:
    monkeypatch.setattr(store, "MANY" if files < store.LARGE else "MANY_OF_LARGE", most)
    monkeypatch.setattr(tempfile, "TemporaryFile", file)
    whole = Diagnostics(files)
    expected = []
    for order, path in enumerate(["b", "a", "c", "d"]):
        items = found(path, order + 2)
        expected += items
        whole.add(order, {path: Told(items, "text", tuple(f"{path} {item.line}" for item in items))})
    expected.sort()
    for _ in range(2):
        assert list(whole) == expected
        assert [text for _, text in whole.printed()] == [f"{item.path} {item.line}" for item in expected]
    assert whole.text("d") == "text" and whole.text("e") is None


def test_what_is_put_aside_is_in_a_file() -> None:
    aside = Aside()
    places = [aside.put(data) for data in (b"one", b"", b"three" * 1000)]
    assert places == [Spot(0, 3), Spot(3, 0), Spot(3, 5000)]
    assert [aside.get(place) for place in reversed(places)] == [b"three" * 1000, b"", b"one"]
