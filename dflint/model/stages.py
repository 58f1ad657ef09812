"""The build stages of a file: what each builds on, and what is in force at each of its instructions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from dflint.model.values import Scope, Value, assign, declare, outer_scope, worst
from dflint.records import TYPE_CHECKING
from dflint.syntax import nodes
from dflint.syntax.nodes import Dockerfile, From, Instruction, Transfer
from dflint.text import Span

if TYPE_CHECKING:
    from typing import TypeVar

    from dflint.model.script import Script
    from dflint.model.transfers import Source

    N = TypeVar("N", bound=Instruction)


class Stage:
    """One FROM and what follows it.

    `name` is lower case, None without AS. `parent` is the earlier stage that FROM names, else None. `image` is the
    resolved image of FROM; `instructions` are those after it. `given_shell` is what a comment says of its shell.
    """

    __slots__ = (
        "_kinds",
        "_places",
        "_scopes",
        "given_shell",
        "image",
        "index",
        "instructions",
        "name",
        "node",
        "parent",
        "scripts",
        "sources",
    )

    def __init__(self, index: int, node: From, image: Value, parent: Stage | None) -> None:
        self.index = index
        self.node = node
        self.name = node.name.text.lower() if node.name else None
        self.image = image
        self.parent = parent
        self.given_shell: str | None = None
        self.scripts: dict[tuple[int, bool], list[Script]] = {}
        """What `dflint.model.script.scripts` made of the RUNs."""
        self.sources: list[tuple[Transfer, Source]] | None = None
        """What `dflint.model.transfers.sources` found."""
        self.instructions: list[Instruction] = []
        self._places: list[int] = []
        self._scopes: list[Scope] = []
        self._kinds: dict[type, list[Instruction]] | None = None

    def enter(self, offset: int, scope: Scope) -> None:
        """`scope` is in force from `offset` of the file on."""
        self._places.append(offset)
        self._scopes.append(scope)

    def forget(self) -> None:
        """Let go of what was made for this stage and knows it, so that no cycle keeps both in memory."""
        for found in self.scripts.values():
            for script in found:
                script.forget()
        self.scripts.clear()
        self.sources = None

    def scope_at(self, node: Instruction) -> Scope:
        """The names in force at `node`."""
        return self._scopes[max(0, bisect_right(self._places, node.span.start) - 1)]

    @property
    def scope(self) -> Scope:
        """The names in force at the end of the stage."""
        return self._scopes[-1]

    def expand(self, text: str, node: Instruction) -> Value:
        """`text` resolved at `node`."""
        return self.scope_at(node).expand(text)

    def of(self, kind: type[N]) -> list[N]:
        """The stage's own instructions of `kind`, in order; asked for only once the stage is complete."""
        if self._kinds is None:
            self._kinds = {}
            for node in self.instructions:
                for each in type(node).__mro__:
                    self._kinds.setdefault(each, []).append(node)
        return self._kinds.get(kind, [])  # type: ignore[return-value]

    def last(self, kind: type[N], before: Instruction | None = None) -> tuple[Stage, N] | None:
        """The instruction of `kind` that is in force at the end, or at `before`, and the stage that has it."""
        end = before.span.start if before is not None else self.instructions[-1].span.end if self.instructions else 0
        for stage in self.line_of_descent:
            for node in reversed(stage.of(kind)):
                if stage is not self or node.span.start < end:
                    return stage, node
        return None

    def shell(self, before: Instruction | None = None) -> tuple[str, ...] | None:
        """The SHELL in force at the end, or at `before`; None is the builder's own for the platform."""
        found = self.last(nodes.Shell, before)
        if found:
            return tuple(word.text for word in found[1].args)
        return next(((stage.given_shell,) for stage in self.line_of_descent if stage.given_shell), None)

    def user(self, before: Instruction | None = None) -> Value | None:
        """The USER in force at the end, or at `before`; None is that of the base image."""
        found = self.last(nodes.User, before)
        return found[0].expand(found[1].rest.text, found[1]) if found else None

    def workdir(self, before: Instruction | None = None) -> Value | None:
        """The WORKDIR in force at the end, or at `before`, relative ones joined; None is that of the base image."""
        at = self.parent.workdir() if self.parent else None
        for node in self.of(nodes.Workdir):
            if before is None or node.span.start < before.span.start:
                at = _join(at, self.expand(node.rest.text, node))
        return at

    @property
    def extent(self) -> Span:
        """From its FROM to the end of its last instruction."""
        last = self.instructions[-1] if self.instructions else self.node
        return Span(self.node.span.start, last.span.end)

    @property
    def line_of_descent(self) -> list[Stage]:
        """This stage and those it builds on, nearest first."""
        line: list[Stage] = [self]
        while line[-1].parent is not None:
            line.append(line[-1].parent)
        return line


