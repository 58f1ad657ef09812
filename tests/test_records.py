"""Records are what `typing.NamedTuple` makes of the same class."""

import copy
import pickle
import typing
from collections.abc import Callable
from typing import Any

import pytest

from dflint.records import NamedTuple


class Ours(NamedTuple):
    """A record."""

    first: int
    second: "str | None" = None
    third: tuple[int, ...] = ()

    @property
    def double(self) -> int:
        """Twice the first."""
        return self.first * 2

    def __str__(self) -> str:
        return "shown " + super().__str__()


class Theirs(typing.NamedTuple):
    """A record."""

    first: int
    second: "str | None" = None
    third: tuple[int, ...] = ()

    @property
    def double(self) -> int:
        """Twice the first."""
        return self.first * 2

    def __str__(self) -> str:
        return "shown " + tuple.__repr__(self)


class Empty(NamedTuple):
    """Without fields."""


class Child(Ours):
    """A class below a record."""

    def __new__(cls, first: int) -> "Child":
        """With one argument."""
        return super().__new__(cls, first, "child")


def matched(kind: Any) -> object:
    """What a pattern finds in a record of this kind."""
    match kind(1, "b"):
        case Ours(first, "b") | Theirs(first, "b"):
            return first
    return None


USES: dict[str, Callable[[Any], object]] = {
    "positions": lambda kind: tuple(kind(1, "b", (3,))),
    "names": lambda kind: tuple(kind(third=(3,), first=1)),
    "defaults": lambda kind: tuple(kind(1)),
    "fields": lambda kind: [kind(1, "b").first, kind(1, "b").second, kind(1).third, kind(4).double],
    "_fields": lambda kind: kind._fields,
    "_asdict": lambda kind: kind(1)._asdict(),
    "_make": lambda kind: tuple(kind._make([1, 2, 3])),
    "_replace": lambda kind: tuple(kind(1)._replace(second="x", first=9)),
    "repr": lambda kind: repr(kind(1, "b")).partition("(")[2],
    "equal": lambda kind: (kind(1) == kind(1), kind(1) == (1, None, ()), kind(1) == kind(2), kind(1) < kind(2)),
    "hash": lambda kind: hash(kind(1)),
    "pickle": lambda kind: [type(pickle.loads(pickle.dumps(kind(1), level))) is kind for level in range(6)],
    "copy": lambda kind: (copy.copy(kind(1)) == kind(1), type(copy.deepcopy(kind(1))) is kind),
    "match": matched,
    "no dict": lambda kind: hasattr(kind(1), "__dict__"),
    "document": lambda kind: kind.__doc__,
    "module": lambda kind: kind.__module__,
    "bool": lambda kind: bool(kind(0)),
}
MISTAKES: dict[str, Callable[[Any], object]] = {
    "too few": lambda kind: kind(),
    "too many": lambda kind: kind(1, 2, 3, 4),
    "unknown": lambda kind: kind(1, fourth=1),
    "twice": lambda kind: kind(1, first=1),
    "wrong number": lambda kind: kind._make([1]),
    "no such field": lambda kind: kind(1)._replace(fourth=1),
    "fixed": lambda kind: setattr(kind(1), "first", 2),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_same_as_typing(use: Callable[[Any], object]) -> None:
    assert use(Ours) == use(Theirs)


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_mistakes(mistake: Callable[[Any], object]) -> None:
    for kind in (Ours, Theirs):
        with pytest.raises((TypeError, ValueError, AttributeError)):
            mistake(kind)


def test_other_classes() -> None:
    assert (tuple(Empty()), repr(Empty()), str(Ours(1))) == (
        (),
        "Empty()",
        "shown Ours(first=1, second=None, third=())",
    )
    assert (Child(2).second, Child(2).double, isinstance(Child(2), Ours)) == ("child", 4, True)
