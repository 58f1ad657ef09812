"""The commands of a shell text that may be cut out of it before ShellCheck reads it (`dflint.embedded.sift`).

A command stays where it could matter to others: its variables are set somewhere, or nearly so, it is `b` or `c` of
`a && b || c`, it writes to a file that others write to. Of a command that stays, words may go that mean nothing.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from dflint.embedded.comments import Comments
from dflint.embedded.plain import BLANK, NAMED, Patterns, patterns
from dflint.embedded.scan import Scan, is_like, is_plain
from dflint.embedded.shell import Command, ShellText
from dflint.embedded.words import Word
from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re

# Stands for what was cut out: no program that ShellCheck knows. Its words are variables that were read.
FILLER = "x"
# A command of which nothing is said after `a && b ||`, and those that it may stand for.
NOTHING = ":"
HARMLESS = ("echo", "printf", "true", ":")
# What is set in these is lost behind them; a test alone in them is spoken of.
LOSING = frozenset(("subshell", "substitution"))
# What stands in these stays.
ASIDE = frozenset(("substitution", "not", "function"))
# What comes after these depends on them.
KEPT = ("set", "source", ".")
PIPES = ("|", "|&")
# A command of which ShellCheck minds a word.
MINDING = ("chmod",)
# So many characters of words are worth to be cut out of a command.
LEAST = 12
# Commands whose words may be names of variables that they set.
_SETTERS = "declare getopts let local mapfile printf read readarray readonly typeset unset"
SETTERS = frozenset(_SETTERS.split())

_OPENED = r"(?:\A|[;\n(){]|\b(?:then|do|else|elif|if|while|until))"
_SOURCES = {
    "doubtful": r"\$\?|<<|#\s*shellcheck|\b(?:function|alias|IFS)\b",
    "function": r"(?<![^\s;&|(){}])([^\s;&|(){}]++)[ \t]*+\(\)",
    "before": rf"(?:{_OPENED}|&&|\|\|)\Z",
    "after": rf"{BLANK}*+(?:\Z|[;\n)]|&&|\|\|)",
    "or_before": r"\|\|\Z",
    "or_after": rf"{BLANK}*+\|\|",
    "words": r"(?:[\w./:=,+@%-]++[ \t]++)++",
    "gap": rf"{BLANK}*+(?:&&|;(?!;)|\n)(?:\s|\\\n)*+",
    "gap_of_list": rf"{BLANK}*+(?:&&|\|\|){BLANK}*+",
    "name": rf"{NAMED}|(?<!\w)([A-Z_][A-Z0-9_]*+)(?!\w)",
    "guard": r"(?:\[|\btest\b)[^;&|\n]*|\$\{\w+[^\w}]",
    "read": r"\$\{?[#!]?([A-Za-z_]\w*)",
}


@cache
def _patterns() -> Patterns:
    """What tells where a command may be cut out."""
    return Patterns(_SOURCES)


class Place(NamedTuple):
    """Where a variable stands, and whether between quotes."""

    start: int
    stop: int
    quoted: bool


class Cut(NamedTuple):
    """A pipeline that is cut out, with the comments on it, and the variables that it reads and others set.

    `kept` are the places of those of them that stay, since something is said of them there. With a `filler` that is
    what stands in its place; else it is made of the variables.
    """

    start: int
    stop: int
    comments: Comments
    names: tuple[str, ...] = ()
    kept: tuple[Place, ...] = ()
    filler: str | None = None

    @property
    def parts(self) -> list[str]:
        """What stands in its place, between the variables that stay."""
        if self.filler is not None:
            return [self.filler]
        first = FILLER + "".join(f' "${name}"' for name in dict.fromkeys(self.names))
        if not self.kept:
            return [first]
        quotes = ['"' * place.quoted for place in self.kept]
        between = [f"{before} {after}" for before, after in pairwise(quotes)]
        # A word at the end, lest the last variable ends where the cut does.
        return [f"{first} {quotes[0]}", *between, f"{quotes[-1]} {FILLER}"]


class Sieve:
    """One text, from the offset `start` on taken apart as `shell`, and what may be cut out of it."""

    def __init__(self, text: str, start: int, shell: ShellText, dialect: str) -> None:
        self.text = text
        self.start = start
        self.shell = shell
        self.dialect = dialect
        self.patterns = _patterns()
        self.touched = {found[1] for found in self.patterns.name.finditer(text, start) if found[1]}
        self.read = set(self.patterns.read.findall(text, start))
        # To ask for a variable, or to give a value for none, is an assignment to ShellCheck.
        self.guarded = {
            name for found in self.patterns.guard.findall(text, start) for name in self.patterns.read.findall(found)
        }
        self.assigned = {_name_of(word) for word, _ in shell.assignments}
        # Of these something is said wherever they are read.
        self.lost = {_name_of(word) for word, inside in shell.assignments if not LOSING.isdisjoint(inside)}
        # Who reads one of these may read what it writes itself.
        self.targets = {target.raw for command in shell.commands for target in command.redirects}
        self.functions = set(self.patterns.function.findall(text, start)) if "(" in text else ()
        for command in shell.commands:
            if command.name in SETTERS:
                self.assigned.update(command.args)
                self.lost.update(() if LOSING.isdisjoint(command.inside) else command.args)

    def cuts(self) -> list[Cut]:
        """What may be cut out, in the order of the text; pipelines that stand beside each other are one cut."""
        gap = self.patterns.gap_of_list if "||" in self.shell.operators else self.patterns.gap
        cuts: list[Cut] = []
        for cut in sorted(self._found()):
            last = cuts[-1] if cuts else cut
            is_alone = cut.filler is not None or last.filler is not None
            if is_alone or not gap.fullmatch(self.text, last.stop, cut.start):
                cuts.append(cut)
            else:
                both = (last.comments + cut.comments, last.names + cut.names, last.kept + cut.kept)
                cuts[-1] = Cut(last.start, cut.stop, *both)
        return cuts

    def _found(self) -> Iterator[Cut]:
        """The same, in any order, each pipeline by itself."""
        end = 0
        for pipeline in sorted(self._pipelines(), key=lambda commands: commands[0].start):
            cut = self._cut(pipeline)
            if cut is not None:
                yield cut
                end = cut.stop
            for command in pipeline if cut is None else ():
                if self.start + command.start >= end:
                    yield from self._word_cuts(command)

    def _pipelines(self) -> Iterator[list[Command]]:
        """The pipelines that are made of commands alone."""
        last: dict[tuple[str, ...], list[Command]] = {}
        for command in sorted((*self.shell.commands, *self.shell.tests), key=lambda each: each.start):
            inside, operator = command.inside, command.operator
            is_bare = not command.words and command.assignments
            if command.prefixed or is_bare or not ASIDE.isdisjoint(inside) or command.name in self.functions:
                continue
            if operator in PIPES:
                last.setdefault(inside, []).append(command)
                continue
            if inside in last:
                yield last.pop(inside)
            last[inside] = [command]
        yield from last.values()

    def _filler(self, pipeline: list[Command], start: int, end: int) -> str | None:
        """What stands for what was read where `a && b || c` may be around; empty where it matters what it is.

        Nothing is said of that where `b` is a test, or `c` one of a few commands. None: there is no such thing around.
        """
        command = pipeline[0]
        if not {"&&", "||"} <= set(self.shell.operators if command.inside else self.shell.outer):
            return None
        is_last, is_second = (
            self._precedes(self.patterns.or_before, start),
            self.patterns.or_after.match(self.text, end),
        )
        if not is_last and not is_second:
            return None
        if is_last and is_second:
            return ""
        if is_last:
            return NOTHING if len(pipeline) == 1 and command.name in HARMLESS else ""
        return FILLER if command.words and command.name != "test" else ""

    def _precedes(self, pattern: "re.Pattern[str]", at: int) -> bool:
        """True when what stands before the offset `at` ends with `pattern`."""
        while self.text[at - 1] in " \t" or self.text[at - 2 : at] == "\\\n":
            at -= 1 if self.text[at - 1] != "\n" else 2
        return pattern.search(self.text, max(0, at - 6), at) is not None

    def _cut(self, pipeline: list[Command]) -> Cut | None:
        start, end = self.start + pipeline[0].start, self.start + pipeline[-1].end
        if pipeline[0].operator in PIPES or pipeline[0].name in KEPT or not self._precedes(self.patterns.before, start):
            return None
        scan = Scan(self.text, start, self.dialect)
        if not scan.pipeline() or scan.at < end or not self.patterns.after.match(self.text, scan.at):
            return None
        names = {name for name in scan.names(start, scan.at) if not self.is_free(name)}
        is_test = not pipeline[0].words or pipeline[0].name == "test"
        if not names.isdisjoint(self.lost) or (is_test and not LOSING.isdisjoint(pipeline[0].inside)):
            return None
        formed = names and names.intersection(patterns().formed.findall(self.text, start, scan.at))
        comments = scan.comments(start, scan.at, names)
        if comments is None or not self._is_alone(scan) or not (scan.compared & names | formed) <= self.assigned:
            return None
        if pipeline[0].inside and pipeline[0].name == "cd" and comments:
            return None  # what is said of it depends on what is around
        filler = self._filler(pipeline, start, scan.at)
        if filler is not None and (names or not filler):
            return None
        kept = self._kept(scan, start, names)
        others = tuple(sorted(names - {name for name, _ in kept}))
        return Cut(start, scan.at, comments, others, tuple(place for _, place in kept), filler)

    def _word_cuts(self, command: Command) -> Iterator[Cut]:
        """Words that mean nothing to ShellCheck; the last one stays, where the command ends."""
        if not command.words or command.name in MINDING or not is_plain(command.words[0].raw):
            return
        if "\n" in self.text[self.start + command.start : self.start + command.end].replace("\\\n", ""):
            return
        run: list[Word] = []
        for word in command.words[1:]:
            if patterns().literal.fullmatch(word.raw) and word.raw not in self.targets:
                run.append(word)
                continue
            yield from self._run(run, word.start)
            run = []
        if run:
            yield from self._run(run[:-1], run[-1].start)

    def _run(self, words: Sequence[Word], stop: int) -> Iterator[Cut]:
        """`words` as a cut, where it pays, and nothing else stands between them."""
        start, end = self.start + (words[0].start if words else stop), self.start + stop
        if end - start >= LEAST and self.patterns.words.fullmatch(self.text, start, end):
            yield Cut(start, end, [], filler="")

    def _kept(self, scan: Scan, start: int, names: set[str]) -> list[tuple[str, Place]]:
        """Of the variables `names` those of which something may be said where they stand, with their places.

        It is said that they lack quotes, or, where they are first read, that nothing sets them.
        """
        bare = {found.start(1) for found in scan.bare(start, scan.at)}
        kept = []
        for found in scan.variables(start, scan.at):
            name, (first, last) = found[0].strip("${}"), found.span()
            if name in names and (first in bare or name not in self.assigned):
                kept.append((name, Place(first, last, first not in bare)))
        return kept

    def is_free(self, name: str) -> bool:
        """True for a variable of the environment that nothing here sets, nor one with nearly that name."""
        if name in self.touched or name != name.upper() or any(is_like(name, other) for other in self.assigned):
            return False
        return name in self.guarded or not any(is_like(name, other) for other in self.guarded)

    def _is_alone(self, scan: Scan) -> bool:
        """True when nothing in the text depends on the commands that were read."""
        others = self.read - scan.compared
        compared = any(is_like(name, other) for name in scan.compared for other in others)
        return scan.assigned.isdisjoint(self.read) and scan.writes_once and not compared

    @property
    def is_doubtful(self) -> bool:
        """True for a text that stays whole: it is not understood, or asks for `$?`."""
        return self.shell.broken or self.patterns.doubtful.search(self.text, self.start) is not None


def _name_of(assignment: Word) -> str:
    """The name of the variable that is set."""
    return assignment.text.partition("=")[0].rstrip("+")
