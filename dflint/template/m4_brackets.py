"""Bracket expressions in the regular expressions of m4: `[^a-c]`, `[[.x.]]`."""

from dflint.template.m4_limits import ArgumentError

UNMATCHED = "Unmatched [, [^, [:, [., or [="


def is_stray(char: str) -> bool:
    """True for a byte that is no character, which nothing but itself matches."""
    return "\udc80" <= char <= "\udcff"


class Ranges:
    """A set of characters, given by first and last ones."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def __contains__(self, char: object) -> bool:
        return isinstance(char, str) and any(first <= char <= last for first, last in self.pairs)

    def lacks(self, char: str) -> bool:
        """True for a character that is not in the set."""
        return char not in self and not is_stray(char)


def ranges(pattern: str, at: int) -> tuple[Ranges, int]:
    """The set from `at` on, behind `[` or `[^`, and the offset behind its `]`; ArgumentError says why there is none."""
    pairs: list[tuple[str, str]] = []
    while not pattern.startswith("]", at) or not pairs:
        first, at = _member(pattern, at)
        last = first
        if pattern.startswith("-", at) and not pattern.startswith("-]", at):
            last, at = _member(pattern, at + 1)
        pairs.append((first, last))
    return Ranges(pairs), at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    """A character, or `[.x.]` or `[=x=]`, which stand for x, and the offset behind it."""
    if at >= len(pattern):
        raise ArgumentError(UNMATCHED)
    if not pattern.startswith(("[.", "[="), at):
        return pattern[at], at + 1
    close = pattern.find(pattern[at + 1] + "]", at + 2)
    if close < 0:
        raise ArgumentError(UNMATCHED)
    if close != at + 3:
        raise ArgumentError("Invalid collation character")
    return pattern[at + 2], close + 2
