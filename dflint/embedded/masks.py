"""Outputs of commands in a shell text as variables of the same length, where nothing is said of the commands.

So `make -j$(nproc)` is read as `make -j${ZZZZZ}`, and all places stay what they are.
"""

from functools import cache, lru_cache

from dflint.embedded.plain import MASK, Patterns
from dflint.embedded.scan import Scan
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    import re

_SOURCES = {"output": r"\$\(([^()`$\\\n]++)\)", "mask": rf"\$\{{{MASK}++\}}"}


@cache
def _patterns() -> Patterns:
    """Outputs, innermost only, and what could be taken for one that was masked."""
    return Patterns(_SOURCES)


@lru_cache(maxsize=2)  # a text that is not foreseen is sifted next
def masked(text: str, shell: str) -> str:
    """`text` with a variable for each `$(...)` in it, if nothing is said of what stands there."""
    if "$(" not in text or _patterns().mask.search(text):
        return text

    def mask(found: "re.Match[str]") -> str:
        is_known = _is_silent(text, *found.span(1), shell)
        return "${" + MASK * (len(found[0]) - 3) + "}" if is_known else found[0]

    return _patterns().output.sub(mask, text)


def _is_silent(text: str, start: int, end: int, shell: str) -> bool:
    """True when nothing is said of the pipeline from `start` to `end` where it stands in `$(...)`."""
    scan = Scan(text[:end], start, shell)
    return scan.output() and not text[scan.at : end].strip(" \t")
