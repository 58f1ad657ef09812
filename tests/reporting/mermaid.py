"""What Mermaid itself makes of a diagram: its own parser, run in a JavaScript engine of the package `mermaidx`."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest


class Parsed(NamedTuple):
    """Labels of the nodes and of the frames by their names, and the edges: start, end, and kind of the stroke."""

    nodes: dict[str, str]
    frames: dict[str, str]
    edges: list[tuple[str, str, str]]
    classes: dict[str, list[str]]
    links: list[str]


_PROGRAM = """
globalThis.__parsed = null;
(async () => {
  try {
    const found = await mermaid.mermaidAPI.getDiagramFromText(%s);
    const db = found.db, nodes = {}, classes = {}, links = [];
    for (const [name, node] of db.getVertices()) {
      nodes[name] = node.text; classes[name] = node.classes; if (node.link) links.push(node.link);
    }
    const frames = {};
    for (const frame of db.getSubGraphs()) frames[frame.id] = frame.title;
    __parsed = JSON.stringify({type: found.type, nodes, classes, links, frames,
      edges: db.getEdges().map(edge => [edge.start, edge.end, edge.stroke])});
  } catch (error) { __parsed = JSON.stringify({error: String(error)}); }
})();
"""


@cache
def _engine() -> Any:
    """A JavaScript engine that has Mermaid; the package around that is only looked into, since it starts a renderer."""
    quickjs = pytest.importorskip("quickjs")
    found = find_spec("mermaidx")
    if found is None or not found.submodule_search_locations:
        pytest.skip("needs mermaidx")
    assets = Path(found.submodule_search_locations[0], "assets")
    context = quickjs.Context()
    context.set_max_stack_size(4 * 1024 * 1024)
    for name in ("__log", "__measureText", "__measureTextFull", "__measureGlyphs", "__measureForeignObject"):
        context.add_callable(name, lambda *_: 0)
    for script in ("path_bbox.js", "dom_shim.js", "mermaid.js"):
        context.eval((assets / script).read_text(encoding="utf-8"))
    context.eval("globalThis.mermaid = __esbuild_esm_mermaid_nm.mermaid.default; mermaid.initialize({})")
    return context


def parse(text: str) -> Parsed:
    """What Mermaid reads in `text`; AssertionError with its message when it refuses it."""
    context = _engine()
    context.eval(_PROGRAM % json.dumps(text))
    while context.execute_pending_job():
        pass
    found = json.loads(context.eval("__parsed"))
    assert "error" not in found, found["error"]
    edges = [(start, end, stroke) for start, end, stroke in found["edges"]]
    return Parsed(_read(found["nodes"]), _read(found["frames"]), edges, found["classes"], found["links"])


def _read(labels: dict[str, str]) -> dict[str, str]:
    """The labels with the characters that Mermaid will show for their numbers."""
    from html import unescape

    marks = {"ﬂ°°": "&#", "ﬂ°": "&", "¶ß": ";"}
    shown = dict(labels)
    for mark, meaning in marks.items():
        shown = {name: label.replace(mark, meaning) for name, label in shown.items()}
    return {name: unescape(label) for name, label in shown.items()}
