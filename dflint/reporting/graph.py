"""The images of a component, their stages and what these are made from, as a diagram in Mermaid's language."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from dflint.records import NamedTuple
from dflint.reporting.escape import visible
from dflint.reporting.facts import Build, Component, Origin, Stage

# What one can still read on a page; Mermaid itself refuses 500 edges and 50,000 characters.
_MOST_NODES, _MOST_EDGES = 70, 110
_MOST_IN_ALL, _MOST_EDGES_IN_ALL, _LONGEST = 200, 400, 40_000
_WIDEST = 60
_FROM, _COPY = "-->", "-.->"


class Drawing(NamedTuple):
    """A diagram and what its reader must be told: that it has arrows, dotted ones, dashed boxes."""

    text: str
    arrows: bool = False
    copies: bool = False
    unshipped: bool = False


def draw(component: Component, images: Mapping[str, Build]) -> Drawing | None:
    """The diagram of `component`; None when there is nothing to draw, or too much of it.

    `images` are the images of the whole report by the path of their file. Where the stages are too many to be read,
    an image is one box.
    """
    if not any(build.built and not build.error for build in component.images):
        return None
    whole = _Sketch(component, images, stages=True)
    if len(whole.nodes) > _MOST_NODES or len(whole.edges) > _MOST_EDGES:
        whole = _Sketch(component, images, stages=False)
    text = whole.text()
    if len(whole.nodes) > _MOST_IN_ALL or len(whole.edges) > _MOST_EDGES_IN_ALL or len(text) > _LONGEST:
        return None
    kinds = {arrow for _, arrow, _ in whole.edges}
    return Drawing(text, bool(kinds), _COPY in kinds, bool(whole.unshipped))


class _Sketch:
    """Nodes and edges, collected before they are written.

    `nodes` has the label in its shape for each name, `groups` the title and the nodes of each image's frame.
    """

    def __init__(self, component: Component, images: Mapping[str, Build], stages: bool) -> None:
        built = [(place, build) for place, build in enumerate((it for it in component.images if it.built), 1)]
        builds = [build for _, build in built if not build.error]
        self._places = [place for place, build in built if not build.error]
        self._labels = Counter(build.label for build in builds)
        self.nodes: dict[str, str] = {}
        self.groups: list[tuple[str, list[str]]] = []
        self.edges: dict[tuple[str, str, str], None] = {}
        self.final: list[str] = []
        self.unshipped: list[str] = []
        self._images = images
        self._outside: dict[tuple[str, str], str] = {}
        self._stages = stages
        self._numbers = {build.path: number for number, build in reversed([*enumerate(builds)])}
        self._builds = builds
        for number, build in enumerate(builds):
            self._add(number, build)
        for number, build in enumerate(builds):
            self._connect(number, build)

    def text(self) -> str:
        """The diagram."""
        return "\n".join(["graph LR", *self._lines()])

    def _lines(self) -> Iterator[str]:
        grouped = {name for _, names in self.groups for name in names}
        yield from (f"  {name}{shape}" for name, shape in self.nodes.items() if name not in grouped)
        for number, (title, names) in enumerate(self.groups):
            yield f'  subgraph g{number}["{title}"]'
            yield from (f"    {name}{self.nodes[name]}" for name in names)
            yield "  end"
        yield from (f"  {start} {arrow} {end}" for start, arrow, end in self.edges)
        if self.final:
            yield "  classDef final stroke-width:3px"
            yield f"  class {','.join(self.final)} final"
        if self.unshipped:
            yield "  classDef unshipped stroke-dasharray:5 5"
            yield f"  class {','.join(self.unshipped)} unshipped"

    def _framed(self, build: Build) -> bool:
        return self._stages and len(build.stages) > 1

    def _name(self, number: int, stage: int = -1) -> str:
        """The node of an image, or of one of its stages."""
        build = self._builds[number]
        if not self._framed(build):
            return f"i{number}"
        return f"i{number}s{stage % len(build.stages)}"

    def _add(self, number: int, build: Build) -> None:
        """The nodes of an image."""
        if self._framed(build):
            title = self._title(build, number)
            self.groups.append((title, [self._name(number, index) for index in range(len(build.stages))]))
            for index, stage in enumerate(build.stages):
                self.nodes[self._name(number, index)] = f'["{label(stage_name(build.stages, index))}"]'
                if not stage.shipped:
                    self.unshipped.append(self._name(number, index))
        else:
            self.nodes[self._name(number)] = f'["{self._title(build, number)}"]'
        if build.final:
            self.final.append(self._name(number))

    def _title(self, build: Build, number: int) -> str:
        """The label of an image; one that has its name from several files also has its number in build order."""
        several = self._labels[build.label] > 1
        return label(f"{build.label} (no. {self._places[number]})" if several else build.label)

    def _connect(self, number: int, build: Build) -> None:
        """The edges that lead to an image."""
        if not build.stages and build.base:
            self._edge(number, Origin(build.base, "image"), _FROM, self._name(number))
        for index, stage in enumerate(build.stages):
            here = self._name(number, index)
            for origin, arrow in _origins(stage):
                self._edge(number, origin, arrow, here)

    def _edge(self, number: int, origin: Origin, arrow: str, here: str) -> None:
        start = self._start(number, origin)
        if start != here and (start, _FROM, here) not in self.edges:
            self.edges[start, arrow, here] = None

    def _start(self, number: int, origin: Origin) -> str:
        """The node of what a stage is made from."""
        if origin.of == "stage" and 0 <= origin.stage < len(self._builds[number].stages):
            return self._name(number, origin.stage)
        sibling = self._numbers.get(origin.path) if origin.of == "sibling" else None
        if sibling is not None:
            return self._name(sibling)
        return self._outsider(origin)

    def _outsider(self, origin: Origin) -> str:
        """The node of an image that the component does not build."""
        if origin.of == "sibling":
            build = self._images.get(origin.path)
            key, shape = (origin.path, build.label if build else origin.text), ("[[", "]]")
        else:
            key, shape = ("", origin.text), ("([", "])")
        if key not in self._outside:
            self._outside[key] = f"b{len(self._outside)}"
            self.nodes[self._outside[key]] = f'{shape[0]}"{label(key[1])}"{shape[1]}'
        return self._outside[key]


def _origins(stage: Stage) -> Iterator[tuple[Origin, str]]:
    yield stage.base, _FROM
    for origin in stage.copies:
        yield origin, _COPY


def stage_name(stages: tuple[Stage, ...], index: int) -> str:
    """The name of a stage, or its number as `--from` takes it."""
    if not 0 <= index < len(stages):
        return f"stage {index}"
    return stages[index].name or f"stage {index}"


@cache
def _tame() -> "re.Pattern[str]":
    """Names that neither Mermaid nor the Markdown in its labels gives a meaning; `fa:fa-car` is an icon."""
    mark = r"(?: \(|\. |[ ._:/+-])"
    return re.compile(rf"(?!www\.|\d+\. |.*:fa-)[A-Za-z0-9]+(?:{mark}[A-Za-z0-9]+)*\)?", re.IGNORECASE)


def label(text: str) -> str:
    """`text` as a Mermaid label between quotes, shortened in its middle when it is long."""
    text = visible(text).strip()
    if len(text) > _WIDEST:
        text = f"{text[: _WIDEST // 2]}…{text[-_WIDEST // 2 + 1 :]}"
    if _tame().fullmatch(text):
        return text
    # Mermaid itself puts these two around what stands for a number, so that they cannot be written.
    text = text.replace("\ufb02", "fl").replace("\xb6", r"\xb6") or " "
    return re.sub(r"[^\w ]|_|\A \Z", lambda match: f"#{ord(match[0])};", text)
