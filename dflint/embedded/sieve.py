"""The commands of a shell text that may be cut out of it before ShellCheck reads it (`dflint.embedded.sift`).

A command stays where it could matter to others: its variables are set somewhere, or nearly so, it is `b` or `c` of
`a && b || c`, it writes to a file that others write to. Of a command that stays, words may go that mean nothing.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dflint.embedded.plain import NAMED, Patterns, patterns
from dflint.embedded.scan import Comments, Scan, is_like, is_plain
from dflint.embedded.shell import Command, ShellText
from dflint.embedded.words import Word

if TYPE_CHECKING:
    import re

# Stands for what was cut out: no program that ShellCheck knows. Its words are variables that were read.
FILLER = "x"
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


_WORD = rf"(?:(?:if|then|elif|else)\s++)*+(?:{FILLER}|:|fi|set[ \t]++-[eux]++)"
_OPENED = r"(?:\A|[;\n(){]|\b(?:then|do|else|elif|if|while|until))"
# Every blank can be read in one way only: else many lines would take for ever.
_CHAIN = rf"{_WORD}(?:\s*+(?:&&|\|\|)\s*+{_WORD})*+(?:\s*+\|\|\s*+exit(?:[ \t]++[0-9]++)?+)?+"
_SOURCES = {
    "doubtful": r"\$\?|<<|\(\)\s*[{(\[]|#\s*shellcheck|\b(?:function|alias|IFS)\b",
    "before": rf"(?:{_OPENED}|&&|\|\|)[ \t]*\Z",
    "after": r"[ \t]*(?:\Z|[;\n)]|&&|\|\|)",
    "or_before": r"\|\|[ \t]*\Z",
    "or_after": r"[ \t]*\|\|",
    "keyword": r"\b(?:if|then|elif|else|fi)\b",
    "words": r"(?:[\w./:=,+@%-]++[ \t]++)++",
    "gap": r"[ \t]*(?:&&|;(?!;)|\n)\s*",
    "gap_of_list": r"[ \t]*(?:&&|\|\|)[ \t]*",
    "name": rf"{NAMED}|(?<!\w)([A-Z_][A-Z0-9_]*+)(?!\w)",
    "guard": r"(?:\[|\btest\b)[^;&|\n]*|\$\{\w+[^\w}]",
    "read": r"\$\{?[#!]?([A-Za-z_]\w*)",
    "done": rf"\s*+{_CHAIN}(?:[ \t]*+[;\n]\s*+{_CHAIN})*+[ \t]*+;?\s*+",
}


@cache
def _patterns() -> Patterns:
    """What tells where a command may be cut out."""
    return Patterns(_SOURCES)


class Cut(NamedTuple):
    """A pipeline that is cut out, with the comments on it, and the variables that it reads and others set.

    Or it is `words` only, of a command that stays.
    """

    start: int
    stop: int
    comments: Comments
    names: tuple[str, ...]
    words: bool = False

    @property
    def filler(self) -> str:
        """What stands in its place."""
        return "" if self.words else FILLER + "".join(f' "${name}"' for name in dict.fromkeys(self.names))


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
        self.assigned = {word.text.partition("=")[0].rstrip("+") for word, _ in shell.assignments}
        for command in shell.commands:
            if command.name in SETTERS:
                self.assigned.update(command.args)

    def cuts(self) -> list[Cut]:
        """What may be cut out, in the order of the text; pipelines that stand beside each other are one cut."""
        gap = self.patterns.gap_of_list if "||" in self.shell.operators else self.patterns.gap
        cuts: list[Cut] = []
        for cut in sorted(self._found()):
            last = cuts[-1] if cuts else cut
            if cut.words or last.words or not gap.fullmatch(self.text, last.stop, cut.start):
                cuts.append(cut)
            else:
                cuts[-1] = Cut(last.start, cut.stop, last.comments + cut.comments, last.names + cut.names)
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
        for command in self.shell.commands:
            inside, operator = command.inside, command.operator
            if command.prefixed or not command.words or "substitution" in inside or "not" in inside:
                continue
            if operator in PIPES:
                last.setdefault(inside, []).append(command)
                continue
            if inside in last:
                yield last.pop(inside)
            last[inside] = [command]
        yield from last.values()

    def _is_choice(self, inside: tuple[str, ...], start: int, end: int) -> bool:
        """True where `a && b || c` may be around: there it matters what `b` and `c` are."""
        if not {"&&", "||"} <= set(self.shell.operators if inside else self.shell.outer):
            return False
        return self._precedes(self.patterns.or_before, start) or bool(self.patterns.or_after.match(self.text, end))

    def _precedes(self, pattern: "re.Pattern[str]", at: int) -> bool:
        """True when what stands before the offset `at` ends with `pattern`."""
        while self.text[at - 1] in " \t":
            at -= 1
        return pattern.search(self.text, max(0, at - 6), at) is not None

    def _cut(self, pipeline: list[Command]) -> Cut | None:
        start, end = self.start + pipeline[0].start, self.start + pipeline[-1].end
        if pipeline[0].operator in PIPES or pipeline[0].name in KEPT or not self._precedes(self.patterns.before, start):
            return None
        scan = Scan(self.text, start, self.dialect)
        if not scan.pipeline() or scan.at < end or not self.patterns.after.match(self.text, scan.at):
            return None
        if self._is_choice(pipeline[0].inside, start, scan.at):
            return None
        comments = scan.comments(start, scan.at, self.assigned)
        kept = self._kept_names(scan, start)
        if comments is None or kept is None or not self._is_alone(scan):
            return None
        return Cut(start, scan.at, comments, kept)

    def _word_cuts(self, command: Command) -> Iterator[Cut]:
        """Words that mean nothing to ShellCheck; the last one stays, where the command ends."""
        if command.name in MINDING or not is_plain(command.words[0].raw):
            return
        run: list[Word] = []
        for word in command.words[1:]:
            if patterns().literal.fullmatch(word.raw):
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
            yield Cut(start, end, [], (), True)

    def _kept_names(self, scan: Scan, start: int) -> tuple[str, ...] | None:
        """The variables between quotes that matter to others; None where one without quotes does."""
        kept = sorted(name for name in scan.names(start, scan.at) if not self._is_free(name))
        bare = {found[1].strip("${}") for found in scan.bare(start, scan.at)}
        return tuple(kept) if bare.isdisjoint(kept) else None

    def _is_free(self, name: str) -> bool:
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
        """True for a text that stays whole: it is not understood, has functions, or asks for `$?`."""
        return self.shell.broken or self.patterns.doubtful.search(self.text, self.start) is not None

    def is_done(self, left: str) -> bool:
        """True for what is left of a text when nothing in it can be spoken of."""
        return self.patterns.done.fullmatch(left, self.start) is not None and _is_closed(left)


def _is_closed(text: str) -> bool:
    """True when each `if` in `text` has its `then` and its `fi`, and all stand in order."""
    before = {"then": ("if", "elif"), "elif": ("then",), "else": ("then",), "fi": ("then", "else")}
    around: list[str] = []
    for word in _patterns().keyword.findall(text):
        if word != "if" and (not around or around.pop() not in before[word]):
            return False
        if word != "fi":
            around.append(word)
    return not around
