"""What ShellCheck is sure to say of a text: nothing, or only that variables lack quotes (SC2086).

Four of five texts are like that, and half of these are so simple that it can be told without ShellCheck: commands in a
row, of whose words it knows nothing. In doubt a text is not foreseen. The tests compare with ShellCheck itself.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from dflint.embedded.plain import KNOWN, MORE, PROGRAMS, READERS, SPECIAL, patterns

if TYPE_CHECKING:
    import re

UNQUOTED = "Double quote to prevent globbing and word splitting."


class _Scan:
    """One way through a text from the offset `at` on; its methods say whether all was as expected."""

    def __init__(self, text: str, at: int, shell: str) -> None:
        self.text = text
        self.at = at
        self.shell = shell
        self.patterns = patterns()
        self.assigned: set[str] = set()
        self.written: list[str] = []

    def all(self) -> bool:
        """Read the text to its end: pipelines between `&&` and `;`."""
        while self._pipeline():
            separator = self.patterns.separator.match(self.text, self.at)
            self.at = separator.end() if separator else self.at
            if (separator is None or separator[1] == ";") and self.patterns.stop.match(self.text, self.at):
                return True
            if separator is None or separator[1] == "|":
                return False
        return False

    def _take(self, pattern: "re.Pattern[str]") -> "re.Match[str] | None":
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def _pipeline(self) -> bool:
        has_sudo = self._take(self.patterns.sudo) is not None
        name = self._command(has_sudo)
        if not name:
            return False
        if name == "cd":
            separator = self.patterns.separator.match(self.text, self.at)
            return separator is not None and separator[1] == "&&"
        while (separator := self.patterns.separator.match(self.text, self.at)) and separator[1] == "|":
            self.at = separator.end()
            has_sudo = self._take(self.patterns.sudo) is not None
            reader = self._take(self.patterns.name)
            if reader is None or reader[0] not in READERS or not self._words(self.patterns.word, 0):
                return False
        while not has_sudo and (found := self._take(self.patterns.redirect)) and found[1]:
            self.written.append(found[1])
        return True

    def _command(self, has_sudo: bool) -> str:
        """The name of the command that was read; empty where it is another one than those that are known."""
        is_alone = not has_sudo
        while found := self._take(self.patterns.assignment):
            self.assigned.add(found[1])
            is_alone = False
        found = self._take(self.patterns.name)
        name = found[0] if found else ""
        if name in _programs() or self.patterns.script.fullmatch(name):
            good = self._run(name)
        elif name in CHANGES and (is_alone or not self.assigned):
            good = CHANGES[name](self)
        else:
            good = is_alone and name in ALONE and ALONE[name](self)
        return name if good else ""

    def _run(self, name: str) -> bool:
        start = self.at
        good = self._words(self.patterns.word, 0)
        return good and not (name == "chmod" and "-r" in self.text[start : self.at].split())

    def _words(self, pattern: "re.Pattern[str]", least: int) -> bool:
        """Read words; True when there are `least` ones."""
        while blanks := self.patterns.blanks.match(self.text, self.at):
            found = pattern.match(self.text, blanks.end())
            if found is None:
                break
            self.at = found.end()
            least -= 1
        return least <= 0

    def _options(self, letters: str, most: int = 9) -> bool:
        """Read options made of `letters`, `most` of them."""
        while blanks := self.patterns.blanks.match(self.text, self.at):
            found = self.patterns.option.match(self.text, blanks.end())
            if found is None or not most or (letters and not set(found[0]) <= set(letters)):
                break
            self.at = found.end()
            most -= 1
        return True

    def mkdir(self) -> bool:
        """`mkdir -p a b`."""
        return self._options("-pvarents", 1) and self._words(self.patterns.path, 1)

    def copy(self) -> bool:
        """`cp -r a b`."""
        return self._options("") and self._words(self.patterns.path, 2)

    def remove(self) -> bool:
        """`rm -rf /tmp/a`."""
        return self._options("-frvR", 1) and self._words(self.patterns.place, 1)

    def shell_of(self) -> bool:
        """`sh a.sh`; without a word it would read the standard input."""
        return self._words(self.patterns.path, 1) and self._words(self.patterns.word, 0)

    def echo(self) -> bool:
        """`echo a b`, with one blank between words: more of them are spoken of."""
        start = self.at
        good = self._words(self.patterns.path, 1)
        return good and not any(
            gap in self.patterns.quoted.sub("x", self.text[start : self.at]) for gap in ("  ", "\t")
        )

    def set(self) -> bool:
        """`set -eux`."""
        return self._take(self.patterns.blanks) is not None and self._take(self.patterns.flags) is not None

    def source(self) -> bool:
        """`source /a/b c`, which bash knows."""
        good = self.shell == "bash" and self._take(self.patterns.blanks) and self._take(self.patterns.literal)
        return bool(good) and self._words(self.patterns.word, 0)

    def dot(self) -> bool:
        """`. /a/b`."""
        start = self.at
        good = self._take(self.patterns.blanks) and self._take(self.patterns.literal)
        return bool(good) and self.text[start : self.at].lstrip().startswith("/")

    def cd(self) -> bool:
        """`cd a`."""
        if not self._take(self.patterns.blanks):
            return False
        return self._take(self.patterns.path) is not None


# Commands that may stand behind sudo, and those that may not.
CHANGES = {
    "mkdir": _Scan.mkdir, "cp": _Scan.copy, "ln": _Scan.copy, "mv": _Scan.copy, "rm": _Scan.remove,
    "sh": _Scan.shell_of, "bash": _Scan.shell_of,
}  # fmt: skip
ALONE = {"echo": _Scan.echo, "set": _Scan.set, "source": _Scan.source, ".": _Scan.dot, "cd": _Scan.cd}


@cache
def _programs() -> frozenset[str]:
    return frozenset((*PROGRAMS, *MORE))


@lru_cache(maxsize=1_000)
def foreseen(text: str) -> list[dict[str, Any]] | None:
    """The comments of ShellCheck on `text`, as far as dflint uses them; None where it has to be asked.

    `text` begins with the line that names its shell.
    """
    known = patterns()
    head = known.head.match(text)
    if head is None:
        return None
    scan = _Scan(text, head.end(), head[1])
    if not scan.all() or any(text.count(target) > 1 for target in scan.written if not target.startswith("/dev/")):
        return None
    names = {found.strip("${}") for found in known.variable.findall(text)}
    if not names.isdisjoint(scan.assigned | KNOWN) or any(name.startswith(SPECIAL) for name in names):
        return None
    start = text.index("\n") + 1
    found = known.bare.finditer(text, start)
    return [_comment(match.start() - start, match.end() - start) for match in found if match[1]]


def _comment(start: int, end: int) -> dict[str, Any]:
    """That the variable at the offsets `start` to `end` of the second line lacks quotes."""
    place = {"line": 2, "endLine": 2}
    quotes = [
        {**place, "column": at + 1, "endColumn": at + 1, "insertionPoint": point, "replacement": '"'}
        for at, point in ((start, "afterEnd"), (end, "beforeStart"))
    ]
    where = {**place, "column": start + 1, "endColumn": end + 1}
    return {**where, "level": "info", "code": 2086, "message": UNQUOTED, "fix": {"replacements": quotes}}
