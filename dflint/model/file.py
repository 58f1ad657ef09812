"""One file of the project: its text, its tree, and what that means."""

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from dflint import disk
from dflint.model.comments import give_shells
from dflint.model.context import Context, copied_texts
from dflint.model.images import Image, is_named, read_image
from dflint.model.ingredients import Ingredient, read_ingredients
from dflint.model.stages import Reference, Stage, read_loose, read_stages, references
from dflint.model.templates import language
from dflint.settings import Settings
from dflint.syntax.nodes import Dockerfile, Instruction
from dflint.syntax.parser import parse
from dflint.template.expansion import Expansion
from dflint.text import Source, Span

if TYPE_CHECKING:
    from dflint.model.component import Component

N = TypeVar("N", bound=Instruction)
LARGEST = 5_000_000


class Entry(NamedTuple):
    """A file to load.

    `path` is absolute, `shown` as diagnostics print it. Without `focus` the file is only read for the sake of others;
    `explicit` says that the user named it; `data` is its content where that is not to be read from `path`; `home` is
    the absolute folder of its configuration, if it has one.
    """

    path: str
    shown: str
    settings: Settings
    focus: bool = True
    explicit: bool = False
    data: bytes | None = None
    home: str | None = None


class File:
    """A Dockerfile of the project, or what a template expands to in one variant.

    `path` and `folder` are relative to the project's root, with `/`. `source` is the text that the builder sees;
    `loose` holds what stands before the first FROM by mistake. `expansion` leads from there back into a template.
    `error` says why the file could not be read; such a file, like a template that could not be expanded, has an empty
    document.
    """

    __slots__ = (
        "_context", "_ingredients", "_scripts", "absolute", "component", "document", "error", "expansion", "explicit",
        "focus", "folder", "home", "image", "loose", "name", "outer", "path", "references", "settings", "shown",
        "source", "stages", "template",
    )  # fmt: skip

    def __init__(
        self, entry: Entry, path: str, source: Source, error: str | None = None, expansion: Expansion | None = None
    ) -> None:
        self.path = path
        self.absolute = entry.path
        self.folder, _, self.name = path.rpartition("/")
        self.shown = entry.shown
        self.settings = entry.settings
        self.focus = entry.focus
        self.explicit = entry.explicit
        self.error = error
        self.source = source
        self.expansion = expansion
        self.home = entry.home
        self.template = language(entry.path, entry.home, entry.settings) is not None
        self.component: Component | None = None
        self._scripts: list[str] | None = None
        self._context: Context | None = None
        self._understand(source if self.expanded else Source("", source.path))

    def _understand(self, source: Source) -> None:
        build_args = self.settings.build_args
        self.document: Dockerfile = parse(source)
        self.outer, self.stages = read_stages(self.document, build_args)
        self.loose = read_loose(self.document)
        give_shells(self.document, self.blocks)
        self.references: list[Reference] = list(references(self.stages))
        self._ingredients: list[Ingredient] | None = None
        self.image: Image | None = read_image(source, build_args) if self.settings.conventions else None

    def written_at(self, span: Span) -> tuple[str, int]:
        """Path and line, where a person finds the text at `span`: in the template, or in a file that it includes."""
        if self.expansion is None:
            return self.path, self.source.line_of(span.start)
        place = self.expansion.place(span)
        source = self.expansion.files[place.file]
        return self.path if place.file == 0 else source.path, source.line_of(place.span.start)

    @property
    def expanded(self) -> bool:
        """False for a template that was not expanded, or could not be."""
        return not self.template or (self.expansion is not None and self.expansion.error is None)

    @property
    def readable(self) -> bool:
        """True when `document` holds what the file says."""
        return self.error is None and self.expanded

    @property
    def blocks(self) -> list[Stage]:
        """The stages, and before them what stands before the first FROM by mistake."""
        return [self.loose, *self.stages] if self.loose else self.stages

    @property
    def unstaged(self) -> list[Instruction]:
        """The ARGs before the first FROM, where nothing else stands there."""
        end = self.stages[0].node.span.start if self.stages else len(self.source.text)
        return [] if self.loose else [node for node in self.document.instructions if node.span.start < end]

    @property
    def descent(self) -> list[Stage]:
        """The stages that make up the final image: the last one and those it builds on, nearest first."""
        return self.stages[-1].line_of_descent if self.stages else []

    def in_force(self, kind: type[N]) -> N | None:
        """The instruction of `kind` that the final image ends up with, or None."""
        found = self.stages[-1].last(kind) if self.stages else None
        return found[1] if found else None

    @property
    def base(self) -> Reference | None:
        """The image, no stage of this file, that the final image builds on."""
        first = self.descent[-1].node if self.stages else None
        return next((reference for reference in self.references if reference.node is first), None)

    def scripts(self) -> list[str]:
        """The texts of the files that the stages of the final image copy from the build context."""
        if self._scripts is None:
            self._scripts = list(copied_texts(self.context.folder, self.descent))
        return self._scripts

    @property
    def ingredients(self) -> list[Ingredient]:
        """The ARGs that say what the image is made of."""
        if self._ingredients is None:
            self._ingredients = list(read_ingredients(self.document, self.stages, self.settings.build_args))
        return self._ingredients

    @property
    def context(self) -> Context:
        """The build context, as far as it can be told."""
        if self._context is None:
            moved = self.shown == "-" or (self.template and bool(self.settings.template.output))
            self._context = Context(self.absolute, self.home, self.settings, self.blocks, moved=moved)
        return self._context

    @property
    def final(self) -> Stage | None:
        """The last stage, whose image the file builds."""
        return self.stages[-1] if self.stages else None

    @property
    def follows_conventions(self) -> bool:
        """True when its name, its first lines or the fifo show that the file is one of a workload tree."""
        return bool(self.number) or is_named(self.source) or self.settings.fifo in self.source.text

    @property
    def number(self) -> int | None:
        """Place in the build order of its component: 9 first, then down to 1, then 0; None is never built."""
        return build_number(self.name)


def build_number(name: str) -> int | None:
    """The build order number in a file name: `Dockerfile.[1-9].<string>`, 0 for exactly `Dockerfile`, else None.

    A template counts as the file that it expands to, whose name gets another ending: `Dockerfile.1.m4` is fine.
    """
    if name in ("Dockerfile", "Dockerfile.m4", "Dockerfile.j2"):
        return 0
    prefix, _, rest = name.partition(".")
    digit, dot, _ = rest.partition(".")
    if prefix == "Dockerfile" and dot and len(digit) == 1 and digit in "123456789":
        return int(digit)
    return None


def read_source(entry: Entry, path: str) -> tuple[Source, str | None]:
    """The text of `entry`, and why it cannot be used, if so."""
    data = entry.data
    if data is None:
        if disk.exists(entry.path) and not disk.isfile(entry.path) and not disk.isdir(entry.path):
            return Source("", path), "cannot read the file: it is a pipe or a device"
        try:
            data = disk.read(entry.path, LARGEST + 1)
        except OSError as error:
            return Source("", path), f"cannot read the file: {error.strerror or error}"
    if len(data) > LARGEST:
        return Source("", path), f"file is larger than {LARGEST // 1_000_000} MB; not read"
    if b"\0" in data[:1024] and not data.lstrip()[:4].upper().startswith((b"FROM", b"ARG", b"#")):
        return Source("", path), "file is binary, not a Dockerfile"
    return Source.from_bytes(data, path), None
