"""Versions side by side: which of two is the newer one, where that can be told."""

import re
from functools import cache

# Words for what comes before the version that they belong to; any other word comes after it.
EARLY = {"dev": -5, "snapshot": -5, "nightly": -5, "alpha": -4, "a": -4, "beta": -3, "b": -3, "ea": -3, "m": -3,
         "milestone": -3, "preview": -3, "pre": -3, "rc": -2, "cr": -2}  # fmt: skip
END = (-1, 0, "")
ZERO = (0, 0, "")
Rank = tuple[int, int, str]


@cache
def _parts() -> "re.Pattern[str]":
    return re.compile(r"(?P<head>[^0-9]*)(?P<rest>[0-9].*)", re.DOTALL)


def order(old: str, new: str) -> int | None:
    """1 where `new` is the newer version, -1 where it is the older one, 0 for the same, None where nobody can tell.

    Versions must begin alike to be compared: `v1.2` and `1.3`, `fio-3.1` and `fio-3.2`. Hashes are in no order.
    """
    one, other = key(old), key(new)
    if one is None or other is None or one[0] != other[0] or _is_year(one[1]) != _is_year(other[1]):
        return None
    return (other[1] > one[1]) - (other[1] < one[1])


def key(text: str) -> tuple[str, list[Rank]] | None:
    """What stands before the first digit, and what decides on the order; None for what is in no order."""
    match = _parts().fullmatch(text)
    if match is None or _is_hash(text) or "$" in text:
        return None
    tokens = re.findall(r"\d+|[^\W\d_]+", match["rest"].lower())
    ranks: list[Rank] = []
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        rank = _rank(token, following)
        while rank[0] != 2 and rank != ZERO and ranks and ranks[-1] == ZERO:
            ranks.pop()  # 1.0-rc1 is one of 1
        ranks.append(rank)
    while ranks and ranks[-1] == ZERO:
        ranks.pop()
    return re.sub(r"(?<![a-z])v\Z", "", match["head"].lower()), [*ranks, END]


def _rank(token: str, following: str) -> Rank:
    """Words that announce a version < its end < zeros < other words < numbers."""
    if token.isdecimal():
        return (2, int(token[:400]), "") if int(token[:400]) else ZERO
    # 1.0a1 comes before 1.0, and 1.1.1a after 1.1.1
    early = token in EARLY and (len(token) > 1 or following.isdecimal())
    return (EARLY[token] - 1, 0, "") if early else (1, 0, token)


def _is_year(key: list[Rank]) -> bool:
    """True for a version that begins with a year, or a date."""
    return key[0][1] >= 1900


def _is_hash(text: str) -> bool:
    """True for the name of a commit, or a digest."""
    return re.fullmatch(r"(sha256:)?(?=\w*[a-f])(?=\w*\d)[0-9a-f]{7,64}", text) is not None
