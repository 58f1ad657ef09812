"""A new value as it has to be written in the place of an old one, in the same quotes where they serve."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from dflint.syntax import shellwords


def word(old: str, new: str, escape: str) -> str | None:
    """`new` as the value of an ARG, for a file with this escape character; None when there is no way to write it."""

    def reads(text: str) -> bool:
        try:
            return shellwords.expand(text, {}, escape) == new
        except ValueError:
            return False

    return _first(old, _words(new, escape), reads)


def scalar(old: str, new: str) -> str | None:
    """`new` as the value of a key in YAML; None when there is no way to write it."""
    return _first(old, _scalars(new), lambda text: _loaded(text) == new)


def _first(old: str, forms: Iterator[tuple[str, str]], reads: Callable[[str], bool]) -> str | None:
    """The first of `forms`, each with its quote, that reads right; those in the quotes of `old` come first."""
    quote = old[:1] if old[:1] in ("'", '"') and old[-1:] == old[:1] else ""
    ordered = sorted(forms, key=lambda form: form[0] != quote)
    return next((text for _, text in ordered if reads(text)), None)


@cache
def _tame() -> "re.Pattern[str]":
    """What needs no quotes, neither for the builder nor for a shell."""
    return re.compile(r"[\w.,:/@%+=~^-]+")


def _words(new: str, escape: str) -> Iterator[tuple[str, str]]:
    if _tame().fullmatch(new):
        yield "", new
    yield '"', '"' + re.sub(rf'["${re.escape(escape)}]', lambda match: escape + match[0], new) + '"'
    if "'" not in new:
        yield "'", f"'{new}'"


def _scalars(new: str) -> Iterator[tuple[str, str]]:
    if _tame().fullmatch(new):
        yield "", new
    if '"' not in new and "\\" not in new:
        yield '"', f'"{new}"'
    yield "'", "'" + new.replace("'", "''") + "'"


def _loaded(text: str) -> str | None:
    """What a YAML 1.1 reader, such as that of Ansible, makes of a value, as text; None for what is no scalar.

    The number 1.10 comes out as 1.1, `yes` as True: neither is what stands there.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    reader = YAML(typ="safe", pure=True)
    reader.version = "1.1"
    try:
        value = reader.load(f"key: {text}\n")["key"]
    except (YAMLError, ValueError, TypeError, KeyError):
        return None
    return str(value) if isinstance(value, (str, int, float)) else None
