"""The builtin macros of m4: each takes the machine, the arguments (the first is the name) and the place of the call.

FEWEST and MOST are the numbers of arguments that m4 demands; the text functions are in `m4_functions`.
"""

from collections.abc import Mapping
from functools import cache

from dflint.template.m4 import Included, Machine, Reference
from dflint.template.m4_functions import FUNCTIONS, Function, text
from dflint.template.m4_hidden import instruction
from dflint.template.m4_input import Builtin
from dflint.template.m4_limits import M4Error
from dflint.template.m4_text import leading_number, number
from dflint.template.m4_traced import EMPTY, Pieces, Traced

Args = list[Traced]


def _define(machine: Machine, args: Args, *, is_push: bool) -> Traced:
    if isinstance(args[1], Reference):
        return EMPTY
    value = args[2] if len(args) > 2 else EMPTY
    stack = machine.macros.setdefault(args[1].text, [])
    if not is_push and stack:
        stack.pop()
    stack.append(value.builtin if isinstance(value, Reference) else value)
    return EMPTY


def define(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`define(name, text)`."""
    return _define(machine, args, is_push=False)


def pushdef(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`pushdef(name, text)`."""
    return _define(machine, args, is_push=True)


def undefine(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`undefine(name...)`."""
    for argument in args[1:]:
        machine.macros.pop(argument.text, None)
    return EMPTY


def popdef(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`popdef(name...)`."""
    for argument in args[1:]:
        stack = machine.macros.get(argument.text)
        if stack:
            stack.pop()
        if not stack:
            machine.macros.pop(argument.text, None)
    return EMPTY


def defn(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`defn(name...)`: definitions in quotes; a builtin only when it is alone."""
    found = Pieces()
    for argument in args[1:]:
        stack = machine.macros.get(argument.text)
        if stack and not isinstance(stack[-1], Builtin):
            quoted = machine.quoted(stack[-1].text, mark)
            found.add(quoted.text, quoted.marks)
            machine.budget.room(found.size)
        elif stack and isinstance(stack[-1], Builtin) and len(args) == 2:
            machine.input.push_builtin(stack[-1])
        elif not stack and argument.text and not machine.frames and machine.diversion >= 0:
            # as an argument of ifelse or define it is a common way to ask for what may be undefined
            machine.note("undefined", f'"{argument.text}" is undefined', mark)
    return found.traced()


def ifdef(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`ifdef(name, then, else)`."""
    wanted = 2 if machine.macros.get(args[1].text) else 3
    return args[wanted] if wanted < len(args) else EMPTY


def ifelse(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`ifelse(a, b, then, c, d, then..., else)`."""
    at, count = 1, len(args) - 1
    while count >= 3:
        if args[at].text == args[at + 1].text:
            return args[at + 2]
        if count in (4, 5):
            return args[at + 3]
        at, count = at + 3, count - 3
    return EMPTY


def shift(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`shift(a, b...)`: all but the first, in quotes."""
    return machine.listed(args[2:], ",", mark, is_quoted=True)


def dnl(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`dnl`: drop the rest of the line."""
    machine.input.skip_line()
    return EMPTY


def changequote(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`changequote(left, right)`."""
    machine.input.quotes = _marks(args, ("`", "'"), "'")
    return EMPTY


def changecom(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`changecom(begin, end)`."""
    machine.input.comments = _marks(args, ("", ""), "\n")
    return EMPTY


def _marks(args: Args, none: tuple[str, str], closing: str) -> tuple[str, str]:
    if len(args) == 1:
        return none
    begin = args[1].text
    end = args[2].text if len(args) > 2 else closing
    return begin, closing if begin and not end else end


def include(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`include(file)`."""
    found = machine.open_file(args[1].text, machine.origins.origin(mark))
    if found is None:
        machine.note("include", f'"{args[1].text}" cannot be included: no such file', mark)
    return _included(machine, args[1].text, found)


def sinclude(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`sinclude(file)`: nothing when there is no such file."""
    return _included(machine, args[1].text, machine.open_file(args[1].text, machine.origins.origin(mark)))


def _included(machine: Machine, name: str, found: tuple[int, str] | None) -> Traced:
    if not found:
        return EMPTY
    traced = machine.read(found[0], name, found[1])
    return Included(traced.text, traced.marks)


def divert(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`divert(number)`."""
    diversion = number(text(args, 1))
    if diversion != machine.diversion:
        machine.notes += machine.hidden.change(diversion, machine.origins.origin(mark))
    machine.diversion = diversion
    return EMPTY


def undivert(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`undivert(number or file...)`, all diversions without an argument."""
    if len(args) == 1:
        machine.undivert_all()
    for argument in args[1:]:
        name = argument.text
        value, is_whole = leading_number(name)
        if not name or (is_whole and not name[0].isspace()):
            machine.undivert(value)
        elif found := machine.open_file(name, machine.origins.origin(mark)):
            machine.write(machine.read(found[0], name, found[1]))
        else:
            machine.note("include", f'"{name}" cannot be undiverted: no such file', mark)
    return EMPTY


def divnum(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`divnum`: number of the current diversion."""
    return Traced.of(str(machine.diversion), mark)


def m4exit(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`m4exit(code)`: ends everything; what was diverted is lost."""
    machine.is_ended = True
    value, is_whole = leading_number(text(args, 1))
    code = value if is_whole or not text(args, 1) else 1
    if code:
        machine.input.last = mark
        raise M4Error(f"m4exit({text(args, 1)}) makes the build fail")
    diverted = sorted(number for number, found in machine.diversions.items() if number and found.size)
    rest = machine.input.rest().strip()
    if rest or diverted:
        what = instruction(rest) or (rest.split("\n")[0][:60] if rest else f"what was diverted to {diverted[0]}")
        machine.note("hidden", f'm4exit hides "{what}"' if rest else f"m4exit hides {what}", mark)
    return EMPTY


def m4wrap(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`m4wrap(text...)`: expanded at the end of the input."""
    traced = machine.listed(args[1:], " ", mark, is_quoted=False)
    machine.budget.read(len(traced.text))
    machine.wrapped.append((traced, machine.place))
    return EMPTY


def indir(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`indir(name, arguments...)`: calls a macro whose name may be any text."""
    stack = machine.macros.get(args[1].text)
    if not stack or isinstance(args[1], Reference):
        machine.note("error", f'indir: "{args[1].text}" is not defined', mark)
        return EMPTY
    return _pass_on(machine, stack[-1], args, mark)


def builtin(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`builtin(name, arguments...)`: calls a builtin, also one that was undefined."""
    found = machine.builtins.get(args[1].text)
    if found is None or isinstance(args[1], Reference):
        machine.note("error", f'builtin: "{args[1].text}" is no builtin', mark)
        return EMPTY
    return _pass_on(machine, found, args, mark)


def _pass_on(machine: Machine, definition: Traced | Builtin, args: Args, mark: bytes) -> Traced:
    takes = isinstance(definition, Builtin) and definition.takes_builtins
    passed = [EMPTY if isinstance(argument, Reference) and not takes else argument for argument in args[1:]]
    machine.enter()
    result = machine.apply(definition, passed, mark)
    machine.leave()
    return result


def current_file(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`__file__`."""
    name = machine.files.get(machine.origins.origin(machine.place).file, ("", ""))[0]
    return machine.quoted(name, mark)


def current_line(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`__line__`."""
    place = machine.origins.origin(machine.place)
    source = machine.files.get(place.file, ("", ""))[1]
    return Traced.of(str(source.count("\n", 0, place.start) + 1), mark)


def program(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`__program__`."""
    return machine.quoted("m4", mark)


def nothing(machine: Machine, args: Args, mark: bytes) -> Traced:
    """What only writes to the error stream, which nobody reads here."""
    return EMPTY


def forbidden(machine: Machine, args: Args, mark: bytes) -> Traced:
    """What would run a program or write a file."""
    machine.note("forbidden", f"{args[0].text} is not run", mark)
    return EMPTY


def debugfile(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`debugfile(file)` writes a file; without one it does nothing here."""
    return forbidden(machine, args, mark) if text(args, 1) else EMPTY


def sysval(machine: Machine, args: Args, mark: bytes) -> Traced:
    """`sysval`: result of the last program; none has run."""
    return Traced.of("0", mark)


BLIND: dict[str, tuple[Function, int]] = {
    "builtin": (builtin, 1), "define": (define, 1), "defn": (defn, 1), "dumpdef": (nothing, 0),
    "errprint": (nothing, 1), "esyscmd": (forbidden, 1), "ifdef": (ifdef, 2), "ifelse": (ifelse, 3),
    "include": (include, 1), "indir": (indir, 1), "m4wrap": (m4wrap, 1), "maketemp": (forbidden, 1),
    "mkstemp": (forbidden, 1), "popdef": (popdef, 1), "pushdef": (pushdef, 1), "shift": (shift, 1),
    "sinclude": (sinclude, 1), "syscmd": (forbidden, 1), "undefine": (undefine, 1),
}  # fmt: skip
"""Builtins that are names unless a parenthesis follows, with the least number of arguments."""
SEEING: dict[str, Function] = {
    "__file__": current_file, "__line__": current_line, "__program__": program, "changecom": changecom,
    "changequote": changequote, "debugfile": debugfile, "debugmode": nothing, "divert": divert, "divnum": divnum,
    "dnl": dnl, "m4exit": m4exit, "sysval": sysval, "traceoff": nothing, "traceon": nothing, "undivert": undivert,
}  # fmt: skip
TAKE_BUILTINS = ("builtin", "define", "indir", "pushdef")


def _demanding(name: str, function: Function, fewest: int, *, is_blind: bool) -> Builtin:
    """A builtin that does nothing with fewer than `fewest` arguments."""

    def run(machine: Machine, args: Args, mark: bytes) -> Traced:
        if len(args) <= fewest and not (name == "ifelse" and len(args) == 2):
            machine.note("error", f"{name}: too few arguments", mark)
        return function(machine, args, mark) if len(args) > fewest else EMPTY

    return Builtin(name, run, is_blind, name in TAKE_BUILTINS)


@cache
def builtins() -> Mapping[str, Builtin]:
    """All builtins by name."""
    found = {name: _demanding(name, run, fewest, is_blind=True) for name, (run, fewest) in BLIND.items()}
    found |= {name: Builtin(name, run, False) for name, run in SEEING.items()}
    return found | {name: Builtin(name, run, True) for name, run in FUNCTIONS.items()}
