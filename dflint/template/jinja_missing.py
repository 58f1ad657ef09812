"""The value of an undefined name."""

from collections.abc import Iterator
from typing import Any

from jinja2 import TemplateRuntimeError, Undefined

from dflint.records import TYPE_CHECKING
from dflint.template.rope import Origin

if TYPE_CHECKING:
    from dflint.template.jinja_sandbox import Sandbox


class Missing(Undefined):
    """The value of an undefined name: noted when it is used, empty in every way, and so are its attributes."""

    __slots__ = ("_label", "_place", "_quiet")
    _sandbox: "Sandbox"
    unsafe_callable = alters_data = False

    def __init__(self, hint: str | None = None, obj: Any = None, name: str | None = None, exc: Any = None) -> None:
        super().__init__(hint, obj, name, exc or TemplateRuntimeError)
        self._place: Origin | None = None
        self._label = f'"{name}" is undefined' if name is not None and hint is None else hint or "undefined"
        self._quiet = False

    def _use(self, kind: str = "undefined") -> "Missing":
        if not self._quiet:
            self._sandbox.note(kind, self._label, self._place)
        return self

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self

    def __getitem__(self, key: object) -> "Missing":  # type: ignore[override]
        return self

    def _used(self, *_: object, **__: object) -> Any:
        return self._use()

    def _no(self, *_: object) -> bool:
        self._use()
        return False

    def _zero(self, *_: object) -> int:
        self._use()
        return 0

    def __bool__(self) -> bool:
        self._use("undefined-condition")
        return False

    def __str__(self) -> str:
        self._use()
        return ""

    def __ne__(self, other: object) -> bool:
        self._use()
        return not isinstance(other, Undefined)

    def __eq__(self, other: object) -> bool:
        self._use()
        return isinstance(other, Undefined)

    def __iter__(self) -> Iterator[Any]:
        self._use()
        return iter(())

    def __float__(self) -> float:  # type: ignore[override]
        return float(self._zero())

    def __hash__(self) -> int:
        return id(Missing)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _used
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __pos__ = __neg__ = _used
    __call__ = _fail_with_undefined_error = _used
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _no  # type: ignore[assignment]
    __len__ = __int__ = __index__ = __round__ = _zero  # type: ignore[assignment]
