"""The builtin macros of m4 that make a text from texts. All of a result comes from the call."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from dflint.template.m4_eval import evaluate
from dflint.template.m4_format import format_text
from dflint.template.m4_text import narrow, number, patsubst, regexp, substr, translit, wrap
from dflint.template.rope import EMPTY, Origin, Rope

if TYPE_CHECKING:
    from dflint.template.m4 import Machine

Function = Callable[["Machine", list[Rope], Origin], Rope]


def text(args: list[Rope], index: int) -> str:
    """Text of an argument, empty when it is missing."""
    return args[index].text if index < len(args) else ""


def _few(machine: "Machine", args: list[Rope], origin: Origin, one: str | None = None) -> Rope:
    """The answer to too few arguments: nothing, or `one` when there is one."""
    machine.note("error", f"{args[0].text}: too few arguments", origin)
    if len(args) != 2:
        return EMPTY
    return args[1] if one is None else Rope.of(one, origin)


def m4_len(machine: "Machine", args: list[Rope], origin: Origin) -> Rope:
    """`len(text)`, in bytes."""
    return Rope.of(str(len(narrow(args[1].text))), origin) if len(args) > 1 else _few(machine, args, origin)


def incr(machine: "Machine", args: list[Rope], origin: Origin) -> Rope:
    """`incr(number)`."""
    return Rope.of(str(wrap(number(args[1].text) + 1)), origin) if len(args) > 1 else _few(machine, args, origin)


def decr(machine: "Machine", args: list[Rope], origin: Origin) -> Rope:
    """`decr(number)`."""
    return Rope.of(str(wrap(number(args[1].text) - 1)), origin) if len(args) > 1 else _few(machine, args, origin)


def index(machine: "Machine", args: list[Rope], origin: Origin) -> Rope:
    """`index(text, part)`."""
    if len(args) < 3:
        return _few(machine, args, origin, "0")
    return Rope.of(str(narrow(args[1].text).find(narrow(args[2].text))), origin)


def m4_substr(machine: "Machine", args: list[Rope], origin: Origin) -> Rope:
    """`substr(text, start, length)`."""
    if len(args) < 3:
        return _few(machine, args, origin)
    return Rope.of(substr(args[1].text, args[2].text, args[3].text if len(args) > 3 else None), origin)


def m4_translit(machine: "Machine", args: list[Rope], origin: Origin) -> Rope:
    """`translit(text, from, to)`."""
    if len(args) < 3:
        return _few(machine, args, origin)
    return Rope.of(translit(args[1].text, args[2].text, text(args, 3), machine.budget), origin)


def m4_patsubst(machine: "Machine", args: list[Rope], origin: Origin) -> Rope:
    """`patsubst(text, expression, replacement)`."""
    if len(args) < 3:
        return _few(machine, args, origin)
    return Rope.of(patsubst(args[1].text, args[2].text, text(args, 3), machine.budget), origin)


def m4_regexp(machine: "Machine", args: list[Rope], origin: Origin) -> Rope:
    """`regexp(text, expression, replacement)`."""
    if len(args) < 3:
        return _few(machine, args, origin, "0")
    filling = args[3].text if len(args) > 3 else None
    return Rope.of(regexp(args[1].text, args[2].text, filling, machine.budget), origin)


def m4_eval(machine: "Machine", args: list[Rope], origin: Origin) -> Rope:
    """`eval(expression, radix, width)`."""
    if len(args) < 2:
        return _few(machine, args, origin)
    radix = number(args[2].text) if text(args, 2) else 10
    width = number(args[3].text) if len(args) > 3 else 1
    return Rope.of(evaluate(args[1].text, radix, width, machine.budget), origin)


def m4_format(machine: "Machine", args: list[Rope], origin: Origin) -> Rope:
    """`format(template, arguments...)`."""
    return Rope.of(format_text([argument.text for argument in args[1:]], machine.budget), origin)


FUNCTIONS: dict[str, Function] = {
    "decr": decr, "eval": m4_eval, "format": m4_format, "incr": incr, "index": index, "len": m4_len,
    "patsubst": m4_patsubst, "regexp": m4_regexp, "substr": m4_substr, "translit": m4_translit,
}  # fmt: skip
