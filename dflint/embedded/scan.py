"""Commands in a row of whose words ShellCheck knows nothing, read from a text without parsing it.

What is read here is much less than what a shell reads; in doubt it is not read.
"""

from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dflint.embedded.plain import DEAF, MASK, MINDED, UTILITIES, patterns

if TYPE_CHECKING:
    import re

Comments = list[dict[str, Any]]

UNQUOTED = "Double quote to prevent globbing and word splitting."
SPLIT = "Quote this to prevent word splitting."
# Commands of which something is said when another one reads what they print.
UNPIPED = ("[", "cat", "export", "ls", "test")
# Commands whose output something is said of.
NO_OUTPUT = ("[", ".", "cd", "echo", "export", "printf", "set", "source", "test")


class Scan:
    """One way through a text from the offset `at` on; its methods say whether all was as expected."""

    def __init__(self, text: str, at: int, shell: str) -> None:
        self.text = text
        self.at = at
        self.shell = shell
        self.patterns = patterns()
        self.assigned: set[str] = set()
        self.compared: set[str] = set()
        self.written: list[str] = []
        self.last = ""

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

    def comments(self, start: int, end: int, others: Collection[str] = ()) -> Comments | None:
        """What is said of the text from `start` to `end`, which was read; None where that depends on its variables.

        What is said of `others`, which may be of lower case, is left out.
        """
        names = self.names(start, end)
        if any(not _is_plain_variable(name) or not (name in others or name == name.upper()) for name in names):
            return None
        if any(is_like(name, other) for other in self.assigned for name in names):
            return None
        if any(is_like(name, other) for other in self.compared for name in names - self.compared):
            return None
        bare = [found.span() for found in self.bare(start, end) if found[1].strip("${}") not in others]
        return [no_quotes(self.text, *span) for span in bare]

    def bare(self, start: int, end: int) -> "list[re.Match[str]]":
        """The variables that are read in the text from `start` to `end` without quotes around them."""
        return [found for found in self.patterns.bare.finditer(self.text, start, end) if found[1]]

    def names(self, start: int, end: int) -> set[str]:
        """The variables that are read in the text from `start` to `end`."""
        return {found.strip("${}") for found in self.patterns.variable.findall(self.text, start, end)}

    @property
    def writes_once(self) -> bool:
        """False where three commands in a row may write to one file, or it is read meanwhile."""
        most = 2 if ";" in self.text or self.text.count("\n") > 2 else len(self.text)
        return all(self.text.count(each) <= most for each in self.written if not each.startswith("/dev/"))

    def output(self) -> bool:
        """Read a pipeline of which nothing is said where its output is used."""
        start = self.at
        first = self.patterns.name.match(self.text, start)
        is_text = first is None or first[0] in NO_OUTPUT
        is_text = is_text or not self.pipeline() or self.last == "grep"
        return not is_text and self.comments(start, self.at) == []

    def _take(self, pattern: "re.Pattern[str]") -> "re.Match[str] | None":
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def pipeline(self) -> bool:
        """Read the commands between two `&&` or `;`."""
        start, written = self.at, len(self.written)
        has_sudo = self._take(self.patterns.sudo) is not None
        name = self._command(has_sudo)
        if not name:
            return False
        separator = self.patterns.separator.match(self.text, self.at)
        if name == "cd":
            return separator is not None and separator[1] == "&&"
        if name in UNPIPED and separator is not None and separator[1] == "|":
            return False
        while (separator := self.patterns.separator.match(self.text, self.at)) and separator[1] == "|":
            self.at = separator.end()
            has_sudo = self._take(self.patterns.sudo) is not None
            name = self._reader(name)
            if not name:
                return False
        self.last = name
        read = self._take(self.patterns.input) if _reads(name) and not has_sudo else None
        may_write = not has_sudo and name not in ("[", "test")
        while may_write and (found := self._take(self.patterns.redirect)) and found[1]:
            self.written.append(found[1])
        files = [*self.written[written:], *(read.groups() if read else ())]
        return all(self.text.count(each, start, self.at) == 1 for each in files)

    def _reader(self, writer: str) -> str:
        """The name of the command that was read, which reads what `writer` prints; empty for one that is not known."""
        found = self._take(self.patterns.name)
        name = found[0] if found else ""
        if name in FILTERS:
            good = FILTERS[name](self)
        else:
            good = _reads(name) and not (name == "wc" and writer == "grep") and self._words(self.patterns.word, 0)
        return name if good else ""

    def _command(self, has_sudo: bool) -> str:
        """The name of the command that was read; empty where it is another one than those that are known."""
        is_alone = not has_sudo
        while (found := self.patterns.assignment.match(self.text, self.at)) and found[2] not in UTILITIES:
            self.at = found.end()
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
        return self._options("-pvarents", 3) and self._words(self.patterns.path, 1)

    def copy(self) -> bool:
        """`cp -r a b`."""
        return self._options("") and self._words(self.patterns.path, 2)

    def remove(self) -> bool:
        """`rm -rf /tmp/a`."""
        return self._options("-frvR", 3) and self._words(self.patterns.place, 1)

    def sed(self) -> bool:
        """`sed -i 's/a/b/' c`."""
        return self._words(self.patterns.expression, 1)

    def grep(self) -> bool:
        """`grep -q 'a' b`."""
        return self._words(self.patterns.sought, 1)

    def awk(self) -> bool:
        """`awk '{print $1}' a`."""
        return self._words(self.patterns.awk, 1)

    def tr(self) -> bool:
        """`tr -d '\\n'`."""
        return self._words(self.patterns.characters, 2)

    def pwd(self) -> bool:
        """`pwd`."""
        return True

    def printf(self) -> bool:
        """`printf 'a\\n'`."""
        return self._take(self.patterns.printed) is not None

    def export(self) -> bool:
        """`export A=b C=d`, of variables that are not read here."""
        start = self.at
        while (blanks := self.patterns.blanks.match(self.text, self.at)) and (
            found := self.patterns.exported.match(self.text, blanks.end())
        ):
            if "${" + MASK in found[0]:
                return False
            self.assigned.add(found[1])
            self.at = found.end()
        return self.at > start

    def listed(self) -> bool:
        """`ls -l a`."""
        return self._options("") and self._words(self.patterns.path, 0)

    def find(self) -> bool:
        """`find /a -name '*.c' -delete`."""
        return self._take(self.patterns.found) is not None

    def test(self) -> bool:
        """`test -e a`."""
        start = self.at
        if not self._take(self.patterns.test):
            return False
        self.compared |= self.names(start, self.at)
        return True

    def bracket(self) -> bool:
        """`[ -e a ]`."""
        return self.test() and self._take(self.patterns.bracket) is not None

    def shell_of(self) -> bool:
        """`sh a.sh`; without a word it would read the standard input."""
        return self._words(self.patterns.path, 1) and self._words(self.patterns.word, 0)

    def echo(self) -> bool:
        """`echo a b`, with one blank between words: more of them are spoken of."""
        self._take(self.patterns.to_errors)
        start = self.at
        good = self._words(self.patterns.path, 1)
        said = self.text[start : self.at]
        has_gap = any(gap in self.patterns.quoted.sub("x", said) for gap in ("  ", "\t"))
        return good and not has_gap and "$(" not in said and not is_mask(said.strip(' "'))

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
    "echo": Scan.echo, "printf": Scan.printf, "set": Scan.set, "export": Scan.export, "cd": Scan.cd, ".": Scan.dot,
    "source": Scan.source, "sed": Scan.sed, "ls": Scan.listed, "cat": Scan.listed, "find": Scan.find,
    "test": Scan.test, "[": Scan.bracket, "pwd": Scan.pwd, "grep": Scan.grep, "awk": Scan.awk,
}  # fmt: skip
# Commands that read what is piped to them.
FILTERS = {"grep": Scan.grep, "awk": Scan.awk, "sed": Scan.sed, "tr": Scan.tr}


