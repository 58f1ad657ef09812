"""What the variables of a shell script hold at each of its commands, as far as the text tells.

A variable may hold one of several texts: those of the branches of a `case`, or the items of a loop. A command with
such a variable is read once for each of them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from dflint.embedded.words import Word
from dflint.model.layers import braces
from dflint.model.script import Script
from dflint.model.values import Scope, Value
from dflint.records import NamedTuple

MOST = 16
NO_NAMES: frozenset[str] = frozenset()
BRANCHES = ("if", "case", "loop", "function")


class Token(NamedTuple):
    """A word after expansion, written at `start` to `end` of the script.

    An unresolved part of `text` stands as `${NAME}` or `$(command)`; `names` are those of the variables that it was
    made of.
    """

    text: str
    names: frozenset[str] = frozenset()
    start: int = 0
    end: int = 0

    @property
    def known(self) -> bool:
        """True when nothing in it is unresolved."""
        return not is_open(self.text)


def is_open(text: str) -> bool:
    """True for a text with an unresolved part."""
    return "$" in text or "`" in text


class Variables:
    """The variables of `script`; `advance` brings them to the state at a place of its text.

    `computed` are those that hold the output of a command.
    """

    def __init__(self, script: Script) -> None:
        self._base = script.stage.scope_at(script.node).copy()
        self._base.closed = False
        self._text = script.parsed.text
        self._pending = list(script.parsed.assignments)[::-1]
        self._several: dict[str, tuple[Value, ...]] = {}
        self.computed: set[str] = set()

    def advance(self, place: int) -> None:
        """Make the assignments that stand before `place`."""
        while self._pending and self._pending[-1][0].start < place:
            self._assign(*self._pending.pop())

    def worlds(self, raws: Iterable[str]) -> list[Scope]:
        """The names in force for words written `raws`: one scope for each of the texts that a variable may hold."""
        held = self._several
        names = {name for raw in raws if "$" in raw for name in _names().findall(raw) if name in held} if held else ()
        if not names:
            return [self._base]
        scopes = []
        for index in range(max(len(held[name]) for name in names)):
            scope = self._base.copy()
            for name in names:
                scope[name] = held[name][index % len(held[name])]
            scopes.append(scope)
        return scopes

    def _assign(self, word: Word, inside: tuple[str, ...]) -> None:
        name, equals, raw = word.raw.partition("=")
        added, name = name.endswith("+"), name.rstrip("+")
        if "substitution" in inside or not name.isidentifier():
            return
        values = list(self._values(raw) if equals else self._items(word))
        before = list(self._several.get(name) or ([self._base[name]] if name in self._base else []))
        if added:
            head = before[-1].text if before else ""
            values = [value._replace(text=f"{head} {value.text}" if raw[:1] == "(" else head + value.text)
                      for value in values]  # fmt: skip
        if equals and any(part in BRANCHES for part in inside):
            # What a branch makes empty is meant; what was empty before it only had to be something.
            values = [value for value in before if value.text or name in self._several] + values
        self._hold(name, values)

    def _hold(self, name: str, values: list[Value]) -> None:
        """Let `name` be one of `values`: those that are known are preferred."""
        distinct = list({value.text: value for value in values}.values())
        told = [value for value in distinct if value.text != "${" + name + "}"] or distinct[:1]
        computed = all("$(" in value.text for value in told)
        told = [value for value in told if not value.text.startswith("$(")] or [Value("${" + name + "}", "unknown")]
        (self.computed.add if computed else self.computed.discard)(name)
        self._several.pop(name, None)
        self._base[name] = told[0]
        if len(told) > 1:
            self._several[name] = tuple(told[:MOST])

    def _values(self, raw: str) -> Iterator[Value]:
        """What `raw`, the right side of an assignment, may be."""
        for scope in self.worlds((raw,)):
            if raw.startswith("("):
                items = [token for item in _array_items().findall(raw[1:-1]) if item[0] != "#"
                         for token in tokens(item, scope)]  # fmt: skip
                yield _value(" ".join(token.text for token in items), items)
            else:
                found = [whole(raw, scope)]
                yield _value(found[0].text, found)

    def _items(self, word: Word) -> Iterator[Value]:
        """The items of the loop whose variable is `word`."""
        match = _loop().match(self._text, word.end)
        for item in _array_items().findall(match[1]) if match else ():
            for scope in self.worlds((item,)):
                for token in tokens(item, scope):
                    yield _value(token.text, [token])


def _value(text: str, made: list[Token]) -> Value:
    names = frozenset(name for token in made for name in token.names)
    return Value(text, "unknown" if is_open(text) else "known", names)


@cache
def _names() -> "re.Pattern[str]":
    return re.compile(r"\$\{?[!#]?([A-Za-z_]\w*)")


@cache
def _loop() -> "re.Pattern[str]":
    """The items of a `for`, up to `; do` or the end of the line."""
    return re.compile(r"\s+in\s+((?:\\\n|[^;\n])*)")


@cache
def _array_items() -> "re.Pattern[str]":
    """The words of a list, comments as one word that begins with `#`."""
    return re.compile(r"""#[^\n]*|(?:"(?:[^"\\]|\\.)*"|'[^']*'|\$\([^)]*\)|\\[^\n]|[^\s"'\\])+""")


