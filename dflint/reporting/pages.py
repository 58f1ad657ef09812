"""The report as a set of pages in one format, as text: nothing here touches a file."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from dflint.records import NamedTuple
from dflint.reporting.block import Markers
from dflint.reporting.facts import Report
from dflint.reporting.flavours import Flavour, flavour
from dflint.reporting.index import TITLE, home, ingredient_page, sidebar
from dflint.reporting.nodes import Block, Heading, Paragraph, text, words
from dflint.reporting.overview import Wiki, body, page
from dflint.reporting.skew import Ingredient, ingredients

_LONGEST = 100
_ROOT = "root"
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(port + digit for port in ("com", "lpt") for digit in "123456789¹²³")]
)


class Style(NamedTuple):
    """How pages look: their format, the wiki that their links are for (`github`, `gitlab`, `azure`), and whether
    each ingredient has a page, too.
    """

    flavour: str = "markdown"
    links: str = "github"
    ingredients: bool = False

    def make(self) -> Flavour:
        """The format."""
        return flavour(self.flavour, self.links)


PLAIN = Style()


class Page(NamedTuple):
    """A page: its name without ending, its title and the part that dflint writes."""

    name: str
    title: str
    text: str


def markers_of(form: Flavour) -> Markers:
    """The marker lines in files of the format."""
    return Markers(form.start, form.end, form.ending == ".md")


def pages(report: Report, style: Style = PLAIN) -> Iterator[Page]:
    """Every page: the index, the sidebar where the wiki has one, the components', the ingredients'."""
    form = style.make()
    found = ingredients(report)
    wiki = _wiki(report, form, found if style.ingredients else [])
    yield _page(form, form.home, TITLE, home(report, wiki, found))
    if form.sidebar:
        yield _page(form, form.sidebar, TITLE, sidebar(report, wiki))
    for component in report.components:
        yield _page(form, wiki.page_of(component), component.title, page(component, wiki))
    for ingredient in found if style.ingredients else ():
        yield _page(form, wiki.ingredients[ingredient.key], ingredient.name, ingredient_page(ingredient, wiki))


def _page(form: Flavour, name: str, title: str, blocks: Iterable[Block]) -> Page:
    return Page(name, title, form.write(blocks))


def _wiki(report: Report, form: Flavour, found: list[Ingredient]) -> Wiki:
    """The names of all pages, and what they link to."""
    paths = [component.path for component in report.components]
    names = page_names([*paths, *(f"ingredient/{ingredient.name}" for ingredient in found)])
    return around(report)._replace(
        components={id(it): name for it, name in zip(report.components, names, strict=False)},
        ingredients={it.key: name for it, name in zip(found, names[len(paths) :], strict=True)},
        home=form.home,
    )


def around(report: Report) -> Wiki:
    """What a page knows of the rest of the report, without any links."""
    owners = {build.path: component for component in report.components for build in component.images}
    images = {build.path: build for component in report.components for build in component.images}
    return Wiki(images=images, owners=owners)


def document(report: Report, form: Flavour, level: int = 1, title: bool = True) -> str:
    """One document with a section for each component; `level` is that of its heading, which `title` may leave out."""
    wiki = around(report)
    blocks: list[Block] = [Heading(level, words(TITLE))] if title else []
    for component in report.components:
        blocks += [Heading(level + 1, text(component.title)), *body(component, wiki, level + 2)]
    return form.write(blocks if report.components else [*blocks, Paragraph(words("No Dockerfiles found."))])


def page_names(paths: Iterable[str]) -> list[str]:
    """A page's name for each component path: `workload-Fio`, `root` for `.`; two never differ in case only.

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
        same = name == (_ROOT if path == "." else path.replace("/", "-"))
        tame = same and shared[name.casefold()] == 1 and not _reserved(name)
        names.append(name if tame else f"{name}-{_digest(path, again)}")
    return names


def _safe(path: str) -> str:
    """`path` as a file name on every system, and in a link as it stands."""
    path = _ROOT if path == "." else path
    return re.sub("-+", "-", "".join(char if char.isalnum() or char in "._+" else "-" for char in path)).lstrip("-")[
        :_LONGEST
    ]


def _digest(path: str, again: int) -> str:
    return sha256(f"{path}\n{again or ''}".encode()).hexdigest()[:8]


def _reserved(name: str) -> bool:
    """True for names that a system or a wiki gives a meaning, or that look as if they had a digest."""
    lower = name.casefold()
    known = not name or lower.partition(".")[0] in _DEVICES or lower in ("home", "index", "readme")
    return known or name.startswith((".", "_")) or bool(re.search(r"-[0-9a-f]{8}\Z|\.\Z", name))
