"""Texts made shorter for people: addresses, digests, rows of numbers."""

import re
from collections.abc import Iterable

_LONGEST = 60


def shortened(url: str) -> str:
    """An address without its scheme; a long one is its host and what stands at its end."""
    plain = re.sub(r"\A\w+://", "", url)
    if len(plain) <= _LONGEST:
        return plain
    host, _, path = plain.partition("/")
    last = path.rstrip("/").rpartition("/")[2]
    return f"{host}/…/{last}" if last != path else plain


def brief(digest: str) -> str:
    """A digest or a commit, with the first twelve of its digits."""
    return re.sub(r"\b([0-9a-f]{12})[0-9a-f]{20,}\b", r"\1…", digest)


def ranges(numbers: Iterable[int]) -> str:
    """Rising `numbers` for people: `1, 3–5`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)
