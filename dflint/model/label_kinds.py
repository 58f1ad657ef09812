"""The kinds of values that labels can be asked to have."""

import re
from functools import cache

from dflint.model import spdx


def is_url(text: str) -> bool:
    """True for an address with a scheme and without blanks."""
    return bool(_url().fullmatch(text))


def is_time(text: str) -> bool:
    """True for date and time with an offset, as RFC 3339 has them."""
    match = _time().fullmatch(text)
    if match is None:
        return False
    from datetime import datetime

    year, month, day, hour, minute, second = (int(part) for part in match.groups())
    try:
        datetime(year, month, day, hour, minute, min(second, 59))
    except ValueError:
        return False
    return second <= 60


def is_license(text: str) -> bool:
    """True for a licence of SPDX, or an expression of several."""
    return spdx.is_expression(text)


def is_hash(text: str) -> bool:
    """True for the hash of a git commit: 7 or 40 hexadecimal digits."""
    return bool(re.fullmatch("[0-9a-f]{7}|[0-9a-f]{40}", text))


def is_version(text: str) -> bool:
    """True for a version of semver.org: three numbers, and what may follow them."""
    return bool(_version().fullmatch(text))


def is_email(text: str) -> bool:
    """True for an address of e-mail without a name or angle brackets."""
    return bool(_email().fullmatch(text))


@cache
def _url() -> "re.Pattern[str]":
    return re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[^\s<>\"{}|\\^`]*)")


@cache
def _time() -> "re.Pattern[str]":
    return re.compile(
        r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)",
        re.ASCII,
    )


@cache
def _version() -> "re.Pattern[str]":
    tail = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
    return re.compile(rf"[0-9]+\.[0-9]+\.[0-9]+(?:-{tail})?(?:\+{tail})?")


@cache
def _email() -> "re.Pattern[str]":
    atom = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
    part = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    return re.compile(rf"{atom}(?:\.{atom})*@(?:{part}(?:\.{part})*|\[[^\[\]\\\s]*\])")
