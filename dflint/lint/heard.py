"""What ShellCheck said of texts in earlier runs, by text, version and options."""

from functools import cached_property

from dflint import disk
from dflint.cache import facts
from dflint.disk import digest, encoded
from dflint.embedded.shellcheck import OPTIONS, is_itself, version
from dflint.lint.shelltexts import Comment

# What it may take the encoding of its output from.
LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")


class Heard:
    """What `program` said; nothing where there is no cache. It is asked for its version when that is of use."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._facts = facts.current()
        disk.identity(program)
        if not is_itself(program):
            disk.spoil()  # what it starts may change while the file stays the same

    @cached_property
    def speaker(self) -> str:
        """A text that stands for the program as it is."""
        found = version(self._program) if self._facts is not None else ""
        if not found:
            disk.spoil()
            self._facts = None
        return digest(*(encoded(text) for text in (found, *OPTIONS, *map(disk.variable, LOCALE))))

    def said(self, text: str) -> list[Comment] | None:
        """The comments on `text`, None when it is new."""
        if self._facts is None:
            return None
        key = self._key(text)  # which finds out whether there is anything to ask
        data = self._facts.get(key) if self._facts is not None else None
        if data is None:
            return None
        import json

        comments: list[Comment] = json.loads(data)
        return comments

    def keep(self, text: str, comments: list[Comment]) -> None:
        """Note what was said of `text`."""
        if self._facts is None:
            return
        key = self._key(text)
        if self._facts is not None:
            import json

            plain = [{name: value for name, value in comment.items() if name != "file"} for comment in comments]
            self._facts.put(key, json.dumps(plain).encode())

    def _key(self, text: str) -> str:
        return digest(b"shellcheck", self.speaker.encode(), encoded(text))
