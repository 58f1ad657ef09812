"""The files of a build context that a Dockerfile copies into its image."""

import os
from collections.abc import Iterator

from dflint.model.stages import Stage
from dflint.syntax.nodes import Transfer

LARGEST_SCRIPT = 500_000
MOST_SCRIPTS = 300


def copied_texts(folder: str, stages: list[Stage]) -> Iterator[str]:
    """The texts of the files below `folder`, the build context, that `stages` COPY or ADD; binary ones left out."""
    left = MOST_SCRIPTS
    for path in _copied(os.path.realpath(folder), stages):
        if left == 0:
            return
        left -= 1
        text = _text(path)
        if text is not None:
            yield text


def _copied(folder: str, stages: list[Stage]) -> Iterator[str]:
    for stage in stages:
        for node in stage.instructions:
            if isinstance(node, Transfer) and node.flag("from") is None:
                for word in node.sources:
                    source = stage.expand(word.text, node).text
                    yield from _matching(folder, source)


def _matching(folder: str, source: str) -> Iterator[str]:
    """The files that `source`, a path or a pattern, names below `folder`."""
    if "://" in source or "$" in source or source.startswith("<<"):
        return
    path = os.path.normpath(os.path.join(folder, source.lstrip("/") or "."))
    for found in _glob(path):
        real = os.path.realpath(found)
        if real != folder and not real.startswith(folder + os.sep):
            continue
        if os.path.isdir(found):
            yield from _below(found)
        else:
            yield found


def _glob(path: str) -> list[str]:
    if not any(mark in path for mark in "*?["):
        return [path] if os.path.exists(path) else []
    from glob import glob

    return sorted(glob(path))


def _below(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (".git", "node_modules"))
        for name in sorted(names):
            yield os.path.join(parent, name)


def _text(path: str) -> str | None:
    try:
        with open(path, "rb") as stream:
            data = stream.read(LARGEST_SCRIPT)
    except OSError:
        return None
    return None if b"\0" in data else data.decode("utf-8", "replace")
