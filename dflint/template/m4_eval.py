"""`eval` of m4: signed numbers of 32 bits, as GNU M4 1.4 has them."""

import operator
import re
from collections.abc import Callable

from dflint.template.m4_limits import ArgumentError, Budget
from dflint.template.m4_text import wrap

TOKEN = r"""[ \t\n\v\f\r]*(
    0[xX][0-9A-Fa-f]* | 0[bB][01]* | 0[rR][0-9]{1,3}:[0-9A-Za-z]* | 0[0-7]* | [1-9][0-9]*
  | \*\*(?!=) | <<(?!=) | >>(?!=) | <= | >= | == | != | &&(?!=) | \|\|(?!=)
  | \+(?![+=]) | -(?![-=]) | [*/%^&|](?!=) | [<>!=~()] )"""
LEVEL = {
    "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "=": 6, "!=": 6, "<": 7, "<=": 7, ">": 7, ">=": 7,
    "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}  # fmt: skip
DEEPEST = 50
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class _ValueError(Exception):
    """A division by zero or a negative exponent: forgiven behind `1 ||` and `0 &&`."""


class _Parser:
    """Evaluates an expression while it reads it."""

    def __init__(self, text: str, budget: Budget) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0
        self.budget = budget

    def value(self) -> int:
        """Value of the whole expression; ArgumentError."""
        try:
            found = self._binary(1)
        except _ValueError as error:
            raise ArgumentError(f"{error}: {self.text}") from None
        if self.at != len(self.tokens):
            raise self.bad()
        return found

    def bad(self) -> ArgumentError:
        return ArgumentError(f"bad expression: {self.text}")

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _binary(self, lowest: int) -> int:
        left = self._power()
        highest = 99
        while lowest <= LEVEL.get(sign := self._peek(), 0) <= highest:
            self.at += 1
            self.budget.step()
            try:
                left = wrap(int(_operation(sign)(left, self._binary(LEVEL[sign] + 1))))
            except _ValueError:
                if sign not in ("||", "&&") or bool(left) != (sign == "||"):
                    raise
                # m4 goes on behind the place of the error
                left = int(bool(left))
            # which may leave an operator that binds more tightly: an error
            highest = LEVEL[sign]
        return left

    def _power(self) -> int:
        base = self._unary()
        if self._peek() != "**":
            return base
        self.at += 1
        self._deeper()
        exponent = self._power()
        self.depth -= 1
        if exponent < 0:
            raise _ValueError("negative exponent")
        if base == 0 and exponent == 0:
            raise _ValueError("divide by zero")
        return wrap(pow(base, exponent, 2**32))

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ArgumentError(f"an expression is nested more than {DEEPEST} deep")

    def _unary(self) -> int:
        signs = []
        while self._peek() in ("+", "-", "~", "!"):
            signs.append(self.tokens[self.at])
            self.at += 1
        value = self._simple()
        for sign in reversed(signs):
            value = wrap({"+": value, "-": -value, "~": ~value, "!": int(not value)}[sign])
        return value

    def _simple(self) -> int:
        token = self._peek()
        self.at += 1
        if token[:1].isdigit():
            return _literal(token)
        if token != "(":
            raise self.bad()
        self._deeper()
        value = self._binary(1)
        if self._peek() != ")":
            raise self.bad()
        self.at += 1
        self.depth -= 1
        return value


def _tokens(text: str) -> list[str]:
    pattern, found, at = re.compile(TOKEN, re.VERBOSE), [], 0
    while match := pattern.match(text, at):
        found.append(match[1])
        at = match.end()
    if text[at:].strip(" \t\n\v\f\r"):
        raise ArgumentError(f"bad expression: {text}")
    return found


def _literal(token: str) -> int:
    base, digits = 10, token
    if token[0] == "0" and len(token) > 1:
        base, digits = {"x": (16, token[2:]), "b": (2, token[2:])}.get(token[1].lower(), (8, token[1:]))
        if token[1] in "rR":
            radix, _, digits = token[2:].partition(":")
            base = int(radix)
    if not 1 <= base <= 36:
        raise ArgumentError(f"bad expression: {token}")
    return wrap(_positional(digits.lower(), base))


def _positional(digits: str, base: int) -> int:
    if base == 1:
        ones = digits.lstrip("0")
        if ones.strip("1"):
            raise ArgumentError(f"bad expression: {digits}")
        return len(ones)
    value = 0
    for char in digits:
        digit = DIGITS.index(char)
        if digit >= base:
            raise ArgumentError(f"bad expression: {digits}")
        value = (value * base + digit) % 2**32
    return value


def _divide(left: int, right: int) -> int:
    if right == 0:
        raise _ValueError("divide by zero")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _operation(sign: str) -> Callable[[int, int], int]:
    found: Callable[[int, int], int] = {
        "||": lambda a, b: bool(a or b), "&&": lambda a, b: bool(a and b), "|": operator.or_, "^": operator.xor,
        "&": operator.and_, "==": operator.eq, "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
        ">": operator.gt, ">=": operator.ge, "<<": lambda a, b: a << (b & 31), ">>": lambda a, b: a >> (b & 31),
        "+": operator.add, "-": operator.sub, "*": operator.mul, "/": _divide, "%": lambda a, b: a - b * _divide(a, b),
    }[sign]  # fmt: skip
    return found


def evaluate(text: str, radix: int, width: int, budget: Budget) -> str:
    """The value of an expression in `radix`, with at least `width` digits; ArgumentError."""
    if not 1 <= radix <= 36:
        raise ArgumentError(f"radix {radix} is out of range")
    if width < 0:
        raise ArgumentError("the width is negative")
    value = _Parser(text, budget).value() if text else 0
    budget.room(max(width, abs(value) if radix == 1 else 0))
    digits = "1" * abs(value) if radix == 1 else _digits(abs(value), radix)
    return ("-" if value < 0 else "") + digits.rjust(width, "0")


def _digits(value: int, base: int) -> str:
    digits = ""
    while value:
        value, digit = divmod(value, base)
        digits = DIGITS[digit] + digits
    return digits or "0"
