"""Text in formats that know the numbers of characters, as HTML does: `&#124;`."""

import re
from functools import cache

from dflint.reporting.escape import visible


@cache
def _tame() -> "re.Pattern[str]":
    """Words with single marks inside them that no wiki gives a meaning; a word and a number may be one of its own."""
    return re.compile(r"(?!www\.)[^\W_]+(?:[ .,/-][^\W_]+)*", re.IGNORECASE)


@cache
def _magic() -> "re.Pattern[str]":
    """What wikis make links of without being asked: `RFC 2616`, `KEY-1`."""
    return re.compile(r"\b(?:RFC|PMID|ISBN) |[^\W\d_]-\d")


def is_tame(text: str) -> bool:
    """True for a text that can stand as it is."""
    return bool(_tame().fullmatch(text)) and not _magic().search(text)


def escape(text: str) -> str:
    """`visible(text)`, with a number for each character that could mean something."""
    text = visible(text)
    if is_tame(text):
        return text
    text = re.sub(r"[^\w\s]|_", lambda match: f"&#{ord(match[0])};", text)
    return re.sub(r"\A +| +\Z| {2,}|(?<=RFC) |(?<=PMID) |(?<=ISBN) ", lambda match: "&#32;" * len(match[0]), text)
