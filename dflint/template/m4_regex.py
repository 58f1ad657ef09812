"""Regular expressions as GNU m4 has them: Emacs syntax, the longest of the leftmost matches.

Python's own expressions take the first alternative where these take the longest, and can take for ever. Here an
expression becomes a small program; running it visits each pair of instruction and offset once, so that its time is
bounded by their product.
"""

from collections.abc import Callable

from dflint.records import NamedTuple
from dflint.template.m4_brackets import is_stray, ranges
from dflint.template.m4_limits import ArgumentError, Budget

CHAR, SPLIT, JUMP, SAVE, ASSERT, BACK, MATCH = range(7)
ESCAPED_ANCHORS = "bB<>`'"
DEEPEST = 50

Accepts = Callable[[str], bool]


class Instruction(NamedTuple):
    """One step: `accepts` for CHAR, targets for SPLIT (first is tried first) and JUMP, a number or an anchor else.

    `char` is the only character that a CHAR accepts, where there is only one.
    """

    code: int
    accepts: Accepts = "".__eq__
    first: int = 0
    second: int = 0
    anchor: str = ""
    char: str = ""


class Match(NamedTuple):
    """Start and end of a match and of its groups; -1 for a group that took no part."""

    spans: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[0][1]


class Regex:
    """A compiled expression; ArgumentError when `pattern` is not valid."""

    def __init__(self, pattern: str) -> None:
        parser = _Parser(pattern)
        self.program = [*parser.alternatives(0), Instruction(MATCH)]
        self.groups = parser.groups
        self.has_back_references = parser.has_back_references
        self._prefix = _prefix(self.program)
        self._is_at_line = self.program[0].anchor == "^"

    def search(self, text: str, at: int, budget: Budget) -> Match | None:
        """The leftmost match at or after `at`, the longest one there; M4Error when the budget is spent."""
        start = self._candidate(text, at)
        while 0 <= start <= len(text):
            found = self._longest(text, start, budget)
            if found is not None:
                return found
            start = self._candidate(text, start + 1)
        return None

    def _candidate(self, text: str, at: int) -> int:
        """The first offset from `at` on where a match may begin, -1 when there is none."""
        if self._prefix:
            return text.find(self._prefix, at)
        if not self._is_at_line or at == 0 or text[at - 1 : at] == "\n":
            return at
        return text.find("\n", at) + 1 or -1

    def _longest(self, text: str, start: int, budget: Budget) -> Match | None:
        best: Match | None = None
        seen: set[tuple[object, ...]] = set()
        stack: list[State] = [(0, start, None)]
        while stack:
            counter, at, saved = self._run(text, stack.pop(), stack, seen, budget)
            if counter < 0:
                continue
            if best is None or at > best.end:
                best = Match(((start, at), *_groups(saved, self.groups)))
            if at == len(text):
                break
        return best

    def _run(
        self, text: str, state: "State", stack: "list[State]", seen: set[tuple[object, ...]], budget: Budget
    ) -> "State":
        """Follow one way until it fails (a counter below 0) or matches; other ways go onto the stack."""
        counter, at, saved = state
        while True:
            budget.step()
            step = self.program[counter]
            counter += 1
            if step.code == CHAR:
                if at == len(text) or not step.accepts(text[at]):
                    return FAILED
                at += 1
            elif step.code == SPLIT:
                key = (counter, at, *_groups(saved, self.groups)) if self.has_back_references else (counter, at)
                if key in seen:
                    return FAILED
                seen.add(key)
                stack.append((step.second, at, saved))
                counter = step.first
            elif step.code == JUMP:
                counter = step.first
            elif step.code == SAVE:
                saved = (step.first, at, saved)
            elif step.code == MATCH:
                return counter, at, saved
            else:
                at = _after_zero_width(step, text, at, saved)
                if at < 0:
                    return FAILED


Saved = tuple[int, int, "Saved"] | None
"""Offsets that SAVE wrote, the last one first: 2n for the start of group n + 1, 2n + 1 for its end."""


def _groups(saved: Saved, count: int) -> list[tuple[int, int]]:
    found: dict[int, int] = {}
    while saved is not None:
        found.setdefault(saved[0], saved[1])
        saved = saved[2]
    return [(found.get(2 * number, -1), found.get(2 * number + 1, -1)) for number in range(count)]


State = tuple[int, int, Saved]
"""The next instruction, the offset in the text, and what was saved."""
FAILED: State = (-1, -1, None)


def _after_zero_width(step: Instruction, text: str, at: int, saved: Saved) -> int:
    """The offset after an anchor or a back reference; -1 when it does not hold."""
    if step.code == BACK:
        return _after_group(text, at, step.first, saved)
    return at if _holds(step.anchor, text, at) else -1


def _after_group(text: str, at: int, group: int, saved: Saved) -> int:
    """The end of a repetition, at `at`, of what `group` matched; -1 when there is none."""
    start, end = _groups(saved, group)[group - 1]
    if end < 0 or not text.startswith(text[start:end], at):
        return -1
    return at + end - start


def _holds(anchor: str, text: str, at: int) -> bool:
    if anchor in "^`":
        return at == 0 or (anchor == "^" and text[at - 1] == "\n")
    if anchor in "$'":
        return at == len(text) or (anchor == "$" and text[at] == "\n")
    if "\udc80" <= text[at : at + 1] <= "\udcbf":
        return False  # inside a character
    before = at > 0 and _is_part_of_word(text[at - 1])
    after = at < len(text) and _is_part_of_word(text[at])
    return {"b": before != after, "B": before == after, "<": after and not before, ">": before and not after}[anchor]


Program = list[Instruction]


def _prefix(program: Program) -> str:
    """What every match begins with."""
    prefix = ""
    for step in program:
        if not step.char:
            break
        prefix += step.char
    return prefix


