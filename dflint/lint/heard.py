"""What ShellCheck said of texts in earlier runs, by text, version and options."""

import json

from dflint import disk
from dflint.cache import facts
from dflint.disk import digest, encoded
from dflint.embedded.shellcheck import OPTIONS, is_itself, version
from dflint.lint.shelltexts import Comment

# What it may take the encoding of its output from.
LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")


class Heard:
    """What `program` said; nothing where there is no cache."""

    def __init__(self, program: str) -> None:
        self._facts = facts.current()
        found = version(program) if self._facts is not None or disk.is_noting() else ""
        disk.identity(program)
        if not found or not is_itself(program):
            disk.spoil()  # what it starts may change while the file stays the same
        if not found:
            self._facts = None
        self.speaker = digest(*(encoded(text) for text in (found, *OPTIONS, *map(disk.variable, LOCALE))))
        self._about = self.speaker.encode()

    def said(self, text: str) -> list[Comment] | None:
        """The comments on `text`, None when it is new."""
        data = self._facts.get(self._key(text)) if self._facts is not None else None
        if data is None:
            return None
        comments: list[Comment] = json.loads(data)
        return comments

    def keep(self, text: str, comments: list[Comment]) -> None:
        """Note what was said of `text`."""
        if self._facts is not None:
            plain = [{name: value for name, value in comment.items() if name != "file"} for comment in comments]
            self._facts.put(self._key(text), json.dumps(plain).encode())

    def _key(self, text: str) -> str:
        return digest(b"shellcheck", self._about, encoded(text))
