"""Text that a template hides: what `divert(-1)` swallows and what stands after `m4exit`."""

import re

from dflint.template.expansion import Note
from dflint.template.rope import Origin

INSTRUCTION = (
    r"^[ \t]*(?:FROM|RUN|CMD|LABEL|EXPOSE|ENV|ADD|COPY|ENTRYPOINT|VOLUME|USER|WORKDIR|ARG|ONBUILD|STOPSIGNAL"
    r"|HEALTHCHECK|SHELL|MAINTAINER)[ \t]+\S.*"
)
MOST = 100_000


class Hidden:
    """What goes nowhere while the diversion is negative."""

    def __init__(self) -> None:
        self._origin: Origin | None = None
        self._texts: list[str] = []
        self._size = 0

    def add(self, text: str) -> None:
        """Text that is thrown away."""
        if self._size < MOST:
            self._texts.append(text)
            self._size += len(text)

    def change(self, diversion: int, origin: Origin) -> list[Note]:
        """The diversion changes at `origin`: what there is to say about what was hidden until now."""
        notes = self._notes()
        self._origin = origin if diversion < 0 else None
        self._texts, self._size = [], 0
        return notes

    def _notes(self) -> list[Note]:
        found = instruction("".join(self._texts)) if self._origin is not None else ""
        return [Note("hidden", f'divert hides "{found}"', self._origin)] if found and self._origin is not None else []

    def at_end(self) -> list[Note]:
        """What there is to say at the end of the template."""
        notes = self._notes()
        if self._origin is not None and not notes and "".join(self._texts).strip():
            notes.append(Note("hidden", "divert hides the rest of the file", self._origin))
        return notes


def instruction(text: str) -> str:
    """The first line of `text` that looks like an instruction of a Dockerfile, shortened, or an empty text."""
    found = re.search(INSTRUCTION, text, re.MULTILINE)
    line = found[0].strip() if found else ""
    return line if len(line) <= 60 else line[:57] + "..."
