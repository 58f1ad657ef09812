"""The text functions of m4: numbers, substr, translit, regexp, patsubst. After the GNU M4 1.4 manual.

m4 counts bytes where this program counts characters: `narrow` gives a text in which each character is one byte.
"""

import re
from functools import lru_cache

from dflint.template.m4_limits import ArgumentError, Budget
from dflint.template.m4_regex import Match, Regex

LONGEST_PATTERN = 20_000


def narrow(text: str) -> str:
    """`text` with one character for each of its bytes."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def widen(text: str) -> str:
    """The inverse of `narrow`."""
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")


def leading_number(text: str) -> tuple[int, bool]:
    """The decimal number that `text` begins with, as C's strtol reads it, and whether it is all of the text."""
    match = re.match(r"[ \t\n\v\f\r]*([+-]?[0-9]+)", text)
    if match is None:
        return 0, False
    digits = match[1] if len(match[1]) < 30 else match[1][:30]
    return max(-(2**63), min(2**63 - 1, int(digits))), match.end() == len(text)


def wrap(value: int) -> int:
    """`value` as a signed number of 32 bits."""
    return (value + 2**31) % 2**32 - 2**31


def number(text: str) -> int:
    """A decimal argument, 0 for an empty one; ArgumentError."""
    if not text:
        return 0
    value, is_whole = leading_number(text)
    if not is_whole:
        raise ArgumentError(f'"{text}" is no number')
    return wrap(value)


def substr(text: str, start: str, length: str | None) -> str:
    """Part of `text`; ArgumentError."""
    text = narrow(text)
    begin, count = number(start), len(text) if length is None else number(length)
    if begin < 0 or count <= 0:
        return ""
    return widen(text[begin : begin + count])


def translit(text: str, source: str, target: str, budget: Budget) -> str:
    """`text` with the characters of `source` replaced by those of `target`, or deleted."""
    chars, others = _ranges(narrow(source), budget), _ranges(narrow(target), budget)
    table: dict[int, str | None] = {}
    for index, char in enumerate(chars):
        table.setdefault(ord(char), others[index] if index < len(others) else None)
    return widen(narrow(text).translate(table))


def _ranges(text: str, budget: Budget) -> str:
    """`text` with each `a-z` written out."""
    budget.room(text.count("-") * 256)
    out, at = [], 0
    while at < len(text):
        if 0 < at < len(text) - 1 and text[at] == "-":
            first, last = ord(text[at - 1]), ord(text[at + 1])
            way = 1 if first <= last else -1
            out += [chr(code) for code in range(first + way, last + way, way)] if first != last else []
            at += 2
        else:
            out.append(text[at])
            at += 1
        budget.step()
    return "".join(out)


def compiled(pattern: str) -> Regex:
    """The expression `pattern`; ArgumentError."""
    if len(pattern) > LONGEST_PATTERN:
        raise ArgumentError(f"a regular expression has more than {LONGEST_PATTERN:,} characters")
    return _kept(pattern) if len(pattern) < 200 else Regex(pattern)


@lru_cache(maxsize=512)
def _kept(pattern: str) -> Regex:
    return Regex(pattern)


def fill(replacement: str, text: str, match: Match) -> str:
    """`replacement` with `\\&`, `\\0` and `\\1` to `\\9` replaced by what matched in `text`."""
    if "\\" not in replacement:
        return replacement

    def group(found: "re.Match[str]") -> str:
        key = "0" if found[1] == "&" else found[1]
        if key not in "0123456789":
            return key
        spans = match.spans[int(key) : int(key) + 1]
        return text[spans[0][0] : spans[0][1]] if spans and spans[0][1] > 0 else ""

    return re.sub(r"\\(.)", group, re.sub(r"(?<!\\)((?:\\\\)*)\\\Z", r"\1", replacement), flags=re.DOTALL)


def patsubst(text: str, pattern: str, replacement: str, budget: Budget) -> str:
    """`text` with every match of `pattern` replaced."""
    expression, out, at, size = compiled(pattern), [], 0, 0
    while at <= len(text):
        match = expression.search(text, at, budget)
        if match is None:
            break
        out += [text[at : match.start], fill(replacement, text, match)]
        at = match.end
        if match.start == match.end:
            out.append(_step_over(text, at, expression, replacement, budget))
            at += 1
        size += len(out[-1]) + len(out[-2])
        budget.room(size)
    return widen(narrow("".join([*out, text[at:]])))


def _step_over(text: str, at: int, expression: Regex, replacement: str, budget: Budget) -> str:
    """The character at `at`, behind an empty match. m4 steps by bytes, so that it may match again inside it."""
    char = text[at : at + 1]
    if char < "\x80":
        return char
    single = char.encode("utf-8", "surrogateescape").decode("ascii", "surrogateescape")
    out = single[:1]
    for inside in range(1, len(single)):
        match = expression.search(text[:at] + single + text[at + 1 :], at + inside, budget)
        if match is not None and match.start == match.end == at + inside:
            out += fill(replacement, text, match)
        out += single[inside]
    return out


def regexp(text: str, pattern: str, replacement: str | None, budget: Budget) -> str:
    """Index of the first match, or the filled `replacement`."""
    match = compiled(pattern).search(text, 0, budget)
    if replacement is None:
        return str(len(narrow(text[: match.start])) if match else -1)
    return fill(replacement, text, match) if match else ""
