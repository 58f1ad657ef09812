"""What an m4 interpreter reads: files and expansions on a stack, and the tokens in them.

token = comment | word | quoted text | other characters | builtin
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from dflint.template.m4_limits import Budget, M4Error
from dflint.template.rope import EMPTY, Builder, Origin, Rope

if TYPE_CHECKING:
    from dflint.template.m4 import Machine


class Builtin(NamedTuple):
    """A builtin macro: `blind` ones are names unless a parenthesis follows; `takes_builtins` as arguments."""

    name: str
    run: "Callable[[Machine, list[Rope], Origin], Rope]"
    blind: bool
    takes_builtins: bool = False


class Site(NamedTuple):
    """A place in a file as `__line__` tells it."""

    file: int
    offset: int


class Block:
    """A text that is being read: its next offset `at`, and the place that `__line__` tells; None for a file."""

    __slots__ = ("at", "rope", "site")

    def __init__(self, rope: Rope, site: Site | None) -> None:
        self.rope = rope
        self.at = 0
        self.site = site


class Token(NamedTuple):
    """What the scanner read: kind `word`, `quoted`, `comment`, `other`, `builtin`."""

    kind: str
    rope: Rope
    builtin: Builtin | None = None


class Input:
    """The stack of texts, and the quotes and comment marks in force."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.blocks: list[Block | Builtin] = []
        self.quotes = ("`", "'")
        self.comments = ("#", "\n")
        self.last = Origin(0, 0, 0, False)
        """Origin of what was read last."""
        self.site = Site(0, 0)
        self._word = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
        self._words = re.compile(r"[A-Za-z0-9_]+")
        self._plain: dict[tuple[str, str, bool], re.Pattern[str]] = {}

    def push(self, rope: Rope, site: Site | None) -> None:
        """Read `rope` next."""
        if rope.text:
            self.budget.read(rope.weight)
            self.blocks.append(Block(rope, site))

    def push_builtin(self, builtin: Builtin) -> None:
        """Read a builtin itself next, as `defn` gives it."""
        self.blocks.append(builtin)

    def rest(self) -> str:
        """What has not been read, up to a few thousand characters."""
        texts = [block.rope.text[block.at :][:5_000] for block in self.blocks[::-1] if isinstance(block, Block)]
        return "".join(texts[:100])

    def _top(self) -> Block | None:
        """The text that is read from; None at the end or before a builtin."""
        while self.blocks:
            top = self.blocks[-1]
            if isinstance(top, Builtin):
                return None
            if top.at < len(top.rope.text):
                return top
            self.blocks.pop()
        return None

    def _advance(self, block: Block, count: int) -> Rope:
        """Read `count` characters of the topmost text."""
        self.budget.step()
        start = block.rope.origin(block.at)
        self.site = block.site or Site(start.file, start.start)
        piece = block.rope[block.at : block.at + count]
        block.at += count
        self.last = piece.origin(count - 1)
        return piece

    def peek(self, count: int = 1) -> str:
        """The next `count` characters, fewer at the end; across the borders of expansions."""
        text = ""
        for block in reversed(self.blocks):
            if isinstance(block, Builtin):
                break
            text += block.rope.text[block.at : block.at + count - len(text)]
            if len(text) >= count:
                break
        return text

    def take(self, count: int) -> Rope:
        """Read `count` characters, across the borders of expansions."""
        found = Builder()
        while found.size < count and (top := self._top()) is not None:
            found.add(self._advance(top, min(count - found.size, len(top.rope.text) - top.at)))
        return found.rope()

    def skip_line(self) -> None:
        """Read up to the end of the line, builtins too."""
        while self.blocks:
            top = self._top()
            if top is None:
                if self.blocks:
                    self.blocks.pop()
                continue
            end = top.rope.text.find("\n", top.at)
            self._advance(top, (end + 1 if end >= 0 else len(top.rope.text)) - top.at)
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
        if begin and self.peek(len(begin)) == begin:
            return Token("comment", self._comment())
        match = self._word.match(top.rope.text, top.at)
        if match:
            return Token("word", self._read_word(top, match.end() - top.at))
        if left and self.peek(len(left)) == left:
            return Token("quoted", self._quoted())
        match = self._plain_run(in_call).match(top.rope.text, top.at)
        return Token("other", self._advance(top, max(1, match.end() - top.at if match else 1)))

    def _plain_run(self, in_call: bool) -> "re.Pattern[str]":
        key = (self.comments[0][:1], self.quotes[0][:1], in_call)
        if key not in self._plain:
            special = re.escape(key[0] + key[1] + ("(,)" if in_call else ""))
            self._plain[key] = re.compile(f"[^A-Za-z_{special}]+")
        return self._plain[key]

    def _read_word(self, top: Block, count: int) -> Rope:
        found = Builder()
        found.add(self._advance(top, count))
        while (following := self._top()) is not None:
            match = self._words.match(following.rope.text, following.at)
            if match is None:
                break
            found.add(self._advance(following, match.end() - following.at))
        return found.rope()

    def _comment(self) -> Rope:
        begin, end = self.comments
        found = Builder()
        found.add(self.take(len(begin)))
        start = self.last
        while (top := self._top_of_any()) is not None:
            if self.peek(len(end)) == end:
                found.add(self.take(len(end)))
                return found.rope()
            stop = top.rope.text.find(end[0], top.at + 1)
            found.add(self._advance(top, (stop if stop >= 0 else len(top.rope.text)) - top.at))
        self.last = start
        raise M4Error("end of file in comment")

    def _top_of_any(self) -> Block | None:
        """The text that is read from, passing over builtins."""
        top = self._top()
        while top is None and self.blocks:
            self.blocks.pop()
            top = self._top()
        return top

    def _quoted(self) -> Rope:
        """A quoted text without its outer quotes."""
        left, right = self.quotes
        self.take(len(left))
        start = self.last
        found = Builder()
        level = 1
        while (top := self._top_of_any()) is not None:
            # the closing quote is looked for first
            if right and self.peek(len(right)) == right:
                piece = self.take(len(right))
                level -= 1
                if not level:
                    return found.rope()
                found.add(piece)
            elif self.peek(len(left)) == left:
                found.add(self.take(len(left)))
                level += 1
            else:
                found.add(self._advance(top, self._to_quote(top.rope.text, top.at + 1) - top.at))
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
