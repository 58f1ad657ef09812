"""Help for what the builder rejects."""

from collections.abc import Iterable


def suggestion(word: str, known: Iterable[str]) -> str:
    """`, did you mean X?` for the name in `known` that is nearest to `word`, else an empty text."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f", did you mean {near[0]}?" if near else ""
