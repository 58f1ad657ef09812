"""An interpreter of m4, as GNU M4 1.4 has it, that runs nothing, writes nothing and reads only what it is given.

Every character of the result knows its origin in the template. The builtins that could reach beyond the text
(`syscmd`, `esyscmd`, `mkstemp`, `maketemp`, `debugfile`) expand to nothing and leave a note; time, output and nesting
are limited.

    call = name [ "(" argument { "," argument } ")" ]
"""

import re
from collections.abc import Callable, Mapping

from dflint.template.expansion import Note
from dflint.template.m4_hidden import Hidden
from dflint.template.m4_input import Builtin, Input, Site, Token
from dflint.template.m4_limits import DEEPEST, ArgumentError, Budget, M4Error
from dflint.template.rope import EMPTY, Builder, Origin, Rope, join

Definition = Rope | Builtin
NOWHERE = Origin(-1, 0, 0, False)
MOST_NOTES = 1_000
MOST_CALLS = 20_000


class Reference(Rope):
    """An argument that stands for a builtin, as `defn` gives it."""

    __slots__ = ("builtin",)

    def __init__(self, builtin: Builtin) -> None:
        super().__init__("", [], [])
        self.builtin = builtin


class Frame:
    """A call whose arguments are being read."""

    __slots__ = ("arguments", "builtin", "definition", "is_fresh", "level", "pieces", "site")

    def __init__(self, name: Rope, definition: Definition, site: Site) -> None:
        self.arguments: list[Rope] = [name]
        self.definition = definition
        self.site = site
        self.begin()

    def begin(self) -> None:
        """Begin an argument: `is_fresh` while only blanks have been seen."""
        self.pieces = Builder()
        self.level = 0
        self.is_fresh = True
        self.builtin: Builtin | None = None

    def end(self) -> None:
        """The argument is complete. A builtin alone is one; elsewhere it counts for nothing."""
        takes = isinstance(self.definition, Builtin) and self.definition.takes_builtins
        is_builtin = self.builtin is not None
        text = EMPTY if is_builtin else self.pieces.rope()
        self.arguments.append(Reference(self.builtin) if self.builtin is not None and takes else text)


