"""The diagrams, read by Mermaid's own parser."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dflint.reporting import Build, Component
from dflint.reporting.escape import visible
from dflint.reporting.facts import Origin
from dflint.reporting.graph import draw, label
from tests.reporting.made import NAMES, component, earlier, hostile, image, stage
from tests.reporting.mermaid import Parsed, parse


def drawn(one: Component, images: dict[str, Build] | None = None) -> Parsed:
    drawing = draw(one, images or {})
    assert drawing is not None
    return parse(drawing.text)


def named(graph: Parsed) -> list[tuple[str, str, str]]:
    """The edges between labels; an arrow of a copy is dotted."""
    return [(graph.nodes[start], graph.nodes[end], stroke) for start, end, stroke in graph.edges]


def test_stages_siblings_and_bases() -> None:
    base = image("base", "", stage("golang:1.22", "build", shipped=False), stage("debian:12", copies=(earlier(0),)))
    base = base._replace(final=False)
    sibling = Origin("base:latest", "sibling", path=base.path)
    outside = Origin("ssl:latest", "sibling", path="s/SSL/Dockerfile")
    server = image("server", "", stage(sibling, copies=(outside, Origin("debian:12", "image"))))
    graph = drawn(component(images=(base, server)), {"s/SSL/Dockerfile": image("openssl")})
    assert sorted(graph.nodes.values()) == ["build", "debian:12", "golang:1.22", "openssl", "server", "stage 1"]
    assert list(graph.frames.values()) == ["base"]
    assert named(graph) == [
        ("golang:1.22", "build", "normal"),
        ("debian:12", "stage 1", "normal"),
        ("build", "stage 1", "dotted"),
        ("stage 1", "server", "normal"),
        ("openssl", "server", "dotted"),
        ("debian:12", "server", "dotted"),
    ]
    styled = {graph.nodes[name]: classes for name, classes in graph.classes.items() if classes}
    assert styled == {"build": ["unshipped"], "server": ["final"]}


def test_without_stages_there_is_the_base() -> None:
    assert named(drawn(component())) == [("ubuntu:24.04", "a", "normal")]


@pytest.mark.parametrize(("build", "dotted", "dashed"), [
    (image("a", "", stage("x")), False, False),
    (image("a", "", stage("x"), stage("y", copies=(earlier(0),))), True, False),
    (image("a", "", stage("x", shipped=False), stage("y")), False, True),
])  # fmt: skip
def test_what_the_reader_must_be_told(build: Build, dotted: bool, dashed: bool) -> None:
    drawing = draw(component(images=(build,)), {})
    assert drawing is not None
    assert (drawing.copies, drawing.unshipped) == (dotted, dashed)


@pytest.mark.parametrize(
    "stages",
    [
        (stage(earlier(5)),),
        (stage(earlier(0)),),
        (stage(earlier(-1)), stage(earlier(1))),
        (stage("x", copies=(earlier(0),)),),
    ],
)
def test_odd_stages(stages: tuple) -> None:  # type: ignore[type-arg]
    assert drawn(component(images=(image("a", "", *stages),)))


def test_nothing_to_draw() -> None:
    broken = image("a")._replace(error="cannot be read")
    assert draw(component(images=(broken, image("b")._replace(built=False))), {}) is None


def test_many_stages_become_one_box_each_image() -> None:
    builds = tuple(
        image(f"i{index}", "", *(stage("x", f"s{index}") for index in range(10)), stage("y", copies=(earlier(0),)))
        for index in range(9)
    )
    graph = drawn(component(images=builds))
    assert len(graph.nodes) == 9 + 2
    assert not graph.frames
    assert ("x", "i0", "normal") in named(graph)


def test_too_many_images_are_not_drawn() -> None:
    assert draw(component(images=tuple(image(f"i{index}") for index in range(250))), {}) is None


def test_images_of_the_same_name_have_frames_of_their_own() -> None:
    builds = tuple(image("a", f"w/A/Dockerfile.{index}", stage("x"), stage("y")) for index in range(3))
    assert list(drawn(component(images=builds)).frames.values()) == ["a (no. 1)", "a (no. 2)", "a (no. 3)"]


def test_long_names_are_shortened() -> None:
    assert label("a" * 50 + "b" * 50) == "a" * 30 + "#8230;" + "b" * 29


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(NAMES, min_size=12, max_size=12))
@example(
    ["end", "graph", "%%{init: {}}%%", '"]', "click n0 href", "1. x", ";", "#", "fa:fa-car", "ﬂ°lt¶ß", "`", "class"]
)
def test_hostile_names(values: list[str]) -> None:
    one = hostile(values).components[0]
    graph = drawn(one)
    assert len(graph.nodes) <= 5
    assert len(graph.frames) == 1
    assert not graph.links
    (frame,) = graph.frames.values()
    assert frame.strip() == label_shown(one.images[0].label)


def label_shown(text: str) -> str:
    """What one sees of a label."""
    return next(iter(parse(f'graph LR\n  a["{label(text)}"]').nodes.values())).strip()


@settings(max_examples=60, deadline=None)
@given(NAMES.filter(lambda text: len(visible(text)) < 60))
def test_labels_show_the_text(text: str) -> None:
    assert label_shown(text) == visible(text).replace("ﬂ", "fl").replace("¶", r"\xb6").strip()
