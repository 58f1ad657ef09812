"""The sandbox that templates are rendered in: Jinja2's own, which notes what is undefined, missing or forbidden."""

import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from jinja2 import (
    Template,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.lexer import TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dflint.template.filters import FILTERS, TESTS
from dflint.template.jinja_code import Coder
from dflint.template.jinja_loader import LARGEST, Loader, not_found
from dflint.template.jinja_missing import Missing
from dflint.template.jinja_text import Text, Traced, joined, rope_of
from dflint.template.rope import Origin

MOST_NOTES = 1_000
MOST_BITS = 100_000
EXTENSIONS = ["jinja2.ext.do", "jinja2.ext.loopcontrols"]
# What an undefined name in an expression may lead to.
FOLLOWING = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, TemplateRuntimeError)
Note = tuple[str, str, Origin]


class LimitError(TemplateRuntimeError):
    """Something takes more than a Dockerfile can need."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Renders one template. `notes` collects what happened, `files` are path and text of what was included."""

    code_generator_class = Coder
    intercepted_binops = frozenset(["*", "**"])

    def __init__(self, loader: Loader, **options: Any) -> None:
        undefined = type("Undefined", (Missing,), {"_sandbox": self, "__slots__": ()})
        super().__init__(loader=loader, undefined=undefined, extensions=EXTENSIONS, optimized=False, **options)
        self.texts: dict[str, Text] = {}
        self.literals: list[Traced] = []
        self.notes: dict[Note, None] = {}
        self.files = loader
        self.including: tuple[tuple[Any, ...], bool] | None = None
        self.last = Origin(0, 0, 0, False)
        self.globals["omit"] = ""
        self.filters.update(FILTERS)
        self.tests.update(TESTS)
        self.policies["json.dumps_kwargs"] = {"sort_keys": True, "default": str}

    # Reading

    def _tokenize(self, source: str, name: str | None, filename: str | None = None, state: str | None = None) -> Any:
        text = self.texts[name or ""]
        text.starts.clear()
        text.ends.clear()
        stream = self.lexer.wrap(text.tokens(self.lexer.tokeniter(source, name, filename, state)), name, filename)
        return TokenStream(stream, name, filename)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        text = self.texts[name or ""]
        for node in template.find_all((nodes.Filter, nodes.Test)):
            known = self.filters if isinstance(node, nodes.Filter) else self.tests
            if node.name not in known:
                at = text.text.find(node.name, node.lineno - 1)
                origin = text.origin(at, at + len(node.name)) if at >= 0 else text.tag(node.lineno - 1)
                kind = "filter" if isinstance(node, nodes.Filter) else "test"
                key = f"{node.name}@{text.number}:{node.lineno}"
                known[key] = self._unknown(kind, node.name, origin)
                node.name = key
        return template

    def _unknown(self, kind: str, name: str, origin: Origin) -> Callable[..., Any]:
        def unknown(value: Any = "", *_: Any, **__: Any) -> Any:
            self.note(kind, f'there is no {kind} "{name}"', origin)
            return value if kind == "filter" else False

        return unknown

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        """A template that is included, imported or extended."""
        with_place, self.including = self.including, None
        try:
            return super().get_template(name, parent, globals)
        except TemplateNotFound as error:
            self._not_found(error, with_place)
            raise

    def select_template(self, names: Any, parent: str | None = None, globals: Any = None) -> Template:
        """The first of several templates that is there."""
        with_place, self.including = self.including, None
        try:
            return super().select_template(names, parent, globals)
        except TemplateNotFound as error:
            self._not_found(error, with_place)
            raise

    def _not_found(self, error: TemplateNotFound, including: tuple[tuple[Any, ...], bool] | None) -> None:
        if including and not including[1]:
            self.note(*not_found(error, self.files), Origin(*including[0]))

    # Running: what the compiled code calls

    def note(self, kind: str, message: str, origin: Origin | None = None) -> None:
        """Keep what happened, once for each place."""
        if len(self.notes) < MOST_NOTES:
            self.notes[kind, message, origin or self.here()] = None

    def here(self) -> Origin:
        """The tag that is being rendered."""
        frame = sys._getframe(1)
        while frame is not None:
            template = frame.f_globals.get("__jinja_template__")
            if template is not None:
                return self.texts[template.name].tag(template.get_corresponding_lineno(frame.f_lineno) - 1)
            frame = frame.f_back  # type: ignore[assignment]
        return self.last

    def made(self, place: tuple[int, int, int, bool] | None, value: Any) -> Traced:
        """`value` as text that comes from `place`, where it has no origin of its own."""
        self.last = Origin(*place) if place else self.last
        if isinstance(value, Traced) and value.is_traced():
            return value
        return Traced(rope_of(str(self._meant(value)), self.last))

    def _meant(self, value: Any) -> Any:
        """`value`; a function of Jinja2 that is printed is no value, and its name meant something of the build."""
        if isinstance(value, Missing) or not callable(value):
            return value
        names = [name for name, known in self.globals.items() if known is value]
        return self.missing(names[0], self.last) if names else value

    def concat(self, chunks: Iterable[str]) -> Traced:
        """All of `chunks`, within the limit; one without an origin gets that of what came before it."""
        ropes, size, last = [], 0, self.last
        for chunk in chunks:
            ropes.append(rope_of(chunk, last._replace(literal=False)))
            size += len(chunk)
            last = ropes[-1].origins[-1] if chunk else last
            if size > LARGEST:
                raise LimitError(f"the result is larger than {LARGEST:,} characters")
        return joined(ropes)

    def missing(self, name: str, place: tuple[int, int, int, bool]) -> Missing:
        """The value of an undefined name."""
        found: Missing = self.placed(self.undefined(name=name), place, name)
        return found

    def placed(self, value: Any, place: tuple[int, int, int, bool], label: str) -> Any:
        """`value`; when it is undefined and fresh, it is called `label` and stands at `place`."""
        if isinstance(value, Missing) and value._place is None:
            value._place = Origin(*place)
            value._label = f'"{label}" is undefined'
        return value

    def failed(self, error: Exception) -> str:
        """What an expression that fails renders as: nothing, when that may be due to an undefined name."""
        if not isinstance(error, FOLLOWING) or isinstance(error, SecurityError | LimitError | TemplateSyntaxError):
            raise error
        if not any(kind.startswith("undefined") for kind, _, _ in self.notes):
            raise error
        self.note("error", f"{type(error).__name__}: {error}")
        return ""

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Keep the traceback as it is: Jinja2 would make one with as many lines as there are characters."""
        raise  # noqa: PLE0704

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """What the sandbox does not give out."""
        self.note("forbidden", f'"{attribute}" of {type(obj).__name__} is out of bounds')
        value = self.undefined(name=attribute)
        value._quiet = True  # type: ignore[attr-defined]
        return value

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Products and powers, within limits."""
        if isinstance(left, int) and isinstance(right, int):
            bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
            if bits > MOST_BITS:
                raise LimitError("the number is too large")
        for one, other in ((left, right), (right, left)):
            if isinstance(one, str | list | tuple) and isinstance(other, int) and len(one) * other > LARGEST:
                raise LimitError(f"the product is longer than {LARGEST:,}")
        return super().call_binop(context, operator, left, right)


def where(sandbox: Sandbox, error: BaseException) -> Origin:
    """The place in a template that `error` comes from."""
    if isinstance(error, TemplateSyntaxError) and error.name in sandbox.texts:
        return sandbox.texts[error.name].tag(error.lineno - 1)
    found = sandbox.last
    trace = error.__traceback__
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None and template.name in sandbox.texts:
            found = sandbox.texts[template.name].tag(template.get_corresponding_lineno(trace.tb_lineno) - 1)
        trace = trace.tb_next
    return found