class _Parser:
    """Translates an expression; instructions refer to each other by absolute position."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.groups = 0
        self.complete: set[int] = set()
        self.has_back_references = False
        self.depth = 0

    def fail(self, why: str) -> ArgumentError:
        return ArgumentError(f"bad regular expression `{self.pattern}': {why}")

    def alternatives(self, base: int) -> Program:
        """Up to the end of the expression or the group: `a`, or `a\\|b`."""
        before = set(self.complete)
        program = self._sequence(base + 1)
        if not self._takes("\\|"):
            return _moved(program, -1)
        # a group of one alternative is not known in another
        complete, self.complete = self.complete, before
        other = self.alternatives(base + len(program) + 2)
        self.complete |= complete
        middle = base + len(program) + 2
        split = Instruction(SPLIT, first=base + 1, second=middle)
        return [split, *program, Instruction(JUMP, first=middle + len(other)), *other]

    def _takes(self, token: str) -> bool:
        found = self.pattern.startswith(token, self.at)
        self.at += len(token) * found
        return found

    def _sequence(self, base: int) -> Program:
        program: Program = []
        is_first = True
        while self.at < len(self.pattern):
            if self.pattern.startswith("\\|", self.at) or (self.pattern.startswith("\\)", self.at) and self.depth):
                break
            anchor = self._anchor(is_first)
            if anchor:
                program.append(Instruction(ASSERT, anchor=anchor))
            else:
                program += self._repeated(base + len(program))
            is_first = False
        return program

    def _anchor(self, is_first: bool) -> str:
        """The anchor that stands here, passed over; an empty text when there is none."""
        rest = self.pattern[self.at : self.at + 3]
        if rest[:1] == "^" and is_first:
            self.at += 1
            return "^"
        if rest[:1] == "$" and (len(rest) == 1 or rest[1:] in ("\\)", "\\|")):
            self.at += 1
            return "$"
        if rest[:1] == "\\" and rest[1:2] and rest[1] in ESCAPED_ANCHORS:
            self.at += 2
            return rest[1]
        return ""

    def _repeated(self, base: int) -> Program:
        """One atom and the `*`, `+` and `?` that follow it."""
        program = self._atom(base)
        while (sign := self.pattern[self.at : self.at + 1]) and sign in "*+?":
            self.at += 1
            program = _repeat(program, sign, base)
        return program

    def _atom(self, base: int) -> Program:
        char = self.pattern[self.at]
        self.at += 1
        if char == "[":
            return [Instruction(CHAR, self._brackets())]
        if char == ".":
            return [Instruction(CHAR, _is_in_line)]
        return self._escape(base) if char == "\\" else [_literal(char)]

    def _escape(self, base: int) -> Program:
        if self.at == len(self.pattern):
            raise self.fail("Trailing backslash")
        char = self.pattern[self.at]
        self.at += 1
        if char == "(":
            return self._group(base)
        if char == ")":
            raise self.fail("Unmatched ) or \\)")
        if char in "123456789":
            return self._back_reference(int(char))
        kinds: dict[str, Accepts] = {"w": _is_word, "W": _is_no_word, "s": str.isspace, "S": _is_no_blank}
        return [Instruction(CHAR, kinds[char]) if char in kinds else _literal(char)]

    def _back_reference(self, group: int) -> Program:
        if group not in self.complete:
            raise self.fail("Invalid back reference")
        self.has_back_references = True
        return [Instruction(BACK, first=group)]

    def _group(self, base: int) -> Program:
        self.groups += 1
        number = self.groups
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail("groups are nested too deep")
        program = self.alternatives(base + 1)
        if not self._takes("\\)"):
            raise self.fail("Unmatched ( or \\(")
        self.depth -= 1
        self.complete.add(number)
        return [Instruction(SAVE, first=2 * number - 2), *program, Instruction(SAVE, first=2 * number - 1)]

    def _brackets(self) -> Accepts:
        """A set of characters, from after its `[`."""
        is_negated = self._takes("^")
        try:
            found, self.at = ranges(self.pattern, self.at)
        except ArgumentError as error:
            raise self.fail(str(error)) from None
        return found.lacks if is_negated else found.__contains__


def _literal(char: str) -> Instruction:
    return Instruction(CHAR, char.__eq__, char=char)


def _is_word(char: str) -> bool:
    return char == "_" or char.isalnum()


def _is_part_of_word(char: str) -> bool:
    """True for a character of words, as the borders of words see it: they take a stray byte for one of Latin-1."""
    return _is_word(chr(ord(char) - 0xDC00) if is_stray(char) else char)


def _is_no_word(char: str) -> bool:
    return not _is_word(char) and not is_stray(char)


def _is_no_blank(char: str) -> bool:
    return not char.isspace() and not is_stray(char)


def _is_in_line(char: str) -> bool:
    """What `.` stands for: anything but the end of a line, and no byte that is no character."""
    return char != "\n" and not is_stray(char)


def _moved(program: Program, distance: int) -> Program:
    """`program` at another position."""
    return [
        step._replace(first=step.first + distance, second=step.second + distance)
        if step.code in (SPLIT, JUMP)
        else step
        for step in program
    ]


def _repeat(program: Program, sign: str, base: int) -> Program:
    """`program`, which stands at `base`, any number of times, at least once, or at most once."""
    size = len(program)
    if sign == "+":
        return [*program, Instruction(SPLIT, first=base, second=base + size + 1)]
    moved = _moved(program, 1)
    after = base + size + 1 + (sign == "*")
    loop = [Instruction(JUMP, first=base)] if sign == "*" else []
    return [Instruction(SPLIT, first=base + 1, second=after), *moved, *loop]
