"""What an m4 interpreter reads: files and expansions on a stack, and the tokens in them.

token = comment | word | quoted text | other characters | builtin
"""

import re
from collections.abc import Callable

from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.template.m4_limits import Budget, M4Error
from dflint.template.m4_traced import EMPTY, NOWHERE, SIZE, Pieces, Traced

if TYPE_CHECKING:
    from dflint.template.m4 import Machine


class Builtin(NamedTuple):
    """A builtin macro: `blind` ones are names unless a parenthesis follows; `takes_builtins` as arguments."""

    name: str
    run: "Callable[[Machine, list[Traced], bytes], Traced]"
    blind: bool
    takes_builtins: bool = False


class Block:
    """A text that is being read: its next offset `at`, and the mark of the place that `__line__` tells.

    The place is empty for a file, whose characters tell it themselves.
    """

    __slots__ = ("at", "marks", "place", "text")

    def __init__(self, traced: Traced, place: bytes) -> None:
        self.text = traced.text
        self.marks = traced.marks
        self.at = 0
        self.place = place


class Token(NamedTuple):
    """What the scanner read: kind `word`, `quoted`, `comment`, `other`, `builtin`."""

    kind: str
    traced: Traced
    builtin: Builtin | None = None


class Input:
    """The stack of texts, and the quotes and comment marks in force."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.blocks: list[Block | Builtin] = []
        self.quotes = ("`", "'")
        self.comments = ("#", "\n")
        self.last = NOWHERE
        """Mark of what was read last, or of a call that something is to be said about."""
        self.place = NOWHERE
        """Mark of the place of the last word, as `__line__` tells it."""
        self._word = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
        self._words = re.compile(r"[A-Za-z0-9_]+")
        self._plain: dict[tuple[str, str, bool], re.Pattern[str]] = {}

    def push(self, traced: Traced, place: bytes) -> None:
        """Read `traced` next."""
        self.budget.read(len(traced.text))
        self.blocks.append(Block(traced, place))

    def push_builtin(self, builtin: Builtin) -> None:
        """Read a builtin itself next, as `defn` gives it."""
        self.blocks.append(builtin)

    def rest(self) -> str:
        """What has not been read, up to a few thousand characters."""
        texts = [block.text[block.at : block.at + 5_000] for block in self.blocks[::-1] if isinstance(block, Block)]
        return "".join(texts[:100])

    def _top(self) -> Block | None:
        """The text that is read from; None at the end or before a builtin."""
        while self.blocks:
            top = self.blocks[-1]
            if isinstance(top, Builtin):
                return None
            if top.at < len(top.text):
                return top
            self.blocks.pop()
        return None

    def _advance(self, block: Block, count: int, found: Pieces) -> None:
        """Read `count` characters of the topmost text."""
        self.budget.step()
        start, end = block.at, min(block.at + count, len(block.text))
        self.place = block.place or block.marks[start * SIZE : (start + 1) * SIZE]
        self.last = block.marks[(end - 1) * SIZE : end * SIZE]
        found.add(block.text[start:end], block.marks[start * SIZE : end * SIZE])
        block.at = end

    def peek(self, count: int = 1) -> str:
        """The next `count` characters, fewer at the end; across the borders of expansions."""
        text = ""
        for block in reversed(self.blocks):
            if isinstance(block, Builtin):
                break
            text += block.text[block.at : block.at + count - len(text)]
            if len(text) >= count:
                break
        return text

    def take(self, count: int, found: Pieces) -> None:
        """Read `count` characters into `found`, across the borders of expansions."""
        wanted = found.size + count
        while found.size < wanted and (top := self._top()) is not None:
            self._advance(top, wanted - found.size, found)

    def take_parenthesis(self) -> bool:
        """Read a `(` if it comes next."""
        block = self.blocks[-1] if self.blocks else None
        if isinstance(block, Block) and block.at < len(block.text):
            is_next = block.text[block.at] == "("
            block.at += is_next
            return is_next
        if self.peek() != "(":
            return False
        self.take(1, Pieces())
        return True

    def goes_on(self) -> bool:
        """True when a word at the end of the topmost text goes on in the next one."""
        for index in range(len(self.blocks) - 2, -1, -1):
            block = self.blocks[index]
            if isinstance(block, Builtin):
                return False
            if block.at < len(block.text):
                return self._words.match(block.text, block.at) is not None
        return False

    def skip_line(self) -> None:
        """Read up to the end of the line, builtins too."""
        while (top := self._top_of_any()) is not None:
            self.budget.step()
            end = top.text.find("\n", top.at)
            top.at = end + 1 if end >= 0 else len(top.text)
            self.last = top.marks[(top.at - 1) * SIZE : top.at * SIZE]
            if end >= 0:
                return

    def token(self, in_call: bool) -> Token | None:
        """Read one token, or None. Characters without a meaning come together; `(`, `,`, `)` have one in a call."""
        top = self._top()
        if top is None:
            if not self.blocks:
                return None
            builtin = self.blocks.pop()
            assert isinstance(builtin, Builtin)
            return Token("builtin", EMPTY, builtin)
        begin, left = self.comments[0], self.quotes[0]
        found = Pieces()
        if begin and self.peek(len(begin)) == begin:
            self._comment(found)
            return Token("comment", found.traced())
        match = self._word.match(top.text, top.at)
        if match:
            self._read_word(top, match.end() - top.at, found)
            return Token("word", found.traced())
        if left and self.peek(len(left)) == left:
            self._quoted(found)
            return Token("quoted", found.traced())
        match = self._plain_run(in_call).match(top.text, top.at)
        self._advance(top, max(1, match.end() - top.at if match else 1), found)
        return Token("other", found.traced())

    def _plain_run(self, in_call: bool) -> "re.Pattern[str]":
        key = (self.comments[0][:1], self.quotes[0][:1], in_call)
        if key not in self._plain:
            special = re.escape(key[0] + key[1] + ("(,)" if in_call else ""))
            self._plain[key] = re.compile(f"[^A-Za-z_{special}]+")
        return self._plain[key]

    def _read_word(self, top: Block, count: int, found: Pieces) -> None:
        self._advance(top, count, found)
        while (following := self._top()) is not None:
            match = self._words.match(following.text, following.at)
            if match is None:
                return
            self._advance(following, match.end() - following.at, found)

    def _comment(self, found: Pieces) -> None:
        begin, end = self.comments
        self.take(len(begin), found)
        start = self.last
        while (top := self._top_of_any()) is not None:
            if self.peek(len(end)) == end:
                self.take(len(end), found)
                return
            stop = top.text.find(end[0], top.at + 1)
            self._advance(top, (stop if stop >= 0 else len(top.text)) - top.at, found)
        self.last = start
        raise M4Error("end of file in comment")

    def _top_of_any(self) -> Block | None:
        """The text that is read from, passing over builtins."""
        top = self._top()
        while top is None and self.blocks:
            self.blocks.pop()
            top = self._top()
        return top

    def _quoted(self, found: Pieces) -> None:
        """A quoted text without its outer quotes."""
        left, right = self.quotes
        self.take(len(left), Pieces())
        start = self.last
        level = 1
        while (top := self._top_of_any()) is not None:
            # the closing quote is looked for first
            if right and self.peek(len(right)) == right:
                level -= 1
                self.take(len(right), found if level else Pieces())
                if not level:
                    return
            elif self.peek(len(left)) == left:
                self.take(len(left), found)
                level += 1
            else:
                self._advance(top, self._to_quote(top.text, top.at + 1) - top.at, found)
        self.last = start
        raise M4Error("end of file in string: a quote is opened and never closed")

    def _to_quote(self, text: str, at: int) -> int:
        """Offset of the first character at or after `at` that may begin a quote."""
        marks = {mark[0] for mark in self.quotes if mark}
        pattern = self._plain.setdefault(
            ("", "".join(sorted(marks)), False), re.compile(f"[{re.escape(''.join(marks))}]")
        )
        match = pattern.search(text, at)
        return match.start() if match else len(text)
