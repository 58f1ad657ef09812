"""The diagnostics of a run: by path and place, and in few bytes where there are many."""

from collections.abc import Iterator, Mapping

from dflint.lint.finding import Diagnostic

# So many diagnostics are kept as they are.
MANY = 20_000
Items = list[Diagnostic]


def pack(items: Items) -> bytes:
    """`items` in few bytes, for this run alone."""
    import pickle
    import zlib

    return zlib.compress(pickle.dumps(items, pickle.HIGHEST_PROTOCOL), 1)


def unpack(data: bytes) -> Items:
    """What `pack` was given."""
    import pickle
    import zlib

    items: Items = pickle.loads(zlib.decompress(data))
    return items


class Diagnostics:
    """The diagnostics of a run, each once; they may be counted, and gone through any number of times."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[int, Items | bytes]]] = {}
        self._as_they_are = 0

    def add(self, order: int, found: Mapping[str, Items | bytes]) -> None:
        """Add what piece number `order` found, by path; packed or not."""
        for path, items in found.items():
            if isinstance(items, list):
                self._as_they_are += len(items)
            kept = pack(items) if isinstance(items, list) and self._as_they_are > MANY else items
            self._found.setdefault(path, []).append((order, kept))

    def __iter__(self) -> Iterator[Diagnostic]:
        for path in sorted(self._found):
            found = [(order, items if isinstance(items, list) else unpack(items)) for order, items in self._found[path]]
            yield from sorted(_merged(found), key=_place)

    def __bool__(self) -> bool:
        return any(True for _ in self)


def _merged(found: list[tuple[int, Items]]) -> Items:
    """What several pieces said of one file: templates that include it share most findings."""
    if len(found) == 1:
        return found[0][1]
    from dflint.lint.engine import merge

    result: dict[tuple[object, ...], Diagnostic] = {}
    for _, items in sorted(found, key=lambda each: each[0]):
        merge(result, items, is_template=True)
    return list(result.values())


def _place(item: Diagnostic) -> tuple[int, int, str, str]:
    return item.line, item.column, item.code, item.message
