"""What is left of a shell text for ShellCheck without the commands of which it is foreseen what it says.

Most long texts are simple commands in a row with a few others between them, and ShellCheck takes its time for every
word. So the simple commands are cut out; one word stands for those that stood beside each other, so that whatever is
around them, be it `&&` or `if`, remains what it was. A command stays where it could matter to others: its variables
are assigned somewhere, it is a part of `a && b || c`. A text stays whole where that is hard to tell: it has functions,
or asks for `$?`. Where ShellCheck cannot read what is left, or speaks of the words that stand for others, it is given
the whole text after all.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from dflint.embedded.plain import NAMED, patterns
from dflint.embedded.scan import Scan, is_like, is_plain
from dflint.embedded.shell import Command, ShellText, read_shell
from dflint.embedded.words import Word

if TYPE_CHECKING:
    import re

Comments = list[dict[str, Any]]

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
SETTERS = (
    "declare",
    "getopts",
    "let",
    "local",
    "mapfile",
    "printf",
    "read",
    "readarray",
    "readonly",
    "typeset",
    "unset",
)


class Piece(NamedTuple):
    """A part of what is left of a text, from the offset `at` to `end`: the text from `start` to `stop`, or for it."""

    at: int
    end: int
    start: int
    stop: int
    cut: bool


class Sifted(NamedTuple):
    """What is left of a text, empty when that is nothing; its `pieces` in order; the `comments` on what was cut out."""

    text: str
    pieces: tuple[Piece, ...]
    comments: Comments

    def whole(self, text: str, comments: Comments) -> Comments | None:
        """The comments on the whole `text`, from those on what is left of it; None where ShellCheck has to read it."""
        if any(1000 <= each["code"] < 2000 and each["level"] == "error" for each in comments):
            return None
        moved = [self._moved(each, text) for each in comments]
        return None if None in moved else [*self.comments, *(each for each in moved if each is not None)]

    def _moved(self, comment: dict[str, Any], text: str) -> dict[str, Any] | None:
        """`comment` at its place in `text`; None where it speaks of what stands for other commands."""
        first, last = self._span(comment)
        if any(piece.cut and piece.at <= first < piece.end and last <= piece.end for piece in self.pieces):
            return None
        if any(piece.cut and (piece.at < first < piece.end or piece.at < last < piece.end) for piece in self.pieces):
            return None
        moved = self._placed(comment, text)
        if comment["fix"]:
            edits = comment["fix"]["replacements"]
            spans = [self._span(each) for each in edits]
            if any(self._old(end) - self._old(start) != end - start for start, end in spans):
                return None
            moved["fix"] = {**comment["fix"], "replacements": [self._placed(each, text) for each in edits]}
        return moved

    def _span(self, place: dict[str, Any]) -> tuple[int, int]:
        """The offsets of `place` in what is left."""
        start = _offset(self.text, place["line"], place["column"])
        return start, _offset(self.text, place["endLine"], place["endColumn"])

    def _placed(self, place: dict[str, Any], text: str) -> dict[str, Any]:
        """`place`, with its lines and columns in `text`."""
        (line, column), (end_line, end_column) = (_spot(text, self._old(at)) for at in self._span(place))
        return {**place, "line": line, "column": column, "endLine": end_line, "endColumn": end_column}

    def _number(self, at: int) -> int:
        """Which piece the offset `at` is in."""
        return bisect_right(self.pieces, at, key=lambda piece: piece.at) - 1

    def _old(self, at: int) -> int:
        """The offset in the whole text."""
        piece = self.pieces[self._number(at)]
        if piece.cut:
            return piece.start if at == piece.at else piece.stop
        return min(piece.start + at - piece.at, piece.stop)


def _offset(text: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
    return at + column - 1


def _spot(text: str, at: int) -> tuple[int, int]:
    """Line and column of an offset, counted from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


class _Cut(NamedTuple):
    """A pipeline that is cut out, with the comments on it, and the variables that it reads and others set.

    Or it is `words` only, of a command that stays.
    """

    start: int
    stop: int
    comments: Comments
    names: tuple[str, ...]
    words: bool = False


class _Patterns:
    """What tells where a command may be cut out, compiled."""

    def __init__(self) -> None:
        import re

        def compiled(pattern: str) -> "re.Pattern[str]":
            return re.compile(pattern, re.ASCII)

        word = rf"(?:(?:if|then|elif|else)\s+)*+(?:{FILLER}|:|fi|set[ \t]+-[eux]+)"
        opened = r"(?:\A|[;\n(){]|\b(?:then|do|else|elif|if|while|until))"
        self.doubtful = compiled(r"\$\?|<<|\(\)\s*[{(\[]|#\s*shellcheck|\b(?:function|alias|IFS)\b")
        self.before = compiled(rf"(?:{opened}|&&|\|\|)[ \t]*\Z")
        self.after = compiled(r"[ \t]*(?:\Z|[;\n)]|&&|\|\|)")
        self.or_before = compiled(r"\|\|[ \t]*\Z")
        self.or_after = compiled(r"[ \t]*\|\|")
        self.keyword = compiled(r"\b(?:if|then|elif|else|fi)\b")
        self.gap = compiled(r"[ \t]*(?:&&|;(?!;)|\n)\s*")
        self.gap_of_list = compiled(r"[ \t]*(?:&&|\|\|)[ \t]*")
        self.name = compiled(rf"{NAMED}|(?<!\w)([A-Z_][A-Z0-9_]*+)(?!\w)")
        self.guard = compiled(r"(?:\[|\btest\b)[^;&|\n]*|\$\{\w+[^\w}]")
        self.read = compiled(r"\$\{?[#!]?([A-Za-z_]\w*)")
        joint = r"\s*(?:&&|\|\|(?:\s*exit(?:\s+[0-9]+)?\s*(?=;|\Z)\;?)?|;|\n)\s*"
        self.done = compiled(rf"\s*{word}(?:{joint}{word})*(?:\s*;|\s*\|\|\s*exit(?:\s+[0-9]+)?\s*;?)?\s*")


