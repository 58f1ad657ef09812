"""What a page says of one component: its images, their stages, its ingredients."""

from collections.abc import Iterator, Mapping

from dflint.records import NamedTuple
from dflint.reporting import tables
from dflint.reporting.facts import Build, Component, Origin, Stage
from dflint.reporting.forges import line_url
from dflint.reporting.graph import draw, stage_name
from dflint.reporting.nodes import (
    Block,
    Fold,
    Graph,
    Heading,
    Line,
    Link,
    PageLink,
    Paragraph,
    Table,
    Text,
    joined,
    number,
    text,
    words,
)
from dflint.reporting.short import brief

# A table of stages with more rows than this is folded.
_MANY = 12


class Wiki(NamedTuple):
    """The pages around a component's: their names by the `id` of the component and by the key of an ingredient.

    `images` are the images of the whole report by the path of their file, `owners` their components.
    """

    components: Mapping[int, str] = {}
    ingredients: Mapping[str, str] = {}
    images: Mapping[str, Build] = {}
    owners: Mapping[str, Component] = {}
    home: str = ""

    def page_of(self, component: Component) -> str:
        """The name of the page of `component`, empty when it has none."""
        return self.components.get(id(component), "")


NONE = Wiki()


def page(component: Component, wiki: Wiki) -> Iterator[Block]:
    """The page of `component`."""
    yield Heading(1, text(component.title))
    yield Paragraph(_summary(component, wiki))
    yield from body(component, wiki, 2, graph=True)


def _summary(component: Component, wiki: Wiki) -> Line:
    sums = [number(sum(build.built for build in component.images), "image"), number(len(component.rows), "ingredient")]
    if component.findings is not None:
        sums.append(number(component.findings, "open finding"))
    back = (PageLink("All components", wiki.home),) if wiki.home else ()
    return (*words(f"{', '.join(sums)}. "), *back)


def body(component: Component, wiki: Wiki, level: int, graph: bool = False) -> Iterator[Block]:
    """All but the page's own heading; headings begin at `level`."""
    if component.images:
        yield Heading(level, words("Images"))
        yield from _images(component, wiki)
    if graph:
        yield from _graph(component, wiki)
    yield from _stages(component, wiki, level)
    yield from tables.ingredients(tables.Context(component, wiki.ingredients), level)


def _images(component: Component, wiki: Wiki) -> Iterator[Block]:
    """The images in build order, and the files that the build passes over."""
    built = [build for build in component.images if build.built]
    if built:
        rows = tuple(
            (words(str(index)), _image(build), _file(component, build), _base(component, build, wiki))
            for index, build in enumerate(built, 1)
        )
        yield Table(("No.", "Image", "Dockerfile", "Made from"), rows)
    never = [_file(component, build) for build in component.images if not build.built]
    if never:
        yield Paragraph((*words("Never built: "), *joined(never)))


def _image(build: Build) -> Line:
    if build.template:
        return words("template, not expanded")
    if build.error:
        return text(build.error)
    if not build.reference:
        return words("without a name")
    return text(build.reference) + (() if build.final else words(" (intermediate)"))


def _file(component: Component, build: Build) -> Line:
    url = line_url(component.source_url, build.path, 1)
    return (Link(build.name, url) if url else Text(build.name),)


def _base(component: Component, build: Build, wiki: Wiki) -> Line:
    """What the final image is made from in the end: past the stages of its own file."""
    if not build.stages:
        return text(build.base)
    seen = len(build.stages) - 1
    while build.stages[seen].base.of == "stage" and 0 <= build.stages[seen].base.stage < seen:
        seen = build.stages[seen].base.stage
    return _origin(component, build, build.stages[seen].base, wiki)


def _origin(component: Component, build: Build, origin: Origin, wiki: Wiki) -> Line:
    """What a stage is made from, with a link to the component that builds it."""
    if origin.of == "stage":
        return text(stage_name(build.stages, origin.stage))
    if origin.of == "sibling":
        sibling = wiki.images.get(origin.path)
        owner = wiki.owners.get(origin.path, component)
        name = sibling.label if sibling else origin.text
        page = wiki.page_of(owner) if owner.path != component.path else ""
        return (PageLink(name, page) if page else Text(name),)
    digest = origin.digest and origin.digest not in origin.text
    return text(brief(origin.text)) + (text(f"@{brief(origin.digest)}") if digest else ())


def _graph(component: Component, wiki: Wiki) -> Iterator[Block]:
    drawing = draw(component, wiki.images)
    if drawing is None:
        return
    told = ["An arrow leads from what an image or a stage is built on"] if drawing.arrows else []
    told += ["a dotted one from what it copies files from"] if drawing.copies else []
    told += ["a dashed box is needed for the build only"] if drawing.unshipped else []
    yield Graph(drawing.text, f"{', '.join(told)}." if told else "")


def _stages(component: Component, wiki: Wiki, level: int) -> Iterator[Block]:
    """The stages of the images that have more than one, or that copy from elsewhere."""
    built = [(index, build) for index, build in enumerate((it for it in component.images if it.built), 1)]
    rows = tuple(
        _stage(component, build, index, stage, wiki)
        for index, build in built
        if len(build.stages) > 1 or any(stage.copies for stage in build.stages)
        for stage in range(len(build.stages))
    )
    if not rows:
        return
    yield Heading(level, words("Stages"))
    table = Table(("Image", "Stage", "Made from", "Copies from", "Ships"), rows)
    yield Fold(level + 1, words(number(len(rows), "stage")), table) if len(rows) > _MANY else table


def _stage(component: Component, build: Build, index: int, number_: int, wiki: Wiki) -> tuple[Line, ...]:
    stage: Stage = build.stages[number_]
    name = stage_name(build.stages, number_)
    url = line_url(component.source_url, build.path, stage.line)
    return (
        text(build.label),
        (Link(name, url) if url else Text(name),),
        _origin(component, build, stage.base, wiki),
        joined(_origin(component, build, origin, wiki) for origin in stage.copies),
        words("no, build only" if not stage.shipped else "yes" if stage.whole else "what is copied"),
    )
