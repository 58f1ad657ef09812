"""A template as the Dockerfile that it expands to, with the way back: every place of the result in the template."""

from dflint.records import NamedTuple
from dflint.template.rope import EMPTY, Origin, Rope
from dflint.text import Source, Span

UNDEFINED = "undefined"
# Behind a kind, of what many templates have: one of them tells of it, the others do not.
IN_MANY, TOO = "-in-many", "-too"
WITHOUT_VALUE = (UNDEFINED, UNDEFINED + IN_MANY, UNDEFINED + TOO)


class Note(NamedTuple):
    """Something that a reader of the template should know: its `kind`, what happened, and where.

    Kinds of m4: `forbidden` (a builtin that would run a program or write a file), `include` (no such file), `outside`
    (a file that is not in the repository), `hidden` (text that goes nowhere), `undefined` (`defn` of what
    nothing defines, where text is made of it), `error` (what m4 complains about, or why there is no result). Jinja2 has
    `filter` and `test` besides (there is none of that name), and kinds that end with `IN_MANY` or `TOO`.
    """

    kind: str
    message: str
    origin: Origin


class Place(NamedTuple):
    """A place in a template or in a file that it includes: number of the file, span there, and whether the text was
    copied from there (else it was made by what stands there)."""

    file: int
    span: Span
    literal: bool


class Expansion:
    """What became of one template under one variant.

    `rope` is the result; `files` are the template (number 0) and what it included, by number. `error` says why there is
    no result; `notes` what else happened. `calls` are the places of calls of builtins and of names that the build
    defines, `unset` those of names without a value.
    """

    __slots__ = ("calls", "error", "files", "notes", "rope", "source", "unset", "variant")

    def __init__(self, template: Source, variant: str = "") -> None:
        self.files: list[Source] = [template]
        self.variant = variant
        self.rope: Rope = EMPTY
        self.source = Source("", template.path)
        self.error: Note | None = None
        self.notes: list[Note] = []
        self.calls: list[tuple[str, Origin]] = []
        self.unset: list[tuple[str, Origin]] = []

    def finish(self, rope: Rope) -> "Expansion":
        """Take `rope` as the result."""
        self.rope = rope
        self.source = Source(rope.text, self.files[0].path)
        return self

    def place(self, span: Span) -> Place:
        """Where the text at `span` of the result comes from; the end of the template for an empty result."""
        size = len(self.rope.text)
        if not size:
            end = len(self.files[0].text)
            return Place(0, Span(end, end), False)
        first = self.rope.origin(min(span.start, size - 1))
        if first.file < 0:
            return Place(0, Span(0, 0), False)
        if span.start >= size:
            return Place(first.file, Span(first.end, first.end), first.literal)
        if span.end <= span.start:
            return Place(first.file, Span(first.start, first.start if first.literal else first.end), first.literal)
        return self._between(first, self.rope.origin(min(span.end, size) - 1), span)

    def _between(self, first: Origin, last: Origin, span: Span) -> Place:
        if last.file != first.file or last.end < first.end or last.start < first.start:
            return Place(first.file, Span(first.start, first.end), False)
        return Place(first.file, Span(first.start, last.end), self.is_literal(span))

    def is_literal(self, span: Span) -> bool:
        """True when the text at `span` was copied in one piece, so that it can be edited in the template."""
        if span.start == span.end:
            return self._is_inside_literal(span.start)
        origins = self.rope[slice(*span)].origins
        return len(origins) == 1 and origins[0].literal

    def _is_inside_literal(self, offset: int) -> bool:
        around = [self.rope.origin(at) for at in (offset - 1, offset) if 0 <= at < len(self.rope.text)]
        if not around or not all(origin.literal for origin in around):
            return False
        return len(around) == 1 or (around[0].file == around[1].file and around[0].end == around[1].start)

    def origin_place(self, origin: Origin) -> Place:
        """The place of a note."""
        return Place(max(origin.file, 0), Span(origin.start, origin.end), origin.literal)


def packed_text(expansion: Expansion) -> bytes:
    """All that `expansion` holds as bytes: the same for the same, in every run."""
    import marshal

    rope = expansion.rope
    origins = [tuple(origin) for origin in rope.origins]
    notes = [(note.kind, note.message, tuple(note.origin)) for note in (*expansion.notes, expansion.error) if note]
    names = [[(name, tuple(origin)) for name, origin in group] for group in (expansion.calls, expansion.unset)]
    files = [(file.path, file.text) for file in expansion.files]
    # The second format knows no references, which would make the bytes depend on more than the values.
    return marshal.dumps((expansion.variant, files, rope.text, list(rope.starts), origins, notes, names,
                          expansion.error is None), 2)  # fmt: skip


def pack(expansion: Expansion) -> bytes:
    """`expansion` in few bytes, for this run alone."""
    import pickle
    import zlib

    return zlib.compress(pickle.dumps(expansion, pickle.HIGHEST_PROTOCOL), 1)


def unpack(data: bytes) -> Expansion:
    """What `pack` was given."""
    import pickle
    import zlib

    expansion: Expansion = pickle.loads(zlib.decompress(data))
    return expansion
