"""Any text as Markdown that shows it and does nothing else, in a table cell, a list item, a heading or a link."""

import re
from functools import cache, lru_cache
from urllib.parse import quote


@cache
def _tame() -> "re.Pattern[str]":
    """Words, with marks between them that no flavour of Markdown gives a meaning."""
    start = r"(?!\d+[.)](?: |\Z))(?=[\w.(/])"
    mark = r"[.,/+()=%…–-]|(?<=[^\W_])_(?=[^\W_])|:(?!//|[\w+-]+:)| (?! |\Z)"
    return re.compile(rf"{start}(?:(?!www\.)[^\W_]|{mark})+", re.IGNORECASE)


# Kinds, names of images and versions come again and again.
@lru_cache(maxsize=20_000)
def escape(text: str) -> str:
    """Markdown for `visible(text)`.

    A tame text stands for itself. Another becomes a code span, in which nothing is a link, a mention or a formula;
    one that cannot be a code span in a table (`|`, a backtick, a blank at its edge), or would make a definition of the
    line that it stands in (`]:`), is written in entities.
    """
    text = visible(text)
    if not text or _tame().fullmatch(text):
        return text
    if "|" in text or "`" in text or "]:" in text or text != text.strip():
        return re.sub(r"[!-/:-@\[-`{-~]|\A +| +\Z", _entities, text)
    return f"`{text}`"


def _entities(match: "re.Match[str]") -> str:
    return "".join(f"&#{ord(char)};" for char in match[0])


def visible(text: str) -> str:
    """`text` with what cannot be seen (control characters, marks that turn the direction) spelt as `\\u202e`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def link(text: str, url: str) -> str:
    """A link that shows `text`; only the text without a `url`."""
    if not url:
        return escape(text)
    if text == url and re.fullmatch(r"https?://[\w.~:/?#=+,-]+", url, re.ASCII):
        return f"<{url}>"
    # Inside a link no flavour looks for another one, so the label's own scheme is harmless.
    label = text if _tame().fullmatch(text.replace("://", "")) else escape(text)
    return f"[{label}]({target(url)})"


def target(url: str) -> str:
    """`url`, absolute or a file's name, as the destination of a link."""
    return quote(url, safe="%/:?#@!$&',;=+~").replace("&", "&amp;")
