"""The files of a build context that a Dockerfile copies into its image."""

import os
from collections.abc import Iterator

from dflint.model.stages import Stage
from dflint.syntax.nodes import Transfer

LARGEST_SCRIPT = 500_000
MOST_SCRIPTS = 300
# They show commands and run none.
DOCUMENTS = (".md", ".rst", ".adoc", ".html", ".dockerfile")


def copied_texts(folder: str, stages: list[Stage]) -> Iterator[str]:
    """The texts that `stages` COPY or ADD: heredocs, and files below `folder`, the build context.

    Binary files, Dockerfiles and documents are left out.
    """
    yield from _written(stages)
    left = MOST_SCRIPTS
    for path in _copied(os.path.realpath(folder), stages):
        if left == 0:
            return
        left -= 1
        text = _text(path)
        if text is not None:
            yield text


def _written(stages: list[Stage]) -> Iterator[str]:
    for stage in stages:
        for node in stage.of(Transfer):
            yield from (heredoc.content for heredoc in node.heredocs)


def _copied(folder: str, stages: list[Stage]) -> Iterator[str]:
    for stage in stages:
        for node in stage.of(Transfer):
            if node.flag("from") is None:
                for word in node.sources:
                    source = stage.expand(word.text, node).text
                    yield from _matching(folder, source)


def _matching(folder: str, source: str) -> Iterator[str]:
    """The files that `source`, a path or a pattern, names below `folder`."""
    if "://" in source or "$" in source or "\0" in source or source.startswith("<<"):
        return
    # As the builder does: nothing leads above the folder.
    inner = os.path.normpath("/" + source.lstrip("/")).lstrip("/") or "."
    for found in _glob(folder, inner):
        path = os.path.join(folder, found)
        for file in _below(path) if os.path.isdir(path) else [path]:
            if _is_inside(folder, file):
                yield file


def _glob(folder: str, pattern: str) -> list[str]:
    if not any(mark in pattern for mark in "*?["):
        return [pattern]
    from glob import glob

    return sorted(glob(pattern, root_dir=folder, include_hidden=True))


def _below(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in (".git", "node_modules"))
        for name in sorted(names):
            yield os.path.join(parent, name)


def _is_inside(folder: str, path: str) -> bool:
    """True for an ordinary file below `folder`, symbolic links resolved; a pipe would block its reader."""
    return os.path.realpath(path).startswith(os.path.join(folder, "")) and os.path.isfile(path)


def _text(path: str) -> str | None:
    name = os.path.basename(path).lower()
    if name.startswith("dockerfile") or name.endswith(DOCUMENTS):
        return None
    try:
        with open(path, "rb") as stream:
            data = stream.read(LARGEST_SCRIPT)
    except OSError:
        return None
    return None if b"\0" in data else data.decode("utf-8", "replace")
