"""Values of ARG and ENV, resolved as the builder resolves them, as far as that is known without building."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.syntax import shellwords
from dflint.syntax.nodes import Assignments

if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Certainty: TypeAlias = 'Literal["known", "default", "unknown"]'


def worst(first: Certainty, second: Certainty) -> Certainty:
    """The less certain of the two."""
    return max(first, second, key=("known", "default", "unknown").index)


class Value(NamedTuple):
    """A resolved text.

    `text` keeps a reference that cannot be resolved as `${NAME}`; then `certainty` is `unknown`. `default` says that
    it hangs on the default of an ARG, which a build may override. `names` are all names that it was made of, also by
    way of others.
    """

    text: str
    certainty: Certainty = "known"
    names: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """True when nothing in `text` is unresolved."""
        return self.certainty != "unknown"


class Scope(dict[str, Value]):
    """The names in force at one place of a file. `closed` says that a name not in it is certainly unset."""

    __slots__ = ("closed", "escape")

    def __init__(self, escape: str, values: Mapping[str, Value] | None = None, *, closed: bool = False) -> None:
        super().__init__(values or {})
        self.escape = escape
        self.closed = closed

    def copy(self) -> Scope:
        """A scope of its own with the same names."""
        return Scope(self.escape, self, closed=self.closed)

    def expand(self, text: str) -> Value:
        """`text` without quotes and with its references replaced; `unknown` when the builder would refuse it."""
        if "$" not in text and "'" not in text and '"' not in text and self.escape not in text:
            return Value(text)
        lookup = _Lookup(self, _optional_names(text))
        try:
            expanded = shellwords.expand(text, lookup, self.escape)
        except ValueError:
            return Value(text, "unknown", frozenset(lookup.used))
        return Value(expanded, lookup.certainty, frozenset(lookup.used))


class _Lookup(dict[str, str]):
    """The names of a scope as texts; remembers what was looked up and how certain the answers were."""

    def __init__(self, scope: Scope, optional: frozenset[str]) -> None:
        super().__init__()
        self.scope = scope
        self.optional = optional
        self.used: set[str] = set()
        self.certainty: Certainty = "known"

    def get(self, key: str, default: object = None) -> str | None:  # type: ignore[override]
        value = self.scope.get(key)
        self.used.add(key)
        if value is not None and value.certainty != "unknown":
            self.used |= value.names
            self._lower(value.certainty)
            return value.text
        if value is None and self.scope.closed:
            return None
        if key in self.optional:
            self._lower("default")
            return None
        self._lower("unknown")
        if value is None:
            return "${" + key + "}"
        self.used |= value.names
        return value.text

    def _lower(self, certainty: Certainty) -> None:
        self.certainty = worst(self.certainty, certainty)


@cache
def _optional() -> re.Pattern[str]:
    return re.compile(r"\$\{(\w+):?[-+]")


def _optional_names(text: str) -> frozenset[str]:
    """Names with a text for the case that they are unset: `${x:-d}`, `${x-d}`, `${x:+d}`, `${x+d}`."""
    return frozenset(_optional().findall(text)) if "{" in text else frozenset()


def declare(scope: Scope, node: Assignments, build_args: Mapping[str, str], outer: Mapping[str, Value]) -> None:
    """Add the names of an ARG instruction to `scope`; `outer` has the ARGs before the first FROM."""
    for pair in node.pairs:
        scope[pair.name.text] = _argument(scope, pair.name.text, pair.value, build_args, outer)


def _argument(
    scope: Scope, name: str, default: object, build_args: Mapping[str, str], outer: Mapping[str, Value]
) -> Value:
    text = getattr(default, "text", None)
    if name in build_args:
        return Value(build_args[name], "known", frozenset((name,)))
    if text is not None:
        value = scope.expand(text)
        return Value(value.text, "default" if value.known else "unknown", value.names)
    if name in outer:
        return outer[name]
    return scope.get(name) or Value("${" + name + "}", "unknown")


def assign(scope: Scope, node: Assignments) -> None:
    """Add the names of an ENV instruction to `scope`; all its values see the scope as it was before."""
    new = {pair.name.text: scope.expand(pair.value.text) for pair in node.pairs if pair.value is not None}
    scope.update(new)


def outer_scope(escape: str) -> Scope:
    """The scope before the first FROM, with the ARGs that the builder itself gives; they depend on the machine."""
    parts = [side + part for side in ("BUILD", "TARGET") for part in ("PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT")]
    values = {name: Value("${" + name + "}", "unknown") for name in (*parts, "TARGETSTAGE")}
    return Scope(escape, values, closed=True)