@cache
def _array() -> "re.Pattern[str]":
    return re.compile(r"\$\{(\w+)\[[@*]\]\}")


def tokens(raw: str, scope: Scope) -> Iterator[Token]:
    """The words that the shell makes of one written `raw`."""
    if "$" not in raw and "`" not in raw:
        text = Word.read(raw, 0, 0).text
        for each in braces(text) if "{" in text and "," in text and raw[:1] not in ("'", '"') else (text,):
            yield Token(each)
        return
    splits = raw[:1] not in ("'", '"')
    if "[" in raw and _array().search(raw):
        raw, splits = _array().sub(r"${\1}", raw), True
    found = whole(raw, scope)
    if not splits or " " in raw:
        yield found
        return
    words = found.text.split()
    for text in words:
        names = found.names if len(words) == 1 else _used(text, found.names, scope)
        for each in braces(text) if "," in text and "{" in text.replace("${", "") else (text,):
            yield Token(each, names)


def _used(text: str, names: frozenset[str], scope: Scope) -> frozenset[str]:
    """Those of `names` whose values are part of `text`, one of several words that they all went into."""
    held = {name: scope[name].text for name in names if name in scope}
    return frozenset(name for name, value in held.items() if value in text or text in value.split())


def whole(raw: str, scope: Scope) -> Token:
    """`raw` expanded as one word: the output of commands stays open."""
    hidden: list[str] = []
    masked = _mask(raw, hidden) if "$(" in raw or "`" in raw else raw
    value = scope.expand(masked)
    text = value.text
    for at, command in enumerate(hidden):
        text = text.replace(chr(0xE000 + at), command)
    return Token(text, value.names)


def _mask(raw: str, hidden: list[str]) -> str:
    """`raw` with one character in place of each command whose output it has; those go to `hidden`."""
    found, at = [], 0
    while at < len(raw):
        end = _command_end(raw, at)
        if end and len(hidden) < 100:
            found.append(chr(0xE000 + len(hidden)))
            hidden.append(" ".join(raw[at:end].split()))
            at = end
        else:
            found.append(raw[at])
            at += 1
    return "".join(found)


def _command_end(raw: str, at: int) -> int:
    """Where the command substitution that begins at `at` ends; 0 when none does."""
    if raw[at] == "`":
        return raw.find("`", at + 1) + 1
    if not raw.startswith("$(", at):
        return 0
    depth = 0
    for place in range(at, len(raw)):
        depth += (raw[place] == "(") - (raw[place] == ")")
        if raw[place] == ")" and depth == 0:
            return place + 1
    return 0
