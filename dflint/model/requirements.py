"""The lists of packages that a stage installs: found in the build context by what COPY, ADD and mounts say."""

import os
import posixpath
from collections.abc import Iterator

from dflint.embedded.lists import FORMS, LARGEST, Item
from dflint.model.find import Spot
from dflint.model.stages import Stage
from dflint.model.transfers import sources
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.syntax.nodes import Instruction, Transfer
from dflint.text import Span

if TYPE_CHECKING:
    from dflint.model.context import Context
    from dflint.model.file import File

DEEPEST = 5


class Listing(NamedTuple):
    """The text of a list: at `path`, relative to the build context, or in the Dockerfile itself at `span`."""

    text: str
    name: str
    path: str = ""
    span: Span | None = None


class Listed(NamedTuple):
    """A package of a list; `how` is the list's name."""

    item: Item
    how: str
    spot: Spot | None
    span: Span | None


class Requirements:
    """The lists in the build context of `file`, each read once."""

    def __init__(self, file: "File") -> None:
        self.file = file
        self._context: Context | None = None
        self._texts: dict[str, str | None] = {}

    def read(self, stage: Stage, node: Instruction, form: str, path: str) -> Iterator[Listed]:
        """The packages of the list that is at the absolute `path` in the image when `node` of `stage` runs."""
        listing = self._listing(stage, node, path)
        if listing is not None:
            yield from self._items(listing, form, 0)

    @property
    def context(self) -> "Context":
        """The build context, or what is so most likely."""
        if self._context is None:
            self._context = self.file.context.wider()
        return self._context

    def _items(self, listing: Listing, form: str, depth: int) -> Iterator[Listed]:
        for item in FORMS[form](listing.text):
            if item.include:
                inside = posixpath.normpath(posixpath.join(posixpath.dirname(listing.path), item.include))
                other = self._file(inside) if listing.path and depth < DEEPEST else None
                if other is not None:
                    yield from self._items(other, form, depth + 1)
                continue
            spot = Spot(os.path.join(self.context.folder, listing.path), item.line) if listing.path else None
            yield Listed(item, listing.name, spot, _line_span(listing, item.line))

    def _listing(self, stage: Stage, node: Instruction, path: str) -> Listing | None:
        for target, source in self._mounted(stage, node):
            found = self._below(source, target, path)
            if found:
                return found
        for at in stage.line_of_descent:
            for transfer in reversed(at.of(Transfer)):
                if at is not stage or transfer.span.start < node.span.start:
                    found = self._copied(at, transfer, path)
                    if found:
                        return found
        return None

    def _mounted(self, stage: Stage, node: Instruction) -> Iterator[tuple[str, str]]:
        """Target and source of each mount that shows the build context."""
        for flag in node.options:
            fields = dict(field.partition("=")[::2] for field in (flag.value or "").split(","))
            if flag.name == "mount" and fields.get("type", "bind") == "bind" and "from" not in fields:
                target = fields.get("target") or fields.get("dst") or fields.get("destination") or ""
                yield self._absolute(stage, node, target), (fields.get("source") or fields.get("src") or "").strip("/")

    def _copied(self, stage: Stage, node: Transfer, path: str) -> Listing | None:
        if node.destination is None:
            return None
        written = stage.expand(node.destination.text, node).text
        destination = self._absolute(stage, node, written)
        for heredoc in node.heredocs:
            if path in (destination, posixpath.join(destination, heredoc.name)):
                return Listing(heredoc.content, posixpath.basename(path), span=heredoc.body)
        for other, source in sources(stage):
            if other is node:
                for each in self.context.matching(source.path) if source.pattern else (source.path,):
                    found = self._below(each, destination, path) or self._below(
                        each, posixpath.join(destination, posixpath.basename(each)), path
                    )
                    if found:
                        return found
        return None

    def _absolute(self, stage: Stage, node: Instruction, path: str) -> str:
        at = stage.workdir(node)
        return posixpath.normpath(posixpath.join("/", at.text if at else "", path))

    def _below(self, source: str, target: str, path: str) -> Listing | None:
        """What is at `path` when `source` of the build context is at `target`."""
        if path != target and not path.startswith(target.rstrip("/") + "/"):
            return None
        inside = posixpath.normpath(posixpath.join(source or ".", path[len(target.rstrip("/")) :].lstrip("/")))
        return self._file(inside)

    def _file(self, path: str) -> Listing | None:
        """The file at `path` of the build context; none behind a symbolic link, or above the context."""
        if path.startswith(("..", "/")) or self.context.kind(path) != "file":
            return None
        if path not in self._texts:
            try:
                with open(os.path.join(self.context.folder, path), "rb") as stream:
                    self._texts[path] = stream.read(LARGEST).decode("utf-8", "replace")
            except (OSError, ValueError):
                self._texts[path] = None
        text = self._texts[path]
        return Listing(text, posixpath.basename(path), path) if text is not None else None


def _line_span(listing: Listing, line: int) -> Span | None:
    """The place of a line of a list that stands in the file itself."""
    if listing.span is None:
        return None
    start = listing.span.start + sum(len(text) + 1 for text in listing.text.split("\n")[: line - 1])
    return Span(start, start)
