"""`format` of m4: C's printf."""

import re

from dflint.template.m4_limits import ArgumentError, Budget
from dflint.template.m4_text import leading_number, narrow, widen, wrap

SPECIFIER = r"%(?:%|([-+ #0']*)(\*|[0-9]*)(?:\.(\*|[0-9]*))?(hh|h|l)?(.?))"
NUMBER = r"[ \t\n\v\f\r]*([+-]?(?:inf(?:inity)?|nan|0x[0-9a-f]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?))"
REFUSED = {"'": "aceosxXAE", "+": "csuoxX", " ": "csuoxX", "0": "cs", "#": "cdisu", "-": ""}
KINDS = "diouxXcsaAeEfFgG"
BITS = {"hh": 8, "h": 16, "l": 64}


class _Arguments:
    """The arguments that are left."""

    def __init__(self, args: list[str]) -> None:
        self.args = args
        self.at = 0

    def text(self) -> str:
        self.at += 1
        return self.args[self.at - 1] if self.at <= len(self.args) else ""

    def integer(self) -> int:
        return leading_number(self.text())[0]

    def real(self) -> float:
        match = re.match(NUMBER, self.text(), re.IGNORECASE)
        if match is None:
            return 0.0
        return float.fromhex(match[1]) if "x" in match[1].lower() else float(match[1])


def format_text(args: list[str], budget: Budget) -> str:
    """The first argument with its specifiers filled from the others. An unknown specifier gives nothing."""
    if not args:
        return ""
    template, rest = narrow(args[0]), _Arguments([narrow(arg) for arg in args[1:]])
    out, at, size = [], 0, 0
    for match in re.finditer(SPECIFIER, template, re.DOTALL):
        budget.step()
        piece = _fill(match, rest, budget)
        out += [template[at : match.start()], piece]
        size += len(piece)
        budget.room(size)
        at = match.end()
    return widen("".join([*out, template[at:]]))


def _fill(match: "re.Match[str]", rest: _Arguments, budget: Budget) -> str:
    if match[0] == "%%":
        return "%"
    flags, kind = match[1], match[5]
    width = wrap(rest.integer()) if match[2] == "*" else _count(match[2])
    precision = -1 if match[3] is None else wrap(rest.integer()) if match[3] == "*" else _count(match[3])
    budget.room(max(abs(width), precision))
    if _is_refused(flags, kind, match[3] is not None, match[4] or ""):
        return ""
    if width < 0:
        flags, width = flags + "-", -width
    piece, pads_with_zeros = _convert(flags, precision, kind, BITS.get(match[4] or "", 32), rest)
    return _pad(piece, flags, width, pads_with_zeros).partition("\0")[0]


def _count(digits: str) -> int:
    return int(digits[:10] or "0") if len(digits) < 10 else 2**31 - 1


def _is_refused(flags: str, kind: str, has_precision: bool, size: str) -> bool:
    if not kind or kind not in KINDS or any(kind in REFUSED[flag] for flag in flags):
        return True
    return (kind == "c" and has_precision) or (bool(size) and kind in ("cs" if size == "l" else "csaAeEfFgG"))


def _convert(flags: str, precision: int, kind: str, bits: int, rest: _Arguments) -> tuple[str, bool]:
    """The text of one argument, and whether the flag 0 pads it with zeros."""
    if kind == "c":
        return chr(rest.integer() % 256), False
    if kind == "s":
        text = rest.text()
        return text if precision < 0 else text[:precision], False
    if kind in "diouxX":
        return _integer(rest.integer(), bits, flags, precision, kind), precision < 0
    if kind in "aA":
        raise ArgumentError("hexadecimal fractions are not supported")
    value = rest.real()
    sign = "+" if "+" in flags else " " if " " in flags else ""
    text = f"%{sign}{'#' if '#' in flags else ''}.{6 if precision < 0 else min(precision, 2_000)}{kind}" % value
    return text, text[-1] not in "fFnN"


def _integer(value: int, bits: int, flags: str, precision: int, kind: str) -> str:
    value = value % 2**bits
    if kind in "di" and value >= 2 ** (bits - 1):
        value -= 2**bits
    digits = format(abs(value), {"o": "o", "x": "x", "X": "X"}.get(kind, "d"))
    digits = ("" if value == 0 and precision == 0 else digits).rjust(precision, "0")
    if "#" in flags and kind == "o" and not digits.startswith("0"):
        digits = "0" + digits
    prefix = "0" + kind if "#" in flags and kind in "xX" and value else ""
    sign = "-" if value < 0 else "+" if "+" in flags else " " if " " in flags and kind in "di" else ""
    return sign + prefix + digits


def _pad(text: str, flags: str, width: int, pads_with_zeros: bool) -> str:
    if "-" in flags:
        return text.ljust(width)
    if "0" not in flags or not pads_with_zeros:
        return text.rjust(width)
    head = re.match(r"[-+ ]?(?:0[xX])?", text) if "#" in flags else re.match(r"[-+ ]?", text)
    length = head.end() if head else 0
    return text[:length] + text[length:].rjust(width - length, "0")