@cache
def _patterns() -> _Patterns:
    return _Patterns()


class _Sieve:
    """One text, from the offset `start` on taken apart as `shell`, and what may be cut out of it."""

    def __init__(self, text: str, start: int, shell: ShellText, dialect: str) -> None:
        self.text = text
        self.start = start
        self.shell = shell
        self.dialect = dialect
        self.patterns = _patterns()
        self.patterns_of_text = patterns()
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

    def cuts(self) -> Iterator[_Cut]:
        """What may be cut out, in any order."""
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

    def _cut(self, pipeline: list[Command]) -> _Cut | None:
        start, end = self.start + pipeline[0].start, self.start + pipeline[-1].end
        if pipeline[0].operator in PIPES or pipeline[0].name in KEPT or not self._precedes(self.patterns.before, start):
            return None
        scan = Scan(self.text, start, self.dialect)
        if not scan.pipeline() or scan.at < end or not self.patterns.after.match(self.text, scan.at):
            return None
        if self._is_choice(pipeline[0].inside, start, scan.at):
            return None
        comments = scan.comments(start, scan.at, self.assigned)
        kept = self._kept_names(scan, start, comments or [])
        if comments is None or kept is None or not self._is_alone(scan):
            return None
        return _Cut(start, scan.at, comments, kept)

    def _word_cuts(self, command: Command) -> Iterator[_Cut]:
        """Words that mean nothing to ShellCheck; the last one stays, where the command ends."""
        if command.name in MINDING or not is_plain(command.words[0].raw):
            return
        run: list[Word] = []
        for word in command.words[1:]:
            if self.patterns_of_text.literal.fullmatch(word.raw):
                run.append(word)
                continue
            yield from self._run(run, word.start)
            run = []
        if run:
            yield from self._run(run[:-1], run[-1].start)

    def _run(self, words: Sequence[Word], stop: int) -> Iterator[_Cut]:
        """`words` as a cut, where it pays."""
        if (
            words
            and stop - words[0].start >= LEAST
            and self.text[self.start + words[-1].end : self.start + stop].isspace()
        ):
            yield _Cut(self.start + words[0].start, self.start + stop, [], (), True)

    def _kept_names(self, scan: Scan, start: int, comments: Comments) -> tuple[str, ...] | None:
        """The variables between quotes that matter to others; None where one without quotes does."""
        text = self.text[start : scan.at]
        names = dict.fromkeys(found.strip("${}") for found in self.patterns_of_text.variable.findall(text))
        kept = tuple(name for name in names if not self._is_free(name))
        bare = {found[1].strip("${}") for found in self.patterns_of_text.bare.finditer(text) if found[1]}
        return kept if bare.isdisjoint(kept) else None

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

    def rest(self, cuts: Sequence[_Cut]) -> Iterator[tuple[str, int, int, bool]]:
        """What is left, in parts: the text, from where to where it stood, and whether it stands for others."""
        gap = self.patterns.gap_of_list if "||" in self.shell.operators else self.patterns.gap
        at = number = 0
        while number < len(cuts):
            start, stop, names, is_words = (
                cuts[number].start,
                cuts[number].stop,
                list(cuts[number].names),
                cuts[number].words,
            )
            number += 1
            while (
                not is_words
                and number < len(cuts)
                and not cuts[number].words
                and gap.fullmatch(self.text, stop, cuts[number].start)
            ):
                stop = cuts[number].stop
                names += cuts[number].names
                number += 1
            yield self.text[at:start], at, start, False
            filler = FILLER + "".join(f' "${name}"' for name in dict.fromkeys(names))
            yield "" if is_words else filler, start, stop, True
            at = stop
        yield self.text[at:], at, len(self.text), False


@lru_cache(maxsize=1_000)
def sift(text: str, body: str) -> Sifted | None:
    """What is left of `text` for ShellCheck; None for all of it. `body` is `text` without its first line, as parsed."""
    head = patterns().head.match(text)
    start = text.find("\n") + 1
    is_known = head is not None and text.startswith(body, start) and not text[start + len(body) :].strip()
    if head is None or not is_known or _patterns().doubtful.search(text, start):
        return None
    shell = read_shell(body)
    sieve = _Sieve(text, start, shell, head[1])
    cuts = sorted(sieve.cuts()) if not shell.broken else []
    if not cuts:
        return None
    parts, pieces = [], []
    at = 0
    for part, first, last, is_cut in sieve.rest(cuts):
        parts.append(part)
        pieces.append(Piece(at, at + len(part), first, last, is_cut))
        at += len(part)
    left = "".join(parts)
    is_done = _patterns().done.fullmatch(left, start) is not None and _is_closed(left)
    return Sifted("" if is_done else left, tuple(pieces), [each for cut in cuts for each in cut.comments])


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
