"""One file of the project: its text, its tree, and what that means."""

from __future__ import annotations

from dflint import disk
from dflint.model.comments import give_shells
from dflint.model.context import Context, copied_texts
from dflint.model.images import Image, is_named, read_image
from dflint.model.ingredients import Ingredient, read_ingredients
from dflint.model.stages import Reference, Stage, read_loose, read_stages, references
from dflint.model.templates import language
from dflint.model.values import Scope
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.settings import Settings, settings_digest
from dflint.syntax.nodes import Dockerfile, Instruction
from dflint.syntax.parser import parse
from dflint.template.expansion import Expansion, pack, packed_text, unpack
from dflint.text import Source, Span

if TYPE_CHECKING:
    from typing import Literal, TypeVar

    from dflint.model.component import Component

    N = TypeVar("N", bound=Instruction)


LARGEST = 5_000_000
# What a file has only from when it is asked for: of its text, and of what that means.
READ = ("source", "error")
PARSED = ("document", "outer", "stages", "loose", "references")
# What it has for good.
KEPT = (
    "_digest", "_follows", "_image", "_packed", "absolute", "component", "entry", "explicit", "focus", "folder", "home",
    "name", "path", "settings", "shelf", "shown", "template",
)  # fmt: skip


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

    Only what is small is kept for good. The text, and what it means, is made when it is first asked for; `release`
    lets it go, and the next question makes it once more. `shelf` gets the file whenever it is made.
    """

    __slots__ = (
        "_asked", "_context", "_digest", "_expansion", "_follows", "_image", "_ingredients", "_packed", "_scripts",
        "absolute", "component", "document", "entry", "error", "explicit", "focus", "folder", "home", "loose", "name",
        "outer", "path", "references", "settings", "shelf", "shown", "source", "stages", "template",
    )  # fmt: skip

    source: Source
    error: str | None
    document: Dockerfile
    outer: Scope
    stages: list[Stage]
    loose: Stage | None
    references: list[Reference]

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
        self.absolute, self.shown, self.settings, self.focus, self.explicit, _, self.home = entry
        self.folder, _, self.name = path.rpartition("/")
        self.template = language(entry.path, entry.home, entry.settings) is not None
        self.component: Component | None = None
        self.shelf: list[File] | None = None
        self._image: Image | Literal[False] | None = False
        self._follows: bool | None = None
        self._packed: bytes | None = None
        self._expansion = expansion
        self._scripts: list[str] | None = None
        self._asked: disk.Record | None = None
        self._digest = ""
        self._context: Context | None = None
        self._ingredients: list[Ingredient] | None = None
        if expansion is not None:
            source = expansion.source
        if source is not None:
            self.source, self.error = source, error

    def __getattr__(self, name: str) -> object:
        """Make what is asked for and not there."""
        if name in READ:
            self._read()
        elif name in PARSED:
            self._parse()
        else:
            raise AttributeError(name)
        return getattr(self, name)

    def _read(self) -> None:
        expansion = self.expansion
        self.source, self.error = (expansion.source, None) if expansion else read_source(self.entry, self.path)
        if expansion is None and self.shelf is not None:
            self.shelf.append(self)

    def _parse(self) -> None:
        source = self.source if self.expanded else Source("", self.path)
        self.document = parse(source)
        self.outer, self.stages = read_stages(self.document, self.settings.build_args)
        self.loose = read_loose(self.document)
        give_shells(self.document, self.blocks)
        self.references = list(references(self.stages))

    def __getstate__(self) -> dict[str, object]:
        """What is small, for another process."""
        if self._expansion is not None and self._packed is None:
            self._packed = pack(self._expansion)
        return {name: getattr(self, name) for name in KEPT}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self._expansion = self._scripts = self._context = self._ingredients = self._asked = None

    @property
    def is_made(self) -> bool:
        """True when there is something to release."""
        return self._expansion is not None or _has(self, "source")

    def learn(self) -> Image | None:
        """Note what others will want to know of the file at any time; gives the image that it builds."""
        if self.settings.conventions:
            self._follows = self.follows_conventions
        if disk.is_noting():
            about = (
                self.path,
                self.absolute,
                self.shown,
                self.home,
                self.focus,
                self.explicit,
                self.template,
                self.error,
            )
            text = packed_text(self.expansion) if self.expansion else disk.encoded(self.source.text)
            self._digest = disk.digest(disk.encoded(repr(about)), disk.encoded(settings_digest(self.settings)), text)
        return self.image

    @property
    def digest(self) -> str:
        """A text that stands for what the file says under its settings; empty where nobody keeps results."""
        return self._digest

    def release(self) -> None:
        """Let go of the text and of all that was made of it; what is asked for is made once more."""
        if self._expansion is not None:
            self._packed = self._packed or pack(self._expansion)
        if _has(self, "document"):
            for stage in self.blocks:
                stage.forget()
        for name in (*READ, *PARSED):
            if _has(self, name):
                delattr(self, name)
        self._expansion = self._scripts = self._context = self._ingredients = self._asked = None

    @property
    def expansion(self) -> Expansion | None:
        """What became of the template; None for another file, or where it is not known."""
        if self._expansion is None and self._packed is not None:
            self._expansion = unpack(self._packed)
            if self.shelf is not None:
                self.shelf.append(self)
        return self._expansion

    @property
    def written(self) -> Source:
        """The text that a person has written: that of the template, where it is one."""
        return self.expansion.files[0] if self.expansion is not None else self.source

    @property
    def is_expanded(self) -> bool:
        """True for what a template expands to."""
        return self._expansion is not None or self._packed is not None

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
        if self._scripts is None or self._asked is None:
            with disk.Record() as self._asked:
                self._scripts = list(copied_texts(self.context.folder, self.descent))
        else:
            disk.include(self._asked)
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
        disk.include(self._context.asked)
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


def _has(file: File, name: str) -> bool:
    """True when the attribute `name` is there, without making it."""
    try:
        object.__getattribute__(file, name)
    except AttributeError:
        return False
    return True


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
