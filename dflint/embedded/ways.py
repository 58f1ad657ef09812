"""Whether a variable of a frame (`dflint.embedded.rest`) is set whatever way is taken through it.

Only the branches of a `case` or an `if` that stand in no other are looked at; of all else it is not known.
"""

from collections.abc import Iterator
from functools import cache

from dflint.embedded.plain import Patterns
from dflint.records import NamedTuple

_INNER = r"(?:(?!\b(?:case|esac|if|fi|do|done)\b|(?<!\$)[({])[\s\S])*+"
_SOURCES = {
    "block": rf"\bcase[ \t]++\S++[ \t]++in\b({_INNER})\besac\b|\bif\b({_INNER})\bfi\b",
    "nested": r"\b(?:if|then|else|case|do)\b|(?<!\$)[({]",
    # A command that is always done: the first one, or one after a `;`; and one that another one decides on.
    "always": r"(?:\A|[;\n])[ \t]*(?:export[ \t]+)?(?:=+[ \t]+)*\Z",
    "perhaps": r"(?:&&|\|\|)\s*(?:export[ \t]+)?(?:=+[ \t]+)*\Z",
    "body": r"\b(?:then|else)\b((?:(?!\b(?:elif|else)\b)[\s\S])*+)",
    "else": r"\belse\b",
    "label": r"\A[^)]*\)",
    "any": r"\A\s*\*\)",
    "exit": r"(?:\A|[;\n])\s*exit(?:[ \t]+[0-9]+)?\s*;?\s*\Z",
}


@cache
def _patterns() -> Patterns:
    """What tells ways from each other."""
    return Patterns(_SOURCES)


class Block(NamedTuple):
    """A `case` or an `if` and its branches; it is `whole` when one of them is taken in any case."""

    start: int
    end: int
    branches: list[str]
    whole: bool

    def sets(self, name: str) -> bool:
        """True when every branch sets the variable `name`, or ends all."""
        return self.whole and all(_sets(branch, name) or _patterns().exit.search(branch) for branch in self.branches)


class Ways:
    """The ways through `frame`; `is_flat` says that all of them are known.

    `bare` is the frame with as many `=` for each assignment in it as that has characters.
    """

    def __init__(self, frame: str, bare: str) -> None:
        self.bare = bare
        self.blocks = list(_blocks(frame))
        self.is_flat = _patterns().nested.search(_patterns().block.sub("", frame)) is None

    def first(self, name: str, places: list[int]) -> int | None:
        """The offset behind which `name`, which is set at `places`, is set in any case; None where that is not so."""
        ends = [end for at in places if (end := self._set(name, at)) is not None]
        return min(ends, default=None)

    def is_outside(self, at: int) -> bool:
        """True when the offset `at` is in no block, and all blocks are known."""
        return self.is_flat and not any(block.start < at < block.end for block in self.blocks)

    def is_decided(self, at: int) -> bool:
        """True when what stands at the offset `at` is done only if the command before it says so."""
        return _patterns().perhaps.search(self.bare, 0, at) is not None

    def _set(self, name: str, at: int) -> int | None:
        """Where it is over that `name` is set at `at`, if that is done in any case."""
        block = next((block for block in self.blocks if block.start < at < block.end), None)
        start, end = (at, at) if block is None else (block.start, block.end)
        before = self.bare[:start]
        if not _patterns().always.search(before) or _patterns().nested.search(_patterns().block.sub("", before)):
            return None
        return end if block is None or block.sets(name) else None


def _blocks(frame: str) -> Iterator[Block]:
    for found in _patterns().block.finditer(frame):
        if found[1] is not None:
            branches = [branch for branch in found[1].split(";;") if branch.strip()]
            whole = bool(branches) and _patterns().any.match(branches[-1]) is not None
            branches = [_patterns().label.sub("", branch) for branch in branches]
        else:
            branches = _patterns().body.findall(found[2])
            whole = getattr(_patterns(), "else").search(found[2]) is not None
        yield Block(*found.span(), branches, whole)


def _sets(branch: str, name: str) -> bool:
    """True when `branch` sets the variable `name` without a condition."""
    at = branch.find(f"{name}=")
    while at >= 0:
        if _patterns().always.search(branch, 0, at):
            return True
        at = branch.find(f"{name}=", at + 1)
    return False
