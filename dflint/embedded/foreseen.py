"""What ShellCheck is sure to say of a text: nothing, or only that variables lack quotes (SC2086).

Four of five texts are like that, and half of these are so simple that it can be told without ShellCheck: commands in a
row, of whose words it knows nothing. In doubt a text is not foreseen. The tests compare with ShellCheck itself.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from dflint.embedded.plain import DEAF, KNOWN, MINDED, SPECIAL, patterns

if TYPE_CHECKING:
    import re

UNQUOTED = "Double quote to prevent globbing and word splitting."


class Scan:
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
        while self.pipeline():
            separator = self.patterns.separator.match(self.text, self.at)
            self.at = separator.end() if separator else self.at
            if (separator is None or separator[1] == ";") and self.patterns.stop.match(self.text, self.at):
                return True
            if separator is None or separator[1] == "|":
                return False
        return False

    def comments(self, start: int, end: int) -> list[dict[str, Any]] | None:
        """What is said of the text from `start` to `end`, which was read; None where its variables are special."""
        names = self.names(start, end)
        if not names.isdisjoint(KNOWN) or any(name.startswith(SPECIAL) for name in names):
            return None
        if any(is_like(name, other) for other in self.assigned for name in names):
            return None
        bare = self.patterns.bare.finditer(self.text, start, end)
        return [comment(self.text, *found.span()) for found in bare if found[1]]

    def names(self, start: int, end: int) -> set[str]:
        """The variables that are read in the text from `start` to `end`."""
        return {found.strip("${}") for found in self.patterns.variable.findall(self.text, start, end)}

    def _take(self, pattern: "re.Pattern[str]") -> "re.Match[str] | None":
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def pipeline(self) -> bool:
        """Read the commands between two `&&` or `;`."""
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
            if reader is None or not _reads(reader[0]) or not self._words(self.patterns.word, 0):
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
        if is_plain(name):
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

    def sed(self) -> bool:
        """`sed -i 's/a/b/' c`."""
        return self._options("-inrE") and self._words(self.patterns.expression, 1)

    def export(self) -> bool:
        """`export A=b`, of a variable that is not read here."""
        if not self._take(self.patterns.blanks) or not (found := self._take(self.patterns.exported)):
            return False
        self.assigned.add(found[1])
        return True

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
    "mkdir": Scan.mkdir, "cp": Scan.copy, "ln": Scan.copy, "mv": Scan.copy, "rm": Scan.remove,
    "sh": Scan.shell_of, "bash": Scan.shell_of,
}  # fmt: skip
ALONE = {
    "echo": Scan.echo,
    "set": Scan.set,
    "source": Scan.source,
    ".": Scan.dot,
    "cd": Scan.cd,
    "sed": Scan.sed,
    "export": Scan.export,
}


@cache
def is_plain(name: str) -> bool:
    """True for the name of a command of which ShellCheck knows nothing."""
    found = patterns().program.fullmatch(name)
    return found is not None and found[1] not in MINDED


@cache
def _reads(name: str) -> bool:
    """True for the name of a command that may read what is piped to it."""
    return name in ("bash", "sh") or (is_plain(name) and name.rpartition("/")[2] not in DEAF)


@lru_cache(maxsize=1_000)
def foreseen(text: str) -> list[dict[str, Any]] | None:
    """The comments of ShellCheck on `text`, as far as dflint uses them; None where it has to be asked.

    `text` begins with the line that names its shell.
    """
    known = patterns()
    head = known.head.match(text)
    if head is None:
        return None
    scan = Scan(text, head.end(), head[1])
    if not scan.all() or any(text.count(target) > 1 for target in scan.written if not target.startswith("/dev/")):
        return None
    return scan.comments(head.end(), len(text))


def is_like(name: str, other: str) -> bool:
    """True for names that are the same, or so alike that ShellCheck may take one for a slip of the pen (SC2153)."""
    return abs(len(name) - len(other)) <= 3 and len(set(name.upper()) ^ set(other.upper())) <= 4


def comment(text: str, start: int, end: int) -> dict[str, Any]:
    """That the variable `text[start:end]` lacks quotes."""
    line, first = text.count("\n", 0, start) + 1, text.rfind("\n", 0, start) + 1
    place = {"line": line, "endLine": line}
    quotes = [
        {**place, "column": at + 1, "endColumn": at + 1, "insertionPoint": point, "replacement": '"'}
        for at, point in ((start - first, "afterEnd"), (end - first, "beforeStart"))
    ]
    where = {**place, "column": start - first + 1, "endColumn": end - first + 1}
    return {**where, "level": "info", "code": 2086, "message": UNQUOTED, "fix": {"replacements": quotes}}
