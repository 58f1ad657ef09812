"""Ingredients: ARGs with a default whose name ends in a suffix that says what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from dflint.model.stages import Stage
from dflint.model.values import Scope, Value, declare, outer_scope
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.syntax.nodes import Arg, Dockerfile, From, Pair
from dflint.text import Span

if TYPE_CHECKING:
    from typing import Literal, TypeAlias

Role: TypeAlias = 'Literal["version", "repository", "image", "package"]'

SUFFIXES: dict[str, Role] = {
    "_VER": "version",
    "_VERSION": "version",
    "_REPO": "repository",
    "_REPOSITORY": "repository",
    "_IMG": "image",
    "_IMAGE": "image",
    "_PKG": "package",
    "_PACKAGE": "package",
}


class Ingredient(NamedTuple):
    """One ARG that declares an ingredient.

    `name` as written; `stem` is what stands before the suffix, upper case; `value` as the builder sees it, `raw` as
    written; `line` is 1-based.
    """

    name: str
    stem: str
    role: Role
    value: Value
    raw: str
    span: Span
    name_span: Span
    value_span: Span
    line: int

    @property
    def is_source(self) -> bool:
        """True for where it comes from, False for its version."""
        return self.role != "version"


def split_name(name: str) -> tuple[str, Role] | None:
    """Stem and role of an ARG name, case-insensitively; None when it is no ingredient's."""
    upper = name.upper()
    for suffix, role in SUFFIXES.items():
        if upper.endswith(suffix) and len(upper) > len(suffix):
            return upper.removesuffix(suffix), role
    return None


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")


def reference_names(text: str) -> list[str]:
    """The names that `text` refers to by `$NAME` or `${NAME}`."""
    return _reference().findall(text) if "$" in text else []


def read_ingredients(document: Dockerfile, stages: list[Stage], build_args: Mapping[str, str]) -> Iterator[Ingredient]:
    """The ingredients of a file in file order."""
    for pair, value in read_arguments(document, stages, build_args):
        split = split_name(pair.name.text)
        if split is not None and pair.value is not None:
            line = document.source.line_of(pair.span.start)
            name, raw = pair.name.text, pair.value.text
            yield Ingredient(name, *split, value, raw, pair.span, pair.name.span, pair.value.span, line)


def read_arguments(
    document: Dockerfile, stages: list[Stage], build_args: Mapping[str, str]
) -> Iterator[tuple[Pair, Value]]:
    """Every ARG with a default, in file order, and what the default says where it stands."""
    outer = outer_scope(document.escape)
    remaining = iter(stages)
    stage: Stage | None = None
    for node in document.instructions:
        if isinstance(node, From):
            stage = next(remaining, None)
        elif isinstance(node, Arg):
            for pair in node.pairs:
                if pair.value is not None:
                    yield pair, _value(pair, node, outer, stage)
            if stage is None:
                declare(outer, node, build_args, {})


def _value(pair: Pair, node: Arg, outer: Scope, stage: Stage | None) -> Value:
    """What the pair's default says where it stands, whatever the build passes."""
    assert pair.value is not None
    scope = (stage.scope_at(node) if stage else outer).copy()
    for earlier in node.pairs:
        if earlier is pair:
            break
        if earlier.value is not None:
            scope[earlier.name.text] = scope.expand(earlier.value.text)
    return scope.expand(pair.value.text)
