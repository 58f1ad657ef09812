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
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text.rstrip(), " " * start + "^" * max(1, min(end, len(text)) - start)
    first, last = _window(text, start, end, limit)
    if text.isascii() and text.isprintable():  # as nearly every line is: each character is one column
        mark = ELLIPSIS * (first > 0)
        line = mark + text[first:last] + ELLIPSIS * (last < len(text))
        return line.rstrip(), " " * (len(mark) + start - first) + "^" * max(1, min(end, last) - start)
    before = [ELLIPSIS] * (first > 0) + [cell(char) for char in text[first:start]]
    marked = [cell(char) for char in text[start : min(end, last)]] or [" "]
    after = [cell(char) for char in text[end:last]] + [ELLIPSIS] * (last < len(text))
    line = "".join([*before, *marked, *after]).rstrip()
    return line, " " * width("".join(before)) + "^" * max(1, width("".join(marked)))


def _window(text: str, start: int, end: int, limit: int) -> tuple[int, int]:
    """The part of `text` to show: all of it, or `limit` columns with the place, what is before it, and what follows."""
    if len(text) <= limit and width(printable(text)) <= limit:
        return 0, len(text)
    before = limit // 4
    room = limit - 2 * len(ELLIPSIS) - before
    after, room = _fit(text, range(start, len(text)), room)
    before, room = _fit(text, range(start - 1, -1, -1), room + before)
    more, _ = _fit(text, range(start + after, len(text)), room)
    return start - before, start + after + more


def _fit(text: str, places: range, room: int) -> tuple[int, int]:
    """How many characters of `text`, taken in the order of `places`, fit into `room` columns, and what then is left."""
    if text.isascii() and text.isprintable():
        taken = min(room, len(places))
        return taken, room - taken
    for number, place in enumerate(places):
        taken = width(cell(text[place]))
        if taken > room:
            return number, room
        room -= taken
    return len(places), room
