"""Help for what the builder rejects."""

from collections.abc import Iterable
from functools import cache

# A longer word is no slip of the pen, and difflib would take its time.
LONGEST = 30


def suggestion(word: str, known: Iterable[str]) -> str:
    """`, did you mean X?` for the name in `known` that is nearest to `word`, else an empty text."""
    near = _nearest(word, tuple(known)) if len(word) <= LONGEST else None
    return f", did you mean {near}?" if near else ""


@cache
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), None)
