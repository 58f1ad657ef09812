"""The nodes of a Dockerfile's tree. All spans are in the source; every text is what the builder sees."""

from collections.abc import Callable

from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.syntax.blanks import SPACES
from dflint.syntax.piece import keyword as upper_keyword
from dflint.text import Source, Span

if TYPE_CHECKING:
    from dflint.syntax.references import Reference


class Word(NamedTuple):
    """A word of an instruction, quotes kept, references not expanded."""

    text: str
    span: Span


class Flag(NamedTuple):
    """`--name=value`: `text` is the whole flag, `value` None without `=`; quotes and escapes are resolved."""

    text: str
    name: str
    value: str | None
    span: Span


class Pair(NamedTuple):
    """`name=value` of ARG, ENV or LABEL; `value` None for a bare ARG, its quotes kept."""

    name: Word
    value: Word | None
    span: Span


class Heredoc(NamedTuple):
    """`<<NAME` (at `span`) and its body: raw text with line endings at `body`, the delimiter's line at `terminator`."""

    name: str
    content: str
    fd: int
    chomp: bool
    expand: bool
    span: Span
    body: Span
    terminator: Span


class Node:
    """A piece of the file: whole lines with their endings. The pieces of a file tile its text."""

    __slots__ = ("span",)

    def __init__(self, span: Span) -> None:
        self.span = span


class Blank(Node):
    """A run of one blank line."""

    __slots__ = ()


class Comment(Node):
    """A comment line outside an instruction; `text` is what follows `#`, stripped."""

    __slots__ = ("text",)

    def __init__(self, span: Span, text: str) -> None:
        super().__init__(span)
        self.text = text


class Directive(Comment):
    """A parser directive (`# syntax=`, `# escape=`, `# check=`) in the first lines; `name` is lower case."""

    __slots__ = ("name", "value", "value_span")

    def __init__(self, span: Span, text: str, name: str, value: str, value_span: Span) -> None:
        super().__init__(span, text)
        self.name = name
        self.value = value
        self.value_span = value_span


class Instruction(Node):
    """One instruction.

    `keyword` is upper case, `written` as in the file at `keyword_span`. `text_span` runs from the keyword to the end
    of the arguments, heredoc bodies left out. `rest` is all after the flags, `args` its words as the builder splits
    them for this keyword. `comments` and `empties` are lines inside the instruction.
    `locate(start, end)` gives the source span of `rest.text[start:end]`.
    """

    __slots__ = (
        "args", "comments", "empties", "end_line", "heredocs", "is_json", "keyword", "keyword_span", "locate",
        "options", "references", "rest",
        "start_line", "text_span", "written",
    )  # fmt: skip

    def __init__(self, keyword: Word, rest: Word) -> None:
        super().__init__(Span(0, 0))
        self.written = keyword.text
        self.keyword = upper_keyword(keyword.text)
        self.keyword_span = keyword.span
        self.rest = rest
        self.text_span = Span(keyword.span.start, max(keyword.span.end, rest.span.end))
        self.options: tuple[Flag, ...] = ()
        self.args: tuple[Word, ...] = ()
        self.is_json = False
        self.heredocs: tuple[Heredoc, ...] = ()
        self.comments: list[Span] = []
        self.empties: list[Span] = []
        self.references: list[Reference] | None = None
        """What `dflint.syntax.references.references` found."""
        self.start_line = self.end_line = 0
        self.locate: Callable[[int, int], Span] = lambda start, end: rest.span

    @property
    def flags(self) -> tuple[str, ...]:
        """The texts of the flags, `--name=value`."""
        return tuple(flag.text for flag in self.options)

    def flag(self, name: str) -> Flag | None:
        """The last flag `--name`, or None."""
        return next((flag for flag in reversed(self.options) if flag.name == name), None)

    def understand(self) -> None:
        """Fill the fields of the node's own kind from `args`; called once these are there."""

    def __repr__(self) -> str:
        return f"<{self.keyword} at line {self.start_line}: {self.rest.text!r}>"


class From(Instruction):
    """`FROM image [AS name]`; `image` is None only in a broken one."""

    __slots__ = ("image", "name")

    def understand(self) -> None:
        self.image = self.args[0] if self.args else None
        named = len(self.args) == 3 and self.args[1].text.casefold() == "as"
        self.name = self.args[2] if named else None


