"""One file of the project: its text, its tree, and what that means."""

import os.path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from dflint.model.comments import give_shells
from dflint.model.context import Context, copied_texts
from dflint.model.images import Image, is_named, read_image
from dflint.model.ingredients import Ingredient, read_ingredients
from dflint.model.stages import Reference, Stage, read_loose, read_stages, references
from dflint.model.templates import language
from dflint.model.values import Scope
from dflint.settings import Settings
from dflint.syntax.nodes import Dockerfile, Instruction
from dflint.syntax.parser import parse
from dflint.template.expansion import Expansion, pack, unpack
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


class Tree(NamedTuple):
    """What the text of a file means: its instructions, stages and references to images."""

    document: Dockerfile
    outer: Scope
    stages: list[Stage]
    loose: Stage | None
    references: list[Reference]


class File:
    """A Dockerfile of the project, or what a template expands to in one variant.

    `path` and `folder` are relative to the project's root, with `/`. `source` is the text that the builder sees;
    `loose` holds what stands before the first FROM by mistake. `expansion` leads from there back into a template.
    `error` says why the file could not be read; such a file, like a template that could not be expanded, has an empty
    document.

    Only what is small is kept for good. The text, and what it means, is made when it is first asked for; `release`
    lets it go, and the next question makes it once more. `shelf` gets the file whenever it is made.
    """

    __slots__ = (
        "_context", "_error", "_expansion", "_follows", "_image", "_ingredients", "_packed", "_scripts", "_source",
        "_tree", "component", "entry", "focus", "folder", "name", "path", "shelf", "template",
    )  # fmt: skip

    def __init__(
        self,
        entry: Entry,
        path: str,
        source: Source | None = None,
        error: str | None = None,
        expansion: Expansion | None = None,
    ) -> None:
        self.entry = entry
        self.path = path
        self.folder, _, self.name = path.rpartition("/")
        self.focus = entry.focus
        self._error = error
        self.template = language(entry.path, entry.home, entry.settings) is not None
        self.component: Component | None = None
        self.shelf: list[File] | None = None
        self._source = source
        self._expansion = expansion
        self._packed: bytes | None = None
        self._tree: Tree | None = None
        self._image: Image | Literal[False] | None = False
        self._follows: bool | None = None
        self._scripts: list[str] | None = None
        self._context: Context | None = None
        self._ingredients: list[Ingredient] | None = None

    @property
    def is_made(self) -> bool:
        """True when there is something to release."""
        return self._source is not None or self._expansion is not None

    def learn(self) -> Image | None:
        """Note what others will want to know of the file at any time; gives the image that it builds."""
        if self.settings.conventions:
            self._follows = self.follows_conventions
        return self.image

    def release(self) -> None:
        """Let go of the text and of all that was made of it; what is asked for is made once more."""
        if self._expansion is not None:
            self._packed = self._packed or pack(self._expansion)
            self._expansion = None
        if self._tree is not None:
            for stage in self.blocks:
                stage.forget()
        self._source = self._tree = self._scripts = self._context = self._ingredients = None

    @property
    def absolute(self) -> str:
        """The absolute path."""
        return self.entry.path

    @property
    def shown(self) -> str:
        """The path as diagnostics print it."""
        return self.entry.shown

    @property
    def settings(self) -> Settings:
        """The settings that govern the file."""
        return self.entry.settings

    @property
    def explicit(self) -> bool:
        """True when the user named the file."""
        return self.entry.explicit

    @property
    def home(self) -> str | None:
        """The absolute folder of the configuration, if there is one."""
        return self.entry.home

    @property
    def expansion(self) -> Expansion | None:
        """What became of the template; None for another file, or where it is not known."""
        if self._expansion is None and self._packed is not None:
            self._expansion = unpack(self._packed)
            self._enter()
        return self._expansion

    @property
    def source(self) -> Source:
        """The text that the builder sees."""
        if self._source is None:
            expansion = self.expansion
            if expansion is not None:
                self._source = expansion.source
            else:
                self._source, self._error = read_source(self.entry, self.path)
                self._enter()
        return self._source

    @property
    def written(self) -> Source:
        """The text that a person has written: that of the template, where it is one."""
        return self.expansion.files[0] if self.expansion is not None else self.source

    @property
    def is_expanded(self) -> bool:
        """True for what a template expands to."""
        return self._expansion is not None or self._packed is not None

    @property
    def error(self) -> str | None:
        """Why the file could not be read, if so."""
        return self._error if self.source is not None else None

    def _enter(self) -> None:
        if self.shelf is not None:
            self.shelf.append(self)

    @property
    def tree(self) -> Tree:
        """What the text means."""
        if self._tree is None:
            source = self.source if self.expanded else Source("", self.path)
            document = parse(source)
            outer, stages = read_stages(document, self.settings.build_args)
            loose = read_loose(document)
            give_shells(document, [loose, *stages] if loose else stages)
            self._tree = Tree(document, outer, stages, loose, list(references(stages)))
        return self._tree

    @property
    def document(self) -> Dockerfile:
        """The instructions."""
        return self.tree.document

    @property
    def outer(self) -> Scope:
        """The names in force before the first FROM."""
        return self.tree.outer

    @property
    def stages(self) -> list[Stage]:
        """The stages, in file order."""
        return self.tree.stages

    @property
    def loose(self) -> Stage | None:
        """What stands before the first FROM by mistake."""
        return self.tree.loose

    @property
    def references(self) -> list[Reference]:
        """Every image that the file names, in file order."""
        return self.tree.references

    @property
    def image(self) -> Image | None:
        """The image that the file builds, where it is one of a workload tree."""
        if self._image is False:
            wanted = self.settings.conventions and self.expanded
            self._image = read_image(self.source, self.settings.build_args) if wanted else None
        return self._image

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
        if self._follows is None:
            self._follows = bool(self.number) or is_named(self.source) or self.settings.fifo in self.source.text
        return self._follows

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
        if os.path.exists(entry.path) and not os.path.isfile(entry.path) and not os.path.isdir(entry.path):
            return Source("", path), "cannot read the file: it is a pipe or a device"
        try:
            with open(entry.path, "rb") as stream:
                data = stream.read(LARGEST + 1)
        except OSError as error:
            return Source("", path), f"cannot read the file: {error.strerror or error}"
    if len(data) > LARGEST:
        return Source("", path), f"file is larger than {LARGEST // 1_000_000} MB; not read"
    if b"\0" in data[:1024] and not data.lstrip()[:4].upper().startswith((b"FROM", b"ARG", b"#")):
        return Source("", path), "file is binary, not a Dockerfile"
    return Source.from_bytes(data, path), None
