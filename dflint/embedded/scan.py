"""Commands in a row of whose words ShellCheck knows nothing, read from a text without parsing it.

What is read here is much less than what a shell reads; in doubt it is not read.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from dflint.embedded.comments import Comment, Comments, is_option, no_quotes, stays
from dflint.embedded.plain import DEAF, MINDED, UTILITIES, patterns
from dflint.embedded.utilities import ALONE, CHANGES, FILTERS, NO_OUTPUT, UNPIPED
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    import re

# What no word begins with.
OPERATORS = "&;|<>()\n"
# What the name of a variable of the environment begins with.
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_"


class Scan:
    """One way through a text from the offset `at` on; its methods say whether all was as expected.

    `assigned`, `compared` and `written` are the variables that were set and compared, and the files written to; `said`
    what is said of other things than variables, by the place of that.
    """

    def __init__(self, text: str, at: int, shell: str) -> None:
        self.text = text
        self.at = at
        self.shell = shell
        self.patterns = patterns()
        self.assigned: set[str] = set()
        self.compared: set[str] = set()
        self.written: list[str] = []
        self.said: list[tuple[int, Comment]] = []
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
        bare = [found.span(1) for found in self.bare(start, end) if found[1].strip("${}") not in others]
        found = [(span[0], no_quotes(self.text, *span)) for span in bare]
        found += [(at, comment) for at, comment in self.said if start <= at < end]
        return [comment for _, comment in sorted(found, key=lambda each: (each[0], each[1]["code"]))]

    def bare(self, start: int, end: int) -> "list[re.Match[str]]":
        """The variables that are read in the text from `start` to `end` without quotes around them."""
        if self.text.find("$", start, end) < 0:
            return []
        return [found for found in self.patterns.bare.finditer(self.text, start, end) if found[1]]

    def names(self, start: int, end: int) -> set[str]:
        """The variables that are read in the text from `start` to `end`."""
        parts = self._unquoted(start, end)
        return {name for part in parts for name in self.patterns.named.findall(self.text, *part)}

    def variables(self, start: int, end: int) -> "Iterator[re.Match[str]]":
        """The places where variables are read as they are in the text from `start` to `end`."""
        for part in self._unquoted(start, end):
            yield from self.patterns.variable.finditer(self.text, *part)

    def _unquoted(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of the text from `start` to `end` that are not between single quotes."""
        if self.text.find("$", start, end) < 0:
            return []
        if self.text.find("'", start, end) < 0:
            return [(start, end)]
        return [found.span(1) for found in self.patterns.outside.finditer(self.text, start, end) if found[1]]

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

    def pipeline(self) -> bool:
        """Read the commands between two `&&` or `;`."""
        start, written, self.last = self.at, len(self.written), ""
        has_sudo = self._sudo()
        name = self._command(has_sudo)
        if not name:
            return False
        self.take(self.patterns.errors)
        separator = self.patterns.separator.match(self.text, self.at)
        operator = separator[1] if separator is not None else ""
        if name == "cd":
            return operator == "&&" or (operator != "|" and self._leave(start))
        if name in UNPIPED and operator == "|":
            return False
        while (separator := self.patterns.separator.match(self.text, self.at)) and separator[1] == "|":
            self.at = separator.end()
            has_sudo = self._sudo()
            self.last = name
            name = self._reader(name)
            if not name:
                return False
            self.take(self.patterns.errors)
        reads = self.last == "" and _reads(name)
        self.last = name
        return self._redirected(start, written, reads, not has_sudo and name not in ("[", "test"))

    def _sudo(self) -> bool:
        """Read what gives the rights of another user, if it stands here."""
        return self.text.startswith(("sudo", "gosu"), self.at) and self.take(self.patterns.sudo) is not None

    def _leave(self, start: int) -> bool:
        """True when it is known what is said of the cd from `start` on, which no `&&` follows."""
        if self.patterns.condition.search(self.text, max(0, start - 8), start):
            return False
        if self.patterns.then.match(self.text, self.at) or self.patterns.back.search(self.text):
            return False
        is_safe = self.patterns.errexit.match(self.text) or self.patterns.otherwise.match(self.text, self.at)
        if not is_safe and self.patterns.perhaps.search(self.text):
            return False
        if not is_safe and not self.text[start : self.at].endswith((" .", " /")):
            self.said.append((start, stays(self.text, start, self.at)))
        return True

    def _redirected(self, start: int, written: int, reads: bool, may_write: bool) -> bool:
        """Read the redirections of a command; True when no file is read and written in one pipeline."""
        may_write = may_write and self._next() in "<>12"
        read = self.take(self.patterns.input) if reads and may_write else None
        while may_write and (found := self.take(self.patterns.redirect)) and found[1]:
            self.written.append(found[1])
        files = [*self.written[written:], *(read.groups() if read else ())]
        return all(self.text.count(each, start, self.at) == 1 for each in files)

    def _next(self) -> str:
        """The next character that is no blank, a line break at the end."""
        blanks = self.patterns.blanks.match(self.text, self.at)
        at = blanks.end() if blanks else self.at
        return self.text[at : at + 1] or "\n"

    def _reader(self, writer: str) -> str:
        """The name of the command that was read, which reads what `writer` prints; empty for one that is not known."""
        found = self.take(self.patterns.name)
        name = found[0] if found else ""
        if name in FILTERS:
            good = FILTERS[name](self)
        else:
            good = _reads(name) and not (name == "wc" and writer == "grep") and self.words(0)
        return name if good else ""

    def _command(self, has_sudo: bool) -> str:
        """The name of the command that was read; empty where it is another one than those that are known."""
        is_alone = not has_sudo
        while self.text[self.at : self.at + 1] in CAPITALS:
            found = self.patterns.assignment.match(self.text, self.at)
            if found is None or found[2] in UTILITIES:
                break
            self.at = found.end()
            self.assigned.add(found[1])
            is_alone = False
        found = self.take(self.patterns.name)
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
        good = self.words(0, self.patterns.starred)
        stars = [found for found in self.patterns.star.finditer(self.text, start, self.at) if found[1]]
        self.said += [(star.start(1), is_option(self.text, *star.span(1))) for star in stars]
        words = self.text[start : self.at].split() if stars or name == "chmod" else ()
        return good and not (stars and "--" in words) and not (name == "chmod" and "-r" in words)

    def take(self, pattern: "re.Pattern[str]") -> "re.Match[str] | None":
        """Read what `pattern` matches; None where that does not stand here."""
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def words(
        self, least: int, own: "re.Pattern[str] | None" = None, *, options: bool = True, stars: bool = True
    ) -> bool:
        """Read words that match `own`, or mean nothing; with `options` these may begin with a dash, with `stars` have
        stars. True when there are `least` ones.
        """

        def word(at: int) -> "re.Match[str] | None":
            found = own.match(self.text, at) if own is not None else None
            if (
                found is not None
                or self.text[at : at + 1] in OPERATORS
                or (not options and self.patterns.dash.match(self.text, at))
            ):
                return found
            found = self.patterns.plain.match(self.text, at) or self.patterns.word.match(self.text, at)
            return found if stars or found is None or "*" not in found[0] else None

        return self._read(least, word)

    def places(self) -> bool:
        """Read words that say what rm may delete, at least one."""
        known, text = self.patterns, self.text
        return self._read(1, lambda at: known.cached.match(text, at) or known.place.match(text, at))

    def only(self, own: "re.Pattern[str]", least: int) -> bool:
        """Read words that match `own`; True when there are `least` ones."""
        return self._read(least, lambda at: own.match(self.text, at))

    def _read(self, least: int, word: "Callable[[int], re.Match[str] | None]") -> bool:
        """Read blanks and what `word` finds behind them, again and again; True when there are `least` of these."""
        while blanks := self.patterns.blanks.match(self.text, self.at):
            found = word(blanks.end())
            if found is None:
                break
            self.at = found.end()
            least -= 1
        return least <= 0

    def options(self, letters: str, most: int = 9) -> bool:
        """Read options made of `letters`, `most` of them."""
        while blanks := self.patterns.blanks.match(self.text, self.at):
            found = self.patterns.option.match(self.text, blanks.end())
            if found is None or not most or (letters and not set(found[0]) <= set(letters)):
                break
            self.at = found.end()
            most -= 1
        return True


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
