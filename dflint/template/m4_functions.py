"""The builtin macros of m4 that make a text from texts. All of a result comes from the call."""

from collections.abc import Callable

from dflint.records import TYPE_CHECKING
from dflint.template.m4_eval import evaluate
from dflint.template.m4_format import format_text
from dflint.template.m4_text import narrow, number, patsubst, regexp, substr, translit, wrap
from dflint.template.m4_traced import EMPTY, Traced

if TYPE_CHECKING:
    from dflint.template.m4 import Machine

Function = Callable[["Machine", list[Traced], bytes], Traced]


def text(args: list[Traced], index: int) -> str:
    """Text of an argument, empty when it is missing."""
    return args[index].text if index < len(args) else ""


def _few(machine: "Machine", args: list[Traced], mark: bytes, one: str | None = None) -> Traced:
    """The answer to too few arguments: nothing, or `one` when there is one."""
    machine.note("error", f"{args[0].text}: too few arguments", mark)
    if len(args) != 2:
        return EMPTY
    return args[1] if one is None else Traced.of(one, mark)


def m4_len(machine: "Machine", args: list[Traced], mark: bytes) -> Traced:
    """`len(text)`, in bytes."""
    return Traced.of(str(len(narrow(args[1].text))), mark) if len(args) > 1 else _few(machine, args, mark)


def incr(machine: "Machine", args: list[Traced], mark: bytes) -> Traced:
    """`incr(number)`."""
    return Traced.of(str(wrap(number(args[1].text) + 1)), mark) if len(args) > 1 else _few(machine, args, mark)


def decr(machine: "Machine", args: list[Traced], mark: bytes) -> Traced:
    """`decr(number)`."""
    return Traced.of(str(wrap(number(args[1].text) - 1)), mark) if len(args) > 1 else _few(machine, args, mark)


def index(machine: "Machine", args: list[Traced], mark: bytes) -> Traced:
    """`index(text, part)`."""
    if len(args) < 3:
        return _few(machine, args, mark, "0")
    return Traced.of(str(narrow(args[1].text).find(narrow(args[2].text))), mark)


def m4_substr(machine: "Machine", args: list[Traced], mark: bytes) -> Traced:
    """`substr(text, start, length)`."""
    if len(args) < 3:
        return _few(machine, args, mark)
    return Traced.of(substr(args[1].text, args[2].text, args[3].text if len(args) > 3 else None), mark)


def m4_translit(machine: "Machine", args: list[Traced], mark: bytes) -> Traced:
    """`translit(text, from, to)`."""
    if len(args) < 3:
        return _few(machine, args, mark)
    return Traced.of(translit(args[1].text, args[2].text, text(args, 3), machine.budget), mark)


def m4_patsubst(machine: "Machine", args: list[Traced], mark: bytes) -> Traced:
    """`patsubst(text, expression, replacement)`."""
    if len(args) < 3:
        return _few(machine, args, mark)
    return Traced.of(patsubst(args[1].text, args[2].text, text(args, 3), machine.budget), mark)


def m4_regexp(machine: "Machine", args: list[Traced], mark: bytes) -> Traced:
    """`regexp(text, expression, replacement)`."""
    if len(args) < 3:
        return _few(machine, args, mark, "0")
    filling = args[3].text if len(args) > 3 else None
    return Traced.of(regexp(args[1].text, args[2].text, filling, machine.budget), mark)


def m4_eval(machine: "Machine", args: list[Traced], mark: bytes) -> Traced:
    """`eval(expression, radix, width)`."""
    if len(args) < 2:
        return _few(machine, args, mark)
    radix = number(args[2].text) if text(args, 2) else 10
    width = number(args[3].text) if len(args) > 3 else 1
    return Traced.of(evaluate(args[1].text, radix, width, machine.budget), mark)


def m4_format(machine: "Machine", args: list[Traced], mark: bytes) -> Traced:
    """`format(template, arguments...)`."""
    return Traced.of(format_text([argument.text for argument in args[1:]], machine.budget), mark)


FUNCTIONS: dict[str, Function] = {
    "decr": decr, "eval": m4_eval, "format": m4_format, "incr": incr, "index": index, "len": m4_len,
    "patsubst": m4_patsubst, "regexp": m4_regexp, "substr": m4_substr, "translit": m4_translit,
}  # fmt: skip