def _join(at: Value | None, path: Value) -> Value:
    """`path` as WORKDIR understands it when `at` is in force."""
    if path.text.startswith("/") or path.text[1:2] == ":" or at is None:
        return path
    joined = at.text.rstrip("/") + "/" + path.text
    return Value(joined, worst(at.certainty, path.certainty), at.names | path.names)


class Reference:
    """An image named by FROM, `COPY --from` or a mount's `from=`: `text` as written, `value` resolved, at `node`.

    `stage` is the earlier stage that it means, when it is one.
    """

    __slots__ = ("node", "stage", "text", "value", "word")

    def __init__(self, node: Instruction, word: nodes.Word, value: Value, stage: Stage | None) -> None:
        self.node = node
        self.word = word
        self.text = word.text
        self.value = value
        self.stage = stage

    @property
    def shown(self) -> str:
        """The image for people: resolved, or as written where that leaves nothing."""
        return self.value.text or self.text


def read_stages(document: Dockerfile, build_args: Mapping[str, str]) -> tuple[Scope, list[Stage]]:
    """The scope before the first FROM, and the stages of `document`."""
    outer = outer_scope(document.escape)
    stages: list[Stage] = []
    scope = outer
    for node in document.instructions:
        if isinstance(node, From):
            scope = _start(node, stages, outer)
            continue
        if stages:
            stages[-1].instructions.append(node)
        if isinstance(node, nodes.Arg | nodes.Env):
            scope = scope.copy() if stages else scope
            _change(scope, node, build_args, outer if stages else {})
            if stages:
                stages[-1].enter(node.span.end, scope)
    return outer, stages


def read_loose(document: Dockerfile) -> Stage | None:
    """What stands before the first FROM and does not belong there, as a stage of its own; None without such."""
    loose: list[Instruction] = []
    for node in document.instructions:
        if isinstance(node, From):
            break
        loose.append(node)
    if all(isinstance(node, nodes.Arg) for node in loose):
        return None
    start = From(nodes.Word("FROM", Span(0, 0)), nodes.Word("", Span(0, 0)))
    start.understand()
    stage = Stage(-1, start, Value("", "unknown"), None)
    scope = Scope(document.escape)
    stage.enter(0, scope)
    for node in loose:
        stage.instructions.append(node)
        scope = scope.copy()
        _change(scope, node, {}, {})
        stage.enter(node.span.end, scope)
    return stage


def _start(node: From, stages: list[Stage], outer: Scope) -> Scope:
    """Open the stage of `node`; the scope it starts with."""
    image = outer.expand(node.image.text) if node.image else Value("", "unknown")
    parent = find_stage(stages, image.text)
    stage = Stage(len(stages), node, image, parent)
    scope = parent.scope.copy() if parent else Scope(outer.escape)
    stage.enter(node.span.start, scope)
    stages.append(stage)
    return scope


def _change(scope: Scope, node: Instruction, build_args: Mapping[str, str], outer: Mapping[str, Value]) -> None:
    if isinstance(node, nodes.Arg):
        declare(scope, node, build_args, outer)
    elif isinstance(node, nodes.Env):
        assign(scope, node)


def find_stage(stages: list[Stage], name: str) -> Stage | None:
    """The last of `stages` with this name; names are case-insensitive."""
    return next((stage for stage in reversed(stages) if stage.name == name.lower() and name), None)


def references(stages: list[Stage]) -> Iterator[Reference]:
    """Every image that `stages` name, in file order."""
    for stage in stages:
        if stage.node.image is not None:
            yield Reference(stage.node, stage.node.image, stage.image, stage.parent)
        for node in stage.instructions:
            inner = node.inner if isinstance(node, nodes.Onbuild) and node.inner else node
            if inner.options:
                yield from _copied(stages[: stage.index], inner)


def _copied(earlier: list[Stage], node: Instruction) -> Iterator[Reference]:
    for name, flag in flagged_images(node):
        stage = find_stage(earlier, name)
        if stage is None and name.isdecimal() and int(name) < len(earlier):
            stage = earlier[int(name)]
        # The builder expands nothing here: a reference in it is refused.
        yield Reference(node, nodes.Word(name, flag.span), Value(name, "unknown" if "$" in name else "known"), stage)


def flagged_images(node: Instruction) -> Iterator[tuple[str, nodes.Flag]]:
    """The image names in the flags of COPY and RUN."""
    for flag in node.options:
        if node.keyword == "COPY" and flag.name == "from" and flag.value:
            yield flag.value, flag
        elif node.keyword == "RUN" and flag.name == "mount" and flag.value:
            for field in flag.value.split(","):
                key, _, value = field.partition("=")
                if key.lower() == "from" and value:
                    yield value, flag
