"""The pages of a report in the folder of a wiki's checkout: written, or compared with what is there.

What is to be written is known in full before the first page is: a page that stands in the way changes nothing.
"""

import os
import re
from collections.abc import Iterator

from dflint.errors import DflintError
from dflint.files import replace_file
from dflint.records import NamedTuple
from dflint.reporting import block
from dflint.reporting.facts import Report
from dflint.reporting.flavours import Flavour
from dflint.reporting.pages import PLAIN, Page, Style, document, markers_of, pages


class WikiResult(NamedTuple):
    """Names of the pages that were written, of those that were as they should be, and of those without a component."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    stale: tuple[str, ...]


class Change(NamedTuple):
    """A file as it is (None: not there yet) and as it should be."""

    path: str
    old: bytes | None
    new: bytes

    @property
    def name(self) -> str:
        """Name of the file, without its folder."""
        return os.path.basename(self.path)

    def diff(self) -> Iterator[str]:
        """The lines of a unified diff, with their endings."""
        from difflib import unified_diff

        start = os.devnull if self.old is None else self.path
        for line in unified_diff(_lines(self.old or b""), _lines(self.new), start, self.path):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


class Comparison(NamedTuple):
    """The pages that differ from what they should be, how many do not, and the names of those without a component."""

    changes: tuple[Change, ...]
    unchanged: int
    stale: tuple[str, ...]


def write(report: Report, directory: str, style: Style = PLAIN) -> WikiResult:
    """Bring the pages in `directory` up to date; DflintError, and nothing written, when one cannot be."""
    try:
        found = _changes(report, directory, style)
        changed = [page for page in found if page.old != page.new]
        os.makedirs(directory, exist_ok=True)
        for page in changed:
            replace_file(page.path, page.new)
        stale = tuple(_stale(directory, {page.name for page in found}, style.make()))
    except OSError as error:
        raise DflintError(f"{error.filename or directory}: cannot write the wiki: {error.strerror or error}") from error
    return WikiResult(
        tuple(page.name for page in changed), tuple(page.name for page in found if page.old == page.new), stale
    )


def compare(report: Report, directory: str, style: Style = PLAIN) -> Comparison:
    """What `write` would change; DflintError when `directory` cannot be read. Nothing is written."""
    try:
        found = _changes(report, directory, style)
        stale = tuple(_stale(directory, {page.name for page in found}, style.make()))
    except OSError as error:
        raise DflintError(f"{error.filename or directory}: cannot read the wiki: {error.strerror or error}") from error
    changed = tuple(page for page in found if page.old != page.new)
    return Comparison(changed, len(found) - len(changed), stale)


def insertion(report: Report, path: str, style: Style = PLAIN) -> Change:
    """The file `path` with the report between its markers; DflintError when it has none, or cannot be read."""
    form = style.make()
    try:
        with open(path, "rb") as stream:
            old = stream.read()
    except OSError as error:
        raise DflintError(f"{path}: cannot read it: {error.strerror or error}") from error
    try:
        new = block.replace(_text(old), _inserted(report, form), markers_of(form))
    except block.BlockError as error:
        raise DflintError(f"{path}: {error}") from error
    return Change(path, old, _bytes(new))


def _inserted(report: Report, form: Flavour) -> str:
    """The report for the middle of someone's page: its headings are small, that of the whole is left out."""
    return document(report, form, level=2, title=False)


def _changes(report: Report, directory: str, style: Style) -> list[Change]:
    form = style.make()
    return [_change(directory, page, form) for page in pages(report, style)]


def _change(directory: str, page: Page, form: Flavour) -> Change:
    """The file of `page` with its text in its place."""
    path = os.path.join(directory, f"{page.name}{form.ending}")
    if os.path.islink(path):
        raise DflintError(f"{path}: is a symbolic link; the wiki is not written")
    try:
        with open(path, "rb") as stream:
            old: bytes | None = stream.read()
    except FileNotFoundError:
        old = None
    markers = markers_of(form)
    if not old:
        return Change(path, old, _bytes(form.page(page.title, f"{block.marked('', page.text, markers)}\n")))
    put = block.put if form.appends else block.replace
    try:
        return Change(path, old, _bytes(put(_text(old), page.text, markers)))
    except block.BlockError as error:
        raise DflintError(f"{path}: {error}; the wiki is not written") from error


def _lines(data: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", _text(data))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _stale(directory: str, names: set[str], form: Flavour) -> Iterator[str]:
    """Names of the pages in `directory` with a generated part that are not among `names`."""
    for entry in sorted(os.scandir(directory), key=lambda entry: entry.name):
        if entry.name in names or not entry.name.endswith(form.ending) or not entry.is_file(follow_symlinks=False):
            continue
        with open(entry.path, "rb") as stream:
            text = _text(stream.read())
        if _generated(text, form):
            yield entry.name


def _generated(text: str, form: Flavour) -> bool:
    try:
        return block.find(text, markers_of(form)) is not None
    except block.BlockError:
        return True
