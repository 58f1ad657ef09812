"""An interpreter of m4, as GNU M4 1.4 has it, that runs nothing, writes nothing and reads only what it is given.

Every character of the result knows its origin in the template. The builtins that could reach beyond the text
(`syscmd`, `esyscmd`, `mkstemp`, `maketemp`, `debugfile`) expand to nothing and leave a note; time, output and nesting
are limited.

    call = name [ "(" argument { "," argument } ")" ]
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from dflint.template.expansion import Note
from dflint.template.m4_hidden import Hidden
from dflint.template.m4_input import Builtin, Input, Token
from dflint.template.m4_limits import DEEPEST, ArgumentError, Budget, M4Error
from dflint.template.m4_scan import Event, Scanner
from dflint.template.m4_traced import EMPTY, NOWHERE, SIZE, Origins, Pieces, Traced, joined
from dflint.template.rope import Origin, Rope

MOST_NOTES = 1_000
MOST_CALLS = 20_000
PARAMETER = re.compile(r"\$([0-9]+|[#*@])")


class Reference(Traced):
    """An argument that stands for a builtin, as `defn` gives it."""

    __slots__ = ("builtin",)

    def __init__(self, builtin: Builtin) -> None:
        super().__init__("", b"")
        self.builtin = builtin


Definition = Traced | Builtin


class Frame:
    """A call whose arguments are being read; `is_fresh` while only blanks of an argument have been seen."""

    __slots__ = ("arguments", "builtin", "definition", "is_fresh", "level", "marks", "place", "texts")

    def __init__(self, name: Traced, definition: Definition, place: bytes) -> None:
        self.arguments: list[Traced] = [name]
        self.definition = definition
        self.place = place
        self.texts: list[str] = []
        self.marks: list[bytes] = []
        self.level = 0
        self.is_fresh = True
        self.builtin: Builtin | None = None

    def end(self) -> None:
        """The argument is complete. A builtin alone is one; elsewhere it counts for nothing."""
        if self.builtin is None:
            texts = self.texts
            self.arguments.append(Traced(texts[0], self.marks[0]) if len(texts) == 1 else joined(texts, self.marks))
        else:
            takes = isinstance(self.definition, Builtin) and self.definition.takes_builtins
            self.arguments.append(Reference(self.builtin) if takes else EMPTY)
            self.builtin = None

    def next(self) -> None:
        """The argument is complete, and another one begins."""
        self.end()
        self.texts.clear()
        self.marks.clear()
        self.is_fresh = True


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
        self.macros |= {name: [Traced.of(value, NOWHERE)] for name, value in definitions.items()}
        self.given = frozenset(definitions)
        self.open_file = open_file
        self.frames: list[Frame] = []
        self.outer = Frame(EMPTY, EMPTY, NOWHERE)
        """Takes the text outside of all calls."""
        self.outer.is_fresh = False
        self.scanner = Scanner(self.input, self.macros, lambda: self.macros["dnl"][-1] is builtins.get("dnl"))
        self.origins = Origins()
        self.wrapped: list[tuple[Traced, bytes]] = []
        self.diversion = 0
        self.diversions: dict[int, Pieces] = {0: Pieces()}
        self.hidden = Hidden()
        self.is_ended = False
        self.place = NOWHERE
        """Mark of where the call that is being made stands, as `__line__` tells it."""
        self.depth = 0
        self.notes: list[Note] = []
        self.called: dict[tuple[str, bytes], bytes] = {}
        self.files: dict[int, tuple[str, str]] = {}

    def run(self, name: str, text: str) -> Rope:
        """The expansion of `text`, the template `name`; M4Error when it cannot be expanded."""
        self.input.push(self.read(0, name, text), b"")
        self._expand_all()
        while self.wrapped and not self.is_ended:
            self.budget.step()
            wrapped, self.wrapped = self.wrapped, []
            for traced, place in wrapped:
                self.input.push(traced, place)
            self._expand_all()
        self.notes += self.hidden.at_end()
        if not self.is_ended:
            self.diversion = 0
            self.undivert_all()
        return self.origins.rope(self.diversions[0].traced(), self.budget)

    def close(self) -> None:
        """Let go of what leads back to the machine, which would else stay in memory till somebody looks for cycles."""
        del self.scanner, self.open_file

    def read(self, number: int, name: str, text: str) -> Traced:
        """`text` as the file `number`, each character its own origin."""
        if not text:
            return EMPTY
        self.files[number] = (name, text)
        return self.origins.file(number, text)

    def note(self, kind: str, message: str, mark: bytes) -> None:
        """Remember something that a reader of the template should know about the place of `mark`."""
        self.add(Note(kind, message, self.origins.origin(mark)))

    def add(self, note: Note) -> None:
        """Remember `note`, unless there are too many."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(note)

    def calls(self) -> list[tuple[str, Origin]]:
        """The calls of builtins and of names that the build defines, each place once."""
        return [(name, self.origins.origin(mark)) for (name, _), mark in self.called.items()]

    def last_place(self) -> Origin:
        """Where an error that stops everything is shown: the outermost open call, or what was read last."""
        last = self.origins.origin(self.input.last)
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
        scanner, frames = self.scanner, self.frames
        while not self.is_ended:
            event = scanner.scan(frames[-1] if frames else self.outer, bool(frames))
            if event is Event.WORD:
                self._call(scanner.word)
            elif event is Event.CLOSE:
                self._close(frames.pop())
            elif event is Event.END or not self._expand_token():
                break
        self._flush()
        if frames and not self.is_ended:
            name = frames[-1].arguments[0]
            self.input.last = name.marks[:SIZE]
            raise M4Error(f"end of file in argument list of {name.text}: a parenthesis is opened and never closed")

    def _expand_token(self) -> bool:
        """Read what the scanner does not; False at the end of the input."""
        token = self.input.token(bool(self.frames))
        if token is None:
            return False
        if self.frames and token.kind == "other":
            self._in_call(self.frames[-1], token.traced)
        elif token.kind == "builtin":
            self._builtin(token.builtin)
        else:
            self._expand(token)
        return True

    def _builtin(self, builtin: Builtin | None) -> None:
        """A builtin itself as input: it counts only as a whole argument."""
        if self.frames:
            frame = self.frames[-1]
            frame.is_fresh = False
            if not any(frame.texts):
                frame.builtin = builtin

    def _in_call(self, frame: Frame, read: Traced) -> None:
        """Characters inside a call: blanks before an argument are dropped, `(`, `,` and `)` count."""
        text, marks = read.text, read.marks
        if frame.is_fresh:
            text = text.lstrip(" \t\n\v\f\r")
            marks = marks[len(marks) - len(text) * SIZE :]
            if not text:
                return
        frame.is_fresh = False
        if frame.level == 0 and text == ",":
            frame.next()
        elif frame.level == 0 and text == ")":
            self._close(self.frames.pop())
        else:
            frame.level += (text == "(") - (text == ")")
            self.emit(text, marks)

    def _expand(self, token: Token) -> None:
        """Call a macro, or keep the token as text."""
        if token.kind == "word" and token.traced.text in self.macros:
            self._call(token.traced)
        else:
            self.emit(token.traced.text, token.traced.marks)

    def _call(self, name: Traced) -> None:
        """Call the macro `name`, or keep the name as text."""
        if not self.frames:
            self._flush()
        if not self._open(name, self.macros[name.text][-1]):
            self.emit(name.text, name.marks)

    def emit(self, text: str, marks: bytes) -> None:
        """Add a text to the argument that is being read, or to the current diversion."""
        frame = self.frames[-1] if self.frames else self.outer
        frame.is_fresh = False
        frame.texts.append(text)
        frame.marks.append(marks)

    def _flush(self) -> None:
        """Write what was read outside of all calls."""
        outer = self.outer
        if outer.texts:
            self.write(joined(outer.texts, outer.marks))
            outer.texts, outer.marks = [], []

    def write(self, traced: Traced) -> None:
        """Add a text to the current diversion."""
        if self.diversion < 0:
            self.hidden.add(traced.text)
            return
        self.budget.write(len(traced.text))
        self.diversions.setdefault(self.diversion, Pieces()).add(traced.text, traced.marks)

    def undivert(self, number: int) -> None:
        """Add what was diverted to `number` to the current diversion."""
        if number > 0 and number != self.diversion and number in self.diversions:
            traced = self.diversions.pop(number).traced()
            self.budget.write(-len(traced.text))
            self.write(traced)

    def undivert_all(self) -> None:
        """Add all other diversions to the current one, in order."""
        for number in sorted(self.diversions):
            self.undivert(number)

    def _open(self, name: Traced, definition: Definition) -> bool:
        """Begin a call, or make it when there are no arguments; False when the name is only a word here."""
        place = self.input.place
        has_arguments = self.input.take_parenthesis()
        if not has_arguments and isinstance(definition, Builtin) and definition.blind:
            return False
        if self.frames:
            self.frames[-1].is_fresh = False
        if not has_arguments:
            self._expand_call(definition, [name], place)
            return True
        if len(self.frames) >= DEEPEST:
            self.input.last = name.marks[:SIZE]
            raise M4Error(f"calls are nested more than {DEEPEST:,} deep")
        self.frames.append(Frame(name, definition, place))
        return True

    def _close(self, frame: Frame) -> None:
        """Make a call whose arguments are complete."""
        frame.end()
        self._expand_call(frame.definition, frame.arguments, frame.place)

    def _expand_call(self, definition: Definition, arguments: list[Traced], place: bytes) -> None:
        """Put the expansion of a call before the rest of the input."""
        name = arguments[0]
        mark = self.origins.call(name, self.input.last if len(arguments) > 1 else b"")
        if (isinstance(definition, Builtin) or name.text in self.given) and len(self.called) < MOST_CALLS:
            self.called[name.text, name.marks[:SIZE]] = mark
        self.place = place
        result = self.apply(definition, arguments, mark)
        if result.text:
            self.input.push(result, b"" if isinstance(result, Included) else place)

    def apply(self, definition: Definition, arguments: list[Traced], mark: bytes) -> Traced:
        """The expansion of one call; `arguments` begins with the name."""
        self.budget.step()
        if not isinstance(definition, Builtin):
            return self._substitute(definition.text, arguments, mark)
        try:
            return definition.run(self, arguments, mark)
        except ArgumentError as error:
            self.note("error", f"{definition.name}: {error}", mark)
            return EMPTY

    def _substitute(self, body: str, arguments: list[Traced], mark: bytes) -> Traced:
        """`body` with `$1`, `$#`, `$*` and `$@` replaced."""
        if "$" not in body:
            return Traced.of(body, mark)
        found = Pieces()
        for number, part in enumerate(parameters(body) if len(body) < 4_000 else PARAMETER.split(body)):
            if not number % 2:
                found.add(part, mark * len(part))
                continue
            argument = self._argument(part, arguments, mark)
            found.add(argument.text, argument.marks)
            self.budget.room(found.size)
            self.budget.step()
        return found.traced()

    def _argument(self, key: str, arguments: list[Traced], mark: bytes) -> Traced:
        if key == "#":
            return Traced.of(str(len(arguments) - 1), mark)
        if key in ("*", "@"):
            return self.listed(arguments[1:], ",", mark, is_quoted=key == "@")
        number = int(key[:9]) if len(key) < 10 else len(arguments)
        return arguments[number] if number < len(arguments) else EMPTY

    def quoted(self, text: str, mark: bytes) -> Traced:
        """`text` in quotes, all of it from one place."""
        return Traced.of(self.input.quotes[0] + text + self.input.quotes[1], mark)

    def listed(self, arguments: list[Traced], separator: str, mark: bytes, *, is_quoted: bool) -> Traced:
        """`arguments` with `separator` between them, each in quotes if `is_quoted`."""
        if not arguments:
            return EMPTY
        left, right = self.input.quotes if is_quoted else ("", "")
        between = right + separator + left
        self.budget.room(sum(len(argument.text) for argument in arguments) + len(between) * len(arguments))
        self.budget.step(1 + len(arguments) // 8)
        text = between.join([argument.text for argument in arguments])
        marks = (mark * len(between)).join([argument.marks for argument in arguments])
        return Traced(left + text + right, mark * len(left) + marks + mark * len(right))


@lru_cache(maxsize=512)
def parameters(body: str) -> list[str]:
    """Text and names of parameters in turn."""
    return PARAMETER.split(body)


class Included(Traced):
    """The text of a file, which is read as a file."""

    __slots__ = ()