@lru_cache(maxsize=10_000)
def is_plain(name: str) -> bool:
    """True for the name of a command of which ShellCheck knows nothing."""
    found = patterns().program.fullmatch(name)
    return found is not None and found[1] not in MINDED


@lru_cache(maxsize=10_000)
def _reads(name: str) -> bool:
    """True for the name of a command that may read what is piped to it."""
    return name in ("bash", "sh") or (is_plain(name) and name.rpartition("/")[2] not in DEAF)


@lru_cache(maxsize=10_000)
def _is_plain_variable(name: str) -> bool:
    """False for a variable of the shell itself."""
    return patterns().special.fullmatch(name) is None


@lru_cache(maxsize=10_000)
def is_like(name: str, other: str) -> bool:
    """True for names that are the same, or so alike that ShellCheck may take one for a slip of the pen (SC2153)."""
    if abs(len(name) - len(other)) > 3:
        return False
    letters, others = Counter(name.upper()), Counter(other.upper())
    return max((letters - others).total(), (others - letters).total()) <= min(len(name), len(other), 6) // 2


def no_quotes(text: str, start: int, end: int) -> dict[str, Any]:
    """That quotes lack around `text[start:end]`, a variable or what a command prints."""
    where = _place(text, start, end)
    if is_mask(text[start:end]):
        return {**where, "level": "warning", "code": 2046, "message": SPLIT, "fix": None}
    quotes = [
        {**_place(text, at, at), "insertionPoint": point, "replacement": '"'}
        for at, point in ((start, "afterEnd"), (end, "beforeStart"))
    ]
    return {**where, "level": "info", "code": 2086, "message": UNQUOTED, "fix": {"replacements": quotes}}


def not_set(text: str, start: int, end: int) -> dict[str, Any]:
    """That nothing sets the variable `text[start:end]`."""
    message = f"{text[start:end].strip('${}')} is referenced but not assigned."
    return {**_place(text, start, end), "level": "warning", "code": 2154, "message": message, "fix": None}


def _place(text: str, start: int, end: int) -> dict[str, int]:
    """Where `text[start:end]` stands, which is on one line."""
    line, first = text.count("\n", 0, start) + 1, text.rfind("\n", 0, start) + 1
    return {"line": line, "endLine": line, "column": start - first + 1, "endColumn": end - first + 1}


def is_mask(variable: str) -> bool:
    """True for a variable that stands for what a command prints."""
    return not variable.strip("${}").strip(MASK)
