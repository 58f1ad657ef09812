"""Files that are generated from templates and checked in: which template gives which, and what has drifted apart."""

import os
from collections.abc import Iterator

from dflint.globs import matches
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.templates import ENDINGS, below
from dflint.records import NamedTuple


class Drift(NamedTuple):
    """A generated file that is not what its template gives: `path` relative to the configuration, `old` and `new` text.

    `old` is None where the file is missing, `new` None for an orphan, which no template gives; `template` is the shown
    path of the template.
    """

    path: str
    template: str
    old: str | None
    new: str | None


def target(file: File) -> str | None:
    """What the template `file` is written to, relative to the folder of the configuration; None when nothing says it.

    The option `output` says it, with names of the variant in braces; otherwise it is the file beside the template whose
    name lacks the template's ending, where there is such a file.
    """
    pattern = file.settings.template.output
    if pattern:
        names = {**file.settings.template.definitions, **variant(file)}
        for name, value in names.items():
            pattern = pattern.replace("{" + name + "}", value)
        return None if "{" in pattern else pattern
    stem, ending = os.path.splitext(below(file.absolute, file.home or file.absolute.removesuffix(file.path)))
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
        old = _text(os.path.join(file.home or project.root, path))
        if not _same(old, file.source.text) and (old is not None or file.settings.template.output):
            yield Drift(path, file.shown, old, file.source.text)
    for file in project.files:
        path = below(file.absolute, file.home or project.root)
        if file.expansion is None and path not in given and matches(path, file.settings.template.generated):
            yield Drift(path, "", file.source.text, None)


def _same(old: str | None, new: str) -> bool:
    """True for equal texts; a newline at the end, which renderers drop, does not count."""
    return old is not None and old.rstrip("\n") == new.rstrip("\n")


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as stream:
            return stream.read()
    except OSError:
        return None
