"""How far a long run is: a line on the error output that goes away again, on a terminal and nowhere else."""

import os
import sys
import time

# Seconds after which a run counts as long, and between two lines.
LONG = 1.0
OFTEN = 0.1


class Progress:
    """Hears how many files are done. As a context manager it leaves no line behind."""

    def __init__(self, *, wanted: bool) -> None:
        is_terminal = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._next = time.monotonic() + LONG if wanted and is_terminal else float("inf")
        self._line = ""

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` files are checked."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + OFTEN
            self._show(f"dflint: {done} of {total} files")

    def _show(self, line: str) -> None:
        sys.stderr.write("\r" + line.ljust(len(self._line)) + ("" if line else "\r"))
        sys.stderr.flush()
        self._line = line

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._line:
            self._show("")
