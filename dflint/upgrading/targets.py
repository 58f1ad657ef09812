"""The values that can be upgraded: ARGs with a default in Dockerfiles, and what Ansible roles declare."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from dflint.files import LARGEST
from dflint.globs import matches
from dflint.model.ansible import Default, declared, default_files
from dflint.model.file import File
from dflint.model.ingredients import read_arguments, split_name
from dflint.model.project import Project
from dflint.model.templates import M4, below
from dflint.model.values import Value
from dflint.paths import shown
from dflint.records import NamedTuple
from dflint.syntax.nodes import Pair
from dflint.text import Source, Span
from dflint.upgrading import words
from dflint.upgrading.selection import Candidate


class Target(NamedTuple):
    """A value: the `name` that it is declared under, what it comes to, what is written there without quotes.

    It is written at `span` of the file with the absolute, real `path`, which was found at `link` and is printed as
    `shown`, in `line`. `obstacle` says why it cannot be edited there, or nothing.
    """

    name: str
    value: str
    plain: str
    path: str
    link: str
    shown: str
    line: int
    span: Span
    obstacle: str

    def is_called(self, name: str) -> bool:
        """True when `name` is that of the value."""
        return self.name.upper() == name.upper()

    def has_stem(self, stem: str) -> bool:
        """True when the value is the version of the ingredient `stem`."""
        return split_name(self.name) == (stem.upper(), "version")


class Dockerfile:
    """A Dockerfile, or a template in one variant, with its `targets`.

    `parts` are the real paths of the files that its text comes from; the first is its own. `number` tells the variants
    of a template apart.
    """

    def __init__(self, file: File, project: Project, number: int = 0) -> None:
        self.file = file
        self.number = number
        self.project = project
        component = file.component
        kind, folder = (component.kind, component.path) if component else ("", file.folder or ".")
        self.candidate = Candidate(file.path, file.shown, project.root, kind, folder)
        self.paths = part_paths(file, project.root)
        self.parts = [os.path.realpath(path) for path in self.paths]
        self.targets = list(self._targets())

    def _targets(self) -> Iterator[Target]:
        file = self.file
        generated = not file.template and matches(below(file.absolute, file.home), file.settings.template.generated)
        for pair, value in arguments(file):
            obstacle = "the file is generated from a template" if generated else _obstacle(value)
            if file.expansion and _macro_name().fullmatch(value.text) and file.path.lower().endswith(M4):
                obstacle = f"{value.text} is the name of a macro, which is defined elsewhere"
            number, span, reason = self._place(pair)
            yield Target(
                pair.name.text,
                value.text,
                unquoted(pair),
                self.parts[number],
                self.paths[number],
                self._shown(number),
                self._source(number).line_of(span.start),
                span,
                obstacle or reason,
            )

    def _place(self, pair: Pair) -> tuple[int, Span, str]:
        """Number of the file, place there and why it cannot be edited, of the value of `pair`."""
        assert pair.value is not None
        expansion = self.file.expansion
        if expansion is None:
            return 0, pair.value.span, ""
        place = expansion.place(pair.value.span)
        text = expansion.files[place.file][place.span]
        reason = "" if place.literal else f"the template makes it of {_short(text)}"
        return place.file, place.span, reason

    def write(self, target: Target, new: str) -> str | None:
        """`new` as it has to be written in the place of `target`; None when it cannot be."""
        old = self._source(self.parts.index(target.path))[target.span]
        return words.word(old, new, self.file.document.escape)

    def _source(self, number: int) -> Source:
        return self.file.expansion.files[number] if self.file.expansion else self.file.source

    def _shown(self, number: int) -> str:
        return shown(self.paths[number]) if number else self.file.shown

    def shown_part(self, path: str) -> str:
        """How the one of `parts` is printed."""
        return self._shown(self.parts.index(path))

    def sources(self) -> dict[str, Source]:
        """The texts of `parts`."""
        return {path: self._source(number) for number, path in reversed(list(enumerate(self.parts)))}


class Role:
    """A `defaults` file of an Ansible role of a component, with its `targets`."""

    def __init__(self, path: str, project: Project, group: str) -> None:
        kind = next((item.kind for item in project.components if item.group == group), group.partition("/")[0])
        below_root = os.path.relpath(path, project.root).replace(os.sep, "/")
        self.candidate = Candidate(below_root, shown(path), project.root, kind, group)
        self.paths = [path]
        self.parts = [os.path.realpath(path)]
        self.source = _read(path)
        self.targets = [self._target(default) for default in declared(self.source.text, below_root, {})]

    def _target(self, default: Default) -> Target:
        path, link, written = self.parts[0], self.paths[0], self.source[default.span]
        return Target(
            default.name, default.value, default.raw, path, link, self.candidate.shown, default.line, default.span,
            _role_obstacle(written),
        )  # fmt: skip

    def write(self, target: Target, new: str) -> str | None:
        """`new` as it has to be written in the place of `target`; None when it cannot be."""
        return words.scalar(self.source[target.span], new)

    def sources(self) -> dict[str, Source]:
        """The text of the file."""
        return {self.parts[0]: self.source}


Owner = Dockerfile | Role


def owners(project: Project) -> Iterator[Owner]:
    """The files of `project` that declare values."""
    seen: Counter[str] = Counter()
    for file in project.files:
        if file.focus and file.readable:
            yield Dockerfile(file, project, seen[file.absolute])
        seen[file.absolute] += 1
    for group in project.groups():
        for path in default_files(project.root, group):
            yield Role(path, project, group)


def arguments(file: File) -> list[tuple[Pair, Value]]:
    """The ARGs of `file` with a default, and what that says."""
    return list(read_arguments(file.document, file.stages, file.settings.build_args))


def part_paths(file: File, root: str) -> list[str]:
    """The absolute paths of `file`, and of what it includes when it is a template."""
    included = file.expansion.files[1:] if file.expansion else []
    return [file.absolute, *(os.path.join(root, source.path) for source in included)]


def _role_obstacle(written: str) -> str:
    if "{{" in written or "{%" in written:
        return f"it is composed: {_short(written)}"
    return f"it is no plain value: {_short(written)}" if written[0] in "&*!|>[{" else ""


@cache
def _macro_name() -> "re.Pattern[str]":
    return re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")


def _obstacle(value: Value) -> str:
    if value.names:
        names = ", ".join(f"${{{name}}}" for name in sorted(value.names))
        return f"it is composed of {names}"
    return "" if value.known else "the builder cannot read it"


def unquoted(pair: Pair) -> str:
    """The default as written, without the quotes around it."""
    text = pair.value.text if pair.value else ""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "..."


def _read(path: str) -> Source:
    try:
        with open(path, "rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError:
        data = b""
    return Source.from_bytes(data if len(data) <= LARGEST else b"", path)
