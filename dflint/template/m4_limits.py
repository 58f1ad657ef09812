"""What an expansion may take, and how it fails."""

from time import process_time

from dflint import disk

SECONDS = 1.5
"""Of work, not of waiting: what a template gives must not depend on what else the machine does."""
LONGEST = 5_000_000
"""Characters that an expansion may have."""
MOST_READ = 4 * LONGEST
"""Characters that it may read: the files, and what macros expand to, as often as they do."""
DEEPEST = 5_000
"""Calls that may be open inside each other."""


class M4Error(Exception):
    """A template that cannot be expanded; the message says why."""


class ArgumentError(Exception):
    """An argument that a builtin cannot use: m4 complains, expands the call to nothing and goes on."""


class Budget:
    """Time and text that are left to one expansion. Every method raises M4Error when there is no more."""

    __slots__ = ("_deadline", "_read", "_steps", "_written")

    def __init__(self) -> None:
        self._deadline = process_time() + SECONDS
        self._read = 0
        self._written = 0
        self._steps = 0

    def check(self) -> None:
        """Look at the clock."""
        if process_time() > self._deadline:
            disk.spoil()
            raise M4Error(f"the expansion takes more than {SECONDS} seconds; is there an endless recursion?")

    def step(self, weight: int = 1) -> None:
        """Something short was done."""
        self._steps += weight
        if self._steps > 500:
            self._steps = 0
            self.check()

    def read(self, size: int) -> None:
        """`size` characters are going to be read."""
        self.step()
        self._read += size
        if self._read > MOST_READ:
            raise M4Error(f"the expansion reads more than {MOST_READ:,} characters; is there an endless recursion?")

    def write(self, size: int) -> None:
        """`size` characters are going to the result."""
        self._written += size
        if self._written > LONGEST:
            raise M4Error(f"the result has more than {LONGEST:,} characters")

    def room(self, size: int) -> None:
        """A text of `size` characters is going to be made."""
        if size > LONGEST:
            raise M4Error(f"a macro makes a text of more than {LONGEST:,} characters")
