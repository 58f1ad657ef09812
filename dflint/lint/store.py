"""The diagnostics of a run: by path and place, and put aside in a temporary file where there are many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat

from dflint.lint.finding import Diagnostic
from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import IO

# So many diagnostics are kept in memory, as they are, and fewer where there are so many files.
MANY = 40_000
LARGE, MANY_OF_LARGE = 5_000, 10_000


class Told(NamedTuple):
    """What is said of one file, in order, and its text where the fixes need that; `printed` is each item as lines for
    people, if that was wanted.
    """

    items: list[Diagnostic]
    text: str | None = None
    printed: tuple[str, ...] = ()


def pack(told: Told) -> bytes:
    """`told` in few bytes, for this run alone."""
    import pickle
    import zlib

    return zlib.compress(pickle.dumps(told, pickle.HIGHEST_PROTOCOL), 1)


def unpack(data: bytes) -> Told:
    """What `pack` was given."""
    import pickle
    import zlib

    told: Told = pickle.loads(zlib.decompress(data))
    return told


class Spot(NamedTuple):
    """Where something stands in a file: its offset and its size, in bytes."""

    start: int
    size: int


class Aside:
    """Bytes in a temporary file, which is gone when dflint is; in memory where no such file can be had."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._end = 0

    def put(self, data: bytes) -> Spot | bytes:
        """Where `data` is now, or itself when it cannot be written."""
        try:
            if self._file is None:
                from tempfile import TemporaryFile

                self._file = TemporaryFile(buffering=0, prefix="dflint-")  # noqa: SIM115 - for as long as this is
            self._file.seek(self._end)
            if self._file.write(data) < len(data):
                return data
        except OSError:
            return data
        self._end += len(data)
        return Spot(self._end - len(data), len(data))

    def get(self, kept: Spot | bytes) -> bytes:
        """What was put there; OSError when it cannot be read."""
        if isinstance(kept, bytes):
            return kept
        assert self._file is not None
        self._file.seek(kept.start)
        return self._file.read(kept.size)


class Diagnostics:
    """The diagnostics of a run over so many `files`, each once, by path and place, as often as they are asked for."""

    def __init__(self, files: int = 0) -> None:
        self._most = MANY if files < LARGE else MANY_OF_LARGE
        self._found: dict[str, list[tuple[int, Told | Spot | bytes]]] = {}
        self._aside = Aside()
        self._number = 0
        self._last: tuple[str, Told] | None = None

    def add(self, order: int, found: Mapping[str, Told]) -> None:
        """Add what piece number `order` found, by path."""
        for path, told in found.items():
            self._number += len(told.items)
            kept = self._aside.put(pack(told)) if self._number > self._most else told
            self._found.setdefault(path, []).append((order, kept))

    def __iter__(self) -> Iterator[Diagnostic]:
        for path in sorted(self._found):
            yield from self._told(path).items

    def printed(self) -> Iterator[tuple[Diagnostic, str]]:
        """All of them, each with its lines for people; these are empty where they are not made yet."""
        for path in sorted(self._found):
            told = self._told(path)
            yield from zip(told.items, told.printed or repeat(""), strict=False)

    def __bool__(self) -> bool:
        return bool(self._found)

    def text(self, path: str) -> str | None:
        """The text that the fixes in the file `path` are for, where that is known."""
        return self._told(path).text if path in self._found else None

    def _told(self, path: str) -> Told:
        if self._last is None or self._last[0] != path:
            parts = sorted(self._found[path], key=lambda each: each[0])
            found = [each if isinstance(each, Told) else unpack(self._aside.get(each)) for _, each in parts]
            self._last = path, found[0] if len(found) == 1 else _merged(found)
        return self._last[1]


def _merged(found: list[Told]) -> Told:
    """What several pieces said of one file: templates that include it share most findings."""
    from dflint.lint.engine import merge

    result: dict[tuple[object, ...], Diagnostic] = {}
    for told in found:
        merge(result, told.items, is_template=True)
    return Told(sorted(result.values(), key=place), found[0].text)


def place(item: Diagnostic) -> tuple[int, int, str, str]:
    """What the diagnostics of one file are ordered by."""
    return item.line, item.column, item.code, item.message
