"""The report as a wiki: a page a component, an index and a sidebar, in the folder of a wiki's checkout.

What is to be written is known in full before the first page is: a page that stands in the way changes nothing.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from dflint.errors import DflintError
from dflint.files import replace_file
from dflint.reporting import block
from dflint.reporting.escape import escape, link
from dflint.reporting.facts import Component, Report, count
from dflint.reporting.markdown import body, table

HOME, SIDEBAR = "Home", "_Sidebar"
_LONGEST = 100
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(port + digit for port in ("com", "lpt") for digit in "123456789¹²³")]
)


class WikiResult(NamedTuple):
    """Names of the pages that were written, of those that were as they should be, and of those without a component."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    stale: tuple[str, ...]


class _Page(NamedTuple):
    """A page as it is (None: not there yet) and as it should be."""

    path: str
    old: bytes | None
    new: bytes

    @property
    def name(self) -> str:
        return os.path.basename(self.path)


def write(report: Report, directory: str) -> WikiResult:
    """Bring the pages in `directory` up to date; DflintError, and nothing written, when one cannot be."""
    try:
        pages = [_page(directory, name, text) for name, text in texts(report)]
        changed = [page for page in pages if page.old != page.new]
        os.makedirs(directory, exist_ok=True)
        for page in changed:
            replace_file(page.path, page.new)
        stale = tuple(_stale(directory, {page.name for page in pages}))
    except OSError as error:
        raise DflintError(f"{error.filename or directory}: cannot write the wiki: {error.strerror or error}") from error
    return WikiResult(
        tuple(page.name for page in changed), tuple(page.name for page in pages if page.old == page.new), stale
    )


def texts(report: Report) -> Iterator[tuple[str, str]]:
    """Name (without ending) and generated part of every page."""
    names = page_names(component.path for component in report.components)
    listed = list(zip(names, report.components, strict=True))
    yield HOME, _home(report, listed)
    yield SIDEBAR, _sidebar(listed)
    for name, component in listed:
        yield name, f"# {escape(component.title)}\n\n{body(component)}"


def page_names(paths: Iterable[str]) -> list[str]:
    """A page's name for each component path: `workload-Fio`; two never differ in case only.

    A name that had to be changed, or that two paths would share, carries a digest of its path, so that the name of
    one page does not hang on the others'.
    """
    paths = list(paths)
    plain = [_safe(path) for path in paths]
    shared = Counter(name.casefold() for name in plain)
    seen: Counter[str] = Counter()
    names = []
    for path, name in zip(paths, plain, strict=True):
        again = seen[path]
        seen[path] += 1
        tame = name == path.replace("/", "-") and shared[name.casefold()] == 1 and not _reserved(name)
        names.append(name if tame else f"{name}-{_digest(path, again)}")
    return names


def _safe(path: str) -> str:
    """`path` as a file name on every system, and in a link as it stands."""
    path = "root" if path == "." else path
    return "".join(char if char.isalnum() or char in "._+" else "-" for char in path)[:_LONGEST]


def _digest(path: str, again: int) -> str:
    return sha256(f"{path}\n{again or ''}".encode()).hexdigest()[:8]


def _reserved(name: str) -> bool:
    """True for names that a system or a wiki gives a meaning, or that look as if they had a digest."""
    lower = name.casefold()
    known = lower.partition(".")[0] in _DEVICES or lower == HOME.casefold()
    return known or name.startswith((".", "_")) or bool(re.search(r"-[0-9a-f]{8}\Z|\.\Z", name))


def _home(report: Report, listed: list[tuple[str, Component]]) -> str:
    """The index: the sums, and a table with a line a component."""
    sums = count(report.components)
    what = (
        f"{_number(sums.components, 'component')}, {_number(sums.images, 'image')}, "
        f"{_number(sums.ingredients, 'ingredient')}, {_number(sums.templates, 'template')} not expanded."
    )
    rows = [_line(name, component) for name, component in listed]
    index = table(("Component", "Images", "Ingredients", "Templates not expanded"), rows) if rows else ""
    return f"# Ingredients\n\n{what}\n\n{index}"


def _line(name: str, component: Component) -> tuple[str, ...]:
    sums = count((component,))
    return link(component.title, name), str(sums.images), str(sums.ingredients), str(sums.templates or "")


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _sidebar(listed: list[tuple[str, Component]]) -> str:
    """The links to all pages, by the root folder that the components lie in."""
    roots: dict[str, list[str]] = {}
    for name, component in listed:
        title = component.path.removeprefix(f"{component.kind}/") if component.kind else component.title
        roots.setdefault(component.kind, []).append(f"- {link(title, name)}")
    lines = [f"- [{HOME}]({HOME})", *roots.pop("", [])]
    for root, links in roots.items():
        lines += [f"- **{escape(root)}**", *(f"  {line}" for line in links)]
    return "\n".join(lines)


def _page(directory: str, name: str, generated: str) -> _Page:
    """The page `name` with `generated` in its place."""
    path = os.path.join(directory, f"{name}.md")
    if os.path.islink(path):
        raise DflintError(f"{path}: is a symbolic link; the wiki is not written")
    try:
        with open(path, "rb") as stream:
            old: bytes | None = stream.read()
    except FileNotFoundError:
        old = None
    try:
        new = block.put((old or b"").decode("utf-8", "surrogateescape"), generated)
    except block.BlockError as error:
        raise DflintError(f"{path}: {error}; the wiki is not written") from error
    return _Page(path, old, new.encode("utf-8", "surrogateescape"))


def _stale(directory: str, names: set[str]) -> Iterator[str]:
    """Names of the pages in `directory` with a generated part that are not among `names`."""
    for entry in sorted(os.scandir(directory), key=lambda entry: entry.name):
        if entry.name in names or not entry.name.endswith(".md") or not entry.is_file(follow_symlinks=False):
            continue
        with open(entry.path, "rb") as stream:
            text = stream.read().decode("utf-8", "surrogateescape")
        if _generated(text):
            yield entry.name


def _generated(text: str) -> bool:
    try:
        return block.find(text) is not None
    except block.BlockError:
        return True