class Machine:
    """One expansion. `notes` collects what happened; `open_file` finds included files, None when there is none."""

    def __init__(
        self,
        builtins: Mapping[str, Builtin],
        definitions: Mapping[str, str],
        open_file: Callable[[str, Origin], tuple[int, str] | None],
        budget: Budget | None = None,
    ) -> None:
        self.budget = budget or Budget()
        self.input = Input(self.budget)
        self.builtins = builtins
        self.macros: dict[str, list[Definition]] = {name: [builtin] for name, builtin in builtins.items()}
        self.macros |= {"__gnu__": [EMPTY], "__unix__": [EMPTY]}
        self.macros |= {name: [Rope.of(value, NOWHERE)] for name, value in definitions.items()}
        self.given = frozenset(definitions)
        self.open_file = open_file
        self.frames: list[Frame] = []
        self.wrapped: list[tuple[Rope, Site]] = []
        self.diversion = 0
        self.diversions: dict[int, Builder] = {0: Builder()}
        self.hidden = Hidden()
        self.is_ended = False
        self.site = Site(0, 0)
        """Where the call that is being made stands, as `__line__` tells it."""
        self.depth = 0
        self.notes: list[Note] = []
        self.calls: list[tuple[str, Origin]] = []
        self.names: list[tuple[str, Origin]] = []
        self.files: dict[int, tuple[str, str]] = {}
        self._parameter = re.compile(r"\$([0-9]+|[#*@])")
        self._macro_like = re.compile(r"[A-Z][A-Z0-9_]+|m4_[a-z0-9_]+")

    def run(self, name: str, text: str) -> Rope:
        """The expansion of `text`, the template `name`; M4Error when it cannot be expanded."""
        self.input.push(self.read(0, name, text), None)
        self._expand_all()
        while self.wrapped and not self.is_ended:
            self.budget.step()
            wrapped, self.wrapped = self.wrapped, []
            for rope, site in wrapped:
                self.input.push(rope, site)
            self._expand_all()
        self.notes += self.hidden.at_end()
        if not self.is_ended:
            self.diversion = 0
            self.undivert_all()
        return self.diversions[0].rope()

    def read(self, number: int, name: str, text: str) -> Rope:
        """`text` as the file `number`, each character its own origin."""
        self.files[number] = (name, text)
        return Rope.of(text, Origin(number, 0, len(text), True))

    def note(self, kind: str, message: str, origin: Origin) -> None:
        """Remember something that a reader of the template should know."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(Note(kind, message, origin))

    def place(self) -> Origin:
        """Where an error that stops everything is shown: the outermost open call, or what was read last."""
        last = self.input.last
        return Origin(max(0, last.file), last.start, last.end, last.literal)

    def enter(self) -> None:
        """A builtin is going to call a macro itself."""
        self.depth += 1
        if self.depth > 50:
            raise M4Error("indir or builtin are nested more than 50 deep")

    def leave(self) -> None:
        """The macro has returned."""
        self.depth -= 1

    def _expand_all(self) -> None:
        while not self.is_ended:
            token = self.input.token(bool(self.frames))
            if token is None:
                break
            if self.frames and token.kind == "other":
                self._in_call(self.frames[-1], token.rope)
            elif token.kind == "builtin":
                self._builtin(token.builtin)
            else:
                self._expand(token)
        if self.frames and not self.is_ended:
            name = self.frames[-1].arguments[0]
            self.input.last = name.origin(0)
            raise M4Error(f"end of file in argument list of {name.text}: a parenthesis is opened and never closed")

    def _builtin(self, builtin: Builtin | None) -> None:
        """A builtin itself as input: it counts only as a whole argument."""
        if self.frames:
            frame = self.frames[-1]
            frame.is_fresh = False
            if not frame.pieces.size:
                frame.builtin = builtin

    def _in_call(self, frame: Frame, rope: Rope) -> None:
        """Characters inside a call: blanks before an argument are dropped, `(`, `,` and `)` count."""
        char = rope.text
        if frame.is_fresh:
            rope = rope[len(char) - len(char.lstrip(" \t\n\v\f\r")) :]
            if not rope.text:
                return
            char = rope.text
        if frame.level == 0 and char in (",", ")"):
            frame.end()
            if char == ",":
                frame.begin()
            else:
                self._close(self.frames.pop())
            return
        frame.level += (char == "(") - (char == ")")
        self.emit(rope)

    def _expand(self, token: Token) -> None:
        """Call a macro, or keep the token as text."""
        if self.frames:
            self.frames[-1].is_fresh = False
        if token.kind == "word":
            stack = self.macros.get(token.rope.text)
            if stack and self._open(token.rope, stack[-1]):
                return
            if self._macro_like.fullmatch(token.rope.text) and len(self.names) < MOST_CALLS:
                self.names.append((token.rope.text, token.rope.origin(0)))
        self.emit(token.rope)

    def emit(self, rope: Rope) -> None:
        """Add `rope` to the argument that is being read, or to the current diversion."""
        if self.frames:
            self.frames[-1].pieces.add(rope)
        else:
            self.write(rope)

    def write(self, rope: Rope) -> None:
        """Add `rope` to the current diversion."""
        if self.diversion < 0:
            self.hidden.add(rope)
            return
        self.budget.write(len(rope.text))
        self.diversions.setdefault(self.diversion, Builder()).add(rope)

    def undivert(self, number: int) -> None:
        """Add what was diverted to `number` to the current diversion."""
        if number > 0 and number != self.diversion and number in self.diversions:
            rope = self.diversions.pop(number).rope()
            self.budget.write(-len(rope.text))
            self.write(rope)

    def undivert_all(self) -> None:
        """Add all other diversions to the current one, in order."""
        for number in sorted(self.diversions):
            self.undivert(number)

    def _open(self, name: Rope, definition: Definition) -> bool:
        """Begin a call, or make it when there are no arguments; False when the name is only a word here."""
        site = self.input.site
        has_arguments = self.input.peek() == "("
        if not has_arguments and isinstance(definition, Builtin) and definition.blind:
            return False
        frame = Frame(name, definition, site)
        if not has_arguments:
            self._close(frame)
            return True
        if len(self.frames) >= DEEPEST:
            self.input.last = name.origin(0)
            raise M4Error(f"calls are nested more than {DEEPEST:,} deep")
        self.input.take(1)
        self.frames.append(frame)
        return True

    def _close(self, frame: Frame) -> None:
        """Put the expansion of a complete call before the rest of the input."""
        origin = self._origin(frame)
        name = frame.arguments[0].text
        is_known = name in self.given or isinstance(frame.definition, Builtin)
        if is_known and len(self.calls) < MOST_CALLS:
            self.calls.append((name, origin))
        self.site = frame.site
        result = self.apply(frame.definition, frame.arguments, origin)
        self.input.push(result, None if isinstance(result, Included) else frame.site)

    def _origin(self, frame: Frame) -> Origin:
        """The place of a call: from its name to its closing parenthesis, when both stand in one file."""
        start, last = frame.arguments[0].origin(0), self.input.last
        if not start.literal:
            return start
        end = start.start + len(frame.arguments[0].text)
        if len(frame.arguments) > 1 and last.literal and last.file == start.file:
            end = max(end, last.end)
        return Origin(start.file, start.start, end, False)

    def apply(self, definition: Definition, arguments: list[Rope], origin: Origin) -> Rope:
        """The expansion of one call; `arguments` begins with the name."""
        if not isinstance(definition, Builtin):
            return self._substitute(definition, arguments, origin)
        try:
            return definition.run(self, arguments, origin)
        except ArgumentError as error:
            self.note("error", f"{definition.name}: {error}", origin)
            return EMPTY

    def _substitute(self, body: Rope, arguments: list[Rope], origin: Origin) -> Rope:
        """`body` with `$1`, `$#`, `$*` and `$@` replaced."""
        text, found, at = body.text, Builder(), 0
        for match in self._parameter.finditer(text):
            found.add(Rope.of(text[at : match.start()], origin))
            found.add(self._argument(match[1], arguments, origin))
            self.budget.room(found.weight)
            self.budget.step()
            at = match.end()
        found.add(Rope.of(text[at:], origin))
        return found.rope()

    def _argument(self, key: str, arguments: list[Rope], origin: Origin) -> Rope:
        if key == "#":
            return Rope.of(str(len(arguments) - 1), origin)
        if key in ("*", "@"):
            return self.listed(arguments[1:], ",", origin, is_quoted=key == "@")
        number = int(key[:9]) if len(key) < 10 else len(arguments)
        return arguments[number] if number < len(arguments) else EMPTY

    def quoted(self, rope: Rope, origin: Origin) -> Rope:
        """`rope` in quotes."""
        return join([Rope.of(self.input.quotes[0], origin), rope, Rope.of(self.input.quotes[1], origin)])

    def listed(self, arguments: list[Rope], separator: str, origin: Origin, *, is_quoted: bool) -> Rope:
        """`arguments` with `separator` between them, each in quotes if `is_quoted`."""
        found, between = Builder(), Rope.of(separator, origin)
        for number, argument in enumerate(arguments):
            if number:
                found.add(between)
            found.add(self.quoted(argument, origin) if is_quoted else argument)
            self.budget.room(found.weight)
            self.budget.step()
        return found.rope()


class Included(Rope):
    """The text of a file, which is read as a file."""

    __slots__ = ()
