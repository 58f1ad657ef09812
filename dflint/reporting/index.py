"""The pages around those of the components: the index, the sidebar, a page an ingredient."""

from collections.abc import Iterator, Sequence

from dflint.reporting.facts import Build, Component, Report, count
from dflint.reporting.nodes import (
    Block,
    Heading,
    Items,
    Line,
    PageLink,
    Paragraph,
    Table,
    Text,
    Words,
    joined,
    number,
    text,
    words,
)
from dflint.reporting.overview import Wiki
from dflint.reporting.short import brief
from dflint.reporting.skew import Ingredient, skewed
from dflint.reporting.tables import places, source, version

TITLE = "Ingredients"
# So many components are named beside a version; of more the number tells.
_NAMED = 8
# So many images are named that a component is made from.
_BASES = 2


def home(report: Report, wiki: Wiki, found: Sequence[Ingredient]) -> Iterator[Block]:
    """The index: the sums, a table with a line a component, and the versions that differ."""
    yield Heading(1, words(TITLE))
    yield Paragraph(words(_sums(report)))
    if not report.components:
        return
    yield Heading(2, words("Components"))
    yield _components(report, wiki)
    yield from _skew(found, wiki)


def _sums(report: Report) -> str:
    sums = count(report.components)
    told = [
        number(sums.components, "component"), number(sums.images, "image"), number(sums.ingredients, "ingredient"),
    ]  # fmt: skip
    findings = [component.findings for component in report.components if component.findings is not None]
    told += [number(sum(findings), "open finding")] if findings else []
    told += [f"{number(sums.templates, 'template')} not expanded"] if sums.templates else []
    return f"{', '.join(told)}."


def _components(report: Report, wiki: Wiki) -> Table:
    templates = any(build.template for component in report.components for build in component.images)
    findings = any(component.findings is not None for component in report.components)
    optional = (*(["Open findings"] if findings else []), *(["Templates not expanded"] if templates else []))
    rows = []
    for component in report.components:
        sums = count((component,))
        row = [_component(component, wiki), words(str(sums.images)), words(str(sums.ingredients)), _bases(component)]
        row += [words("" if component.findings is None else str(component.findings))] if findings else []
        row += [words(str(sums.templates or ""))] if templates else []
        rows.append(tuple(row))
    return Table(("Component", "Images", "Ingredients", "Made from", *optional), tuple(rows))


def _component(component: Component, wiki: Wiki) -> Line:
    page = wiki.page_of(component)
    return (PageLink(component.title, page) if page else Text(component.title),)


def _bases(component: Component) -> Line:
    """The images from elsewhere that the component's are made from."""
    found = dict.fromkeys(base for build in component.images if build.built for base in _outside(build) if base)
    shown = [text(base) for base in list(found)[:_BASES]]
    return joined([*shown, *([words(f"{len(found) - _BASES} more")] if len(found) > _BASES else [])])


def _outside(build: Build) -> list[str]:
    """The references of the images from elsewhere that go into an image."""
    if not build.stages:
        return [build.base]
    return [stage.base.text for stage in build.stages if stage.shipped and stage.base.of in ("image", "scratch")]


def _skew(found: Sequence[Ingredient], wiki: Wiki) -> Iterator[Block]:
    """The ingredients with several versions, and who uses which."""
    several = skewed(found)
    yield Heading(2, words("Version skew"))
    if not several:
        yield Paragraph(words("Every ingredient has one version."))
        return
    verb = "has" if len(several) == 1 else "have"
    yield Paragraph(words(f"{number(len(several), 'ingredient')} {verb} several versions."))
    rows = tuple(row for ingredient in several for row in _versions(ingredient, wiki))
    yield Table(("Ingredient", "Version", "Components", "Used by"), rows)


def _versions(ingredient: Ingredient, wiki: Wiki) -> Iterator[tuple[Line, ...]]:
    name = _ingredient(ingredient, wiki)
    for index, (value, users) in enumerate(ingredient.versions().items()):
        yield name if index == 0 else (), text(brief(value)), words(str(len(users))), _users(users, wiki)


def _ingredient(ingredient: Ingredient, wiki: Wiki) -> Line:
    page = wiki.ingredients.get(ingredient.key)
    return (PageLink(ingredient.name, page) if page else Text(ingredient.name),)


def _users(users: Sequence[Component], wiki: Wiki) -> Line:
    shown = [_component(component, wiki) for component in users[: _NAMED if len(users) > _NAMED + 1 else None]]
    return joined([*shown, *([words(f"{len(users) - len(shown)} more")] if len(users) > len(shown) else [])])


def sidebar(report: Report, wiki: Wiki) -> Iterator[Block]:
    """The links to all pages, by the root folder that the components lie in."""
    roots: dict[str, list[Line]] = {}
    for component in report.components:
        title = component.path.removeprefix(f"{component.kind}/") if component.kind else component.title
        roots.setdefault(component.kind, []).append((PageLink(title, wiki.page_of(component)),))
    yield Items((), ((PageLink("Home", wiki.home),), *roots.pop("", [])))
    for root, lines in roots.items():
        yield Items(text(root), tuple(lines))


def ingredient_page(ingredient: Ingredient, wiki: Wiki) -> Iterator[Block]:
    """The page of an ingredient: each version of it, and who uses it."""
    yield Heading(1, text(ingredient.name))
    versions = len(ingredient.versions())
    components = len({use.component.path for use in ingredient.uses})
    verb = "uses" if components == 1 else "use"
    told = f"{number(components, 'component')} {verb} {number(versions, 'version')} of it. "
    yield Paragraph((Words(told), PageLink("All components", wiki.home)))
    rows = tuple(
        (
            version(use.row),
            _component(use.component, wiki),
            joined(text(image) for image in use.row.images),
            text(use.row.kind),
            source(use.row),
            places(use.row),
        )
        for use in ingredient.uses
    )
    yield Table(("Version", "Component", "Image", "Kind", "Source", "Declared at"), rows)
