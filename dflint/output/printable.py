"""Text of a file on a screen: nothing in it may move the cursor, hide text or upset an encoding."""

from functools import cache

TAB = "    "
ELLIPSIS = "…"


def printable(text: str) -> str:
    """`text` with control characters, bytes that are no text, and invisible characters as escapes."""
    return text if text.isprintable() else "".join(cell(char) for char in text)


@cache
def cell(char: str) -> str:
    """How one character is shown."""
    if char == "\t":
        return TAB
    code = ord(char)
    if char.isprintable() or char == "\u3000":
        return char
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(shown: str) -> int:
    """Columns that `shown`, which is printable, takes on a screen."""
    if shown.isascii():
        return len(shown)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in shown)


def excerpt(text: str, start: int, end: int, limit: int) -> tuple[str, str]:
    """The line `text` and, below it, carets under its characters from `start` to `end`, which is at least one.

    What does not fit into `limit` columns is cut away on both sides of the place.
    """
    start = min(start, len(text))
    end = max(min(end, len(text)), start + 1)
    first, last = _window(text, start, end, limit)
    before = [ELLIPSIS] * (first > 0) + [cell(char) for char in text[first:start]]
    marked = [cell(char) for char in text[start : min(end, last)]] or [" "]
    after = [cell(char) for char in text[end:last]] + [ELLIPSIS] * (last < len(text))
    line = "".join([*before, *marked, *after]).rstrip()
    return line, " " * width("".join(before)) + "^" * max(1, width("".join(marked)))


def _window(text: str, start: int, end: int, limit: int) -> tuple[int, int]:
    """The part of `text` to show: all of it, or some `limit` columns around the place."""
    if len(text) <= limit and width(printable(text)) <= limit:
        return 0, len(text)
    first = max(0, start - limit // 4, end - limit * 2 // 3)
    first = min(first, start - limit // 4, max(0, len(text) - limit + 2)) if end > limit * 2 // 3 else 0
    first = max(first, 0)
    last, room = first, limit - 2
    while last < len(text) and room >= (used := width(cell(text[last]))):
        room -= used
        last += 1
    return first, max(last, start + 1) if start < len(text) else last
