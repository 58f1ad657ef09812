"""Files that are generated from templates and checked in: which template gives which, and what has drifted apart."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from dflint.globs import matches
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.templates import ENDINGS


class Drift(NamedTuple):
    """A generated file that is not what its template gives: `path` relative to the root, `old` text there, `new` text.

    `old` is None where the file is missing, `new` None for an orphan, which no template gives; `template` is the shown
    path of the template.
    """

    path: str
    template: str
    old: str | None
    new: str | None


def target(file: File) -> str | None:
    """The path, relative to the root, of what the template `file` is written to; None when the settings do not say.

    The option `output` says it, with names of the variant in braces; otherwise it is the file beside the template whose
    name lacks the template's ending, where there is such a file.
    """
    pattern = file.settings.template.output
    if pattern:
        names = {**file.settings.template.definitions, **variant(file)}
        for name, value in names.items():
            pattern = pattern.replace("{" + name + "}", value)
        return None if "{" in pattern else pattern
    stem, ending = os.path.splitext(file.path)
    return stem if ending.lower() in ENDINGS else None


def variant(file: File) -> dict[str, str]:
    """The names that the variant of an expanded file was given."""
    wanted = file.expansion.variant if file.expansion else ""
    for number, given in enumerate(file.settings.template.variants, 1):
        if given.get("name", str(number)) == wanted:
            return {"name": wanted, **given}
    return {"name": wanted}


def drifts(project: Project) -> Iterator[Drift]:
    """The generated files of `project` that are not what their templates give, and those that no template gives."""
    given = set()
    for file in project.files:
        if file.expansion is None or not file.readable:
            continue
        path = target(file)
        if path is None:
            continue
        given.add(path)
        old = _text(os.path.join(project.root, path))
        if old != file.source.text and (old is not None or file.settings.template.output):
            yield Drift(path, file.shown, old, file.source.text)
    for file in project.files:
        if file.expansion is None and file.path not in given and matches(file.path, file.settings.template.generated):
            yield Drift(file.path, "", file.source.text, None)


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as stream:
            return stream.read()
    except OSError:
        return None