class Assignments(Instruction):
    """What ARG, ENV and LABEL have in common: `pairs`. `legacy` marks `ENV name value`."""

    __slots__ = ("legacy", "pairs")

    def __init__(self, keyword: Word, rest: Word) -> None:
        super().__init__(keyword, rest)
        self.pairs: tuple[Pair, ...] = ()
        self.legacy = False


class Arg(Assignments):
    """`ARG name[=default] ...`"""

    __slots__ = ()


class Env(Assignments):
    """`ENV name=value ...`"""

    __slots__ = ()


class Label(Assignments):
    """`LABEL name=value ...`"""

    __slots__ = ()


class Transfer(Instruction):
    """What COPY and ADD have in common: `sources` and `destination` (None in a broken one)."""

    __slots__ = ("destination", "sources")

    def understand(self) -> None:
        self.sources = self.args[:-1]
        self.destination = self.args[-1] if len(self.args) > 1 else None


class Copy(Transfer):
    """`COPY [--from=stage] source ... destination`"""

    __slots__ = ()


class Add(Transfer):
    """`ADD source ... destination`"""

    __slots__ = ()


class Execution(Instruction):
    """What RUN, CMD and ENTRYPOINT have in common: an argv (`is_json`) or the shell text in `rest`."""

    __slots__ = ()


class Run(Execution):
    """`RUN command`"""

    __slots__ = ()


class Cmd(Execution):
    """`CMD command`"""

    __slots__ = ()


class Entrypoint(Execution):
    """`ENTRYPOINT command`"""

    __slots__ = ()


class Healthcheck(Instruction):
    """`HEALTHCHECK NONE` or `HEALTHCHECK CMD command`; the first of `args` is the type."""

    __slots__ = ()


class Shell(Instruction):
    """`SHELL ["executable", "parameter"]`"""

    __slots__ = ()


class Onbuild(Instruction):
    """`ONBUILD instruction`; `is_json` and `heredocs` are those of `inner`.

    `inner` is None in a broken one, and in an ONBUILD that is itself in an ONBUILD.
    """

    __slots__ = ("inner",)

    def __init__(self, keyword: Word, rest: Word) -> None:
        super().__init__(keyword, rest)
        self.inner: Instruction | None = None


class Expose(Instruction):
    """`EXPOSE port ...`"""

    __slots__ = ()


class Maintainer(Instruction):
    """`MAINTAINER name`"""

    __slots__ = ()


class StopSignal(Instruction):
    """`STOPSIGNAL signal`"""

    __slots__ = ()


class User(Instruction):
    """`USER user[:group]`"""

    __slots__ = ()


class Volume(Instruction):
    """`VOLUME path ...`"""

    __slots__ = ()


class Workdir(Instruction):
    """`WORKDIR path`"""

    __slots__ = ()


class Unknown(Instruction):
    """An instruction that the builder does not know."""

    __slots__ = ()


def comment_text(line: str) -> str:
    """What a comment line says: without `#`, blanks around it and line ending."""
    return line.strip(SPACES).removeprefix("#").strip(SPACES)


class Dockerfile:
    """A parsed file.

    `pieces` tile the text; `instructions`, `comments` and `directives` are those of their kind, in file order.
    `errors` are what the builder rejects, by place; `escape` is the escape character in force.
    """

    __slots__ = ("comments", "directives", "errors", "escape", "instructions", "pieces", "source")

    def __init__(self, source: Source, escape: str, pieces: list[Node], errors: list["Problem"]) -> None:
        self.source = source
        self.escape = escape
        self.pieces = pieces
        self.errors = errors
        self.instructions = [piece for piece in pieces if isinstance(piece, Instruction)]
        self.comments = [piece for piece in pieces if isinstance(piece, Comment)]
        self.directives = [piece for piece in pieces if isinstance(piece, Directive)]

    @property
    def path(self) -> str:
        """The path given to the parser, or an empty text."""
        return self.source.path

    def __str__(self) -> str:
        return "".join(self.source[piece.span] for piece in self.pieces)


class Problem(NamedTuple):
    """One thing that makes the builder refuse the file; `span` is the text to change. Codes: `rules/syntax.md`."""

    code: str
    message: str
    span: Span
