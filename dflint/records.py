"""`NamedTuple`, made in a fifth of the time that `typing` takes for it: a short run makes a hundred such classes.

What `collections.namedtuple` spends that time on is compiling `__new__` for each class anew. Here all classes with as
many fields share one code, in which only the names of the fields differ. `typing` itself need not be loaded for it.
"""

import sys
from collections.abc import Iterable
from functools import cache
from types import CodeType, FunctionType

__all__ = ["TYPE_CHECKING", "NamedTuple", "Protocol"]

TYPE_CHECKING = False
"""True for programs that check types, as the constant of `typing`."""

if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object

if TYPE_CHECKING or sys.version_info >= (3, 14):  # where the annotations of a class are not made yet when it is
    from typing import NamedTuple
else:
    from _collections import _tuplegetter

    class _Record(tuple):
        """What all records can do."""

        __slots__ = ()
        _fields: tuple[str, ...] = ()

        @classmethod
        def _make(cls, values: Iterable[object]) -> "_Record":
            """The record of all `values`; TypeError when these are too many, or not enough."""
            found = tuple.__new__(cls, values)
            if len(found) != len(cls._fields):
                raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(found)}")
            return found

        def _replace(self, **changes: object) -> "_Record":
            """A copy with other values in some fields; TypeError for one that is not there."""
            found = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"{type(self).__name__} has no field {', '.join(changes)}")
            return found

        def _asdict(self) -> dict[str, object]:
            """The values by field."""
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            fields = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({fields})"

        def __getnewargs__(self) -> tuple[object, ...]:
            return tuple(self)

    class _Maker(type):
        """Makes a record of each class that names `NamedTuple` as its base."""

        def __new__(cls, name: str, _: tuple[type, ...], space: dict[str, object]) -> type:
            fields = tuple(space.get("__annotations__", ()))
            defaults = tuple(space.pop(field) for field in fields if field in space)
            getters = {field: _tuplegetter(number, None) for number, field in enumerate(fields)}
            new = FunctionType(_named(fields), _GLOBALS, "__new__", defaults)
            own = {"__slots__": (), "__new__": new, "_fields": fields, "__match_args__": fields}
            return type.__new__(type, name, (_Record,), space | getters | own)

    _GLOBALS = {"__builtins__": {}, "_new": tuple.__new__}

    def _named(fields: tuple[str, ...]) -> CodeType:
        return _code(len(fields)).replace(co_varnames=("_cls", *fields))

    @cache
    def _code(number: int) -> CodeType:
        """The code of `__new__` with so many arguments."""
        names = "".join(f"_{at}, " for at in range(number))
        code: CodeType = eval(f"lambda _cls, {names}: _new(_cls, ({names}))").__code__
        return code

    NamedTuple = type.__new__(_Maker, "NamedTuple", (), {})
