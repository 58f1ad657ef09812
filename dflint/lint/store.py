"""The diagnostics of a run: by path and place, and in few bytes where there are many."""

from collections.abc import Iterator, Mapping
from itertools import repeat

from dflint.lint.finding import Diagnostic
from dflint.records import NamedTuple

# So many diagnostics are kept as they are.
MANY = 40_000


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


class Diagnostics:
    """The diagnostics of a run, each once, by path and place; one can go through them any number of times."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[int, Told | bytes]]] = {}
        self._number = 0
        self._last: tuple[str, Told] | None = None

    def add(self, order: int, found: Mapping[str, Told]) -> None:
        """Add what piece number `order` found, by path."""
        for path, told in found.items():
            self._number += len(told.items)
            self._found.setdefault(path, []).append((order, pack(told) if self._number > MANY else told))

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
            found = [each if isinstance(each, Told) else unpack(each) for _, each in parts]
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
