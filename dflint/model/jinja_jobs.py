"""Jinja2 templates as jobs for the child process that renders them all, with the variables of their variants."""

import os
from collections.abc import Container, Iterator

from dflint import disk
from dflint.model.templates import Template, folders, variants
from dflint.settings import Settings
from dflint.template.expansion import IN_MANY, TOO, UNDEFINED, Expansion, Note
from dflint.template.jinja import JinjaJob, expand_jinja
from dflint.template.rope import Origin

# What so many templates use and nothing defines is no slip: the build gives it. It is told once.
MANY = 3
ASKED = (UNDEFINED, "filter", "test")


def expand_all(templates: list[Template]) -> dict[str, list[Expansion]]:
    """The expansions of all `templates`, one for each variant, by path."""
    jobs: list[JinjaJob] = []
    owners: list[str] = []
    found: dict[str, list[Expansion]] = {}
    for template in templates:
        try:
            mine = list(_jobs(template))
        except _VariablesError as error:
            found[template.path] = [_failed(template, error)]
            continue
        jobs += mine
        owners += [template.path] * len(mine)
    for path, expansion in zip(owners, expand_jinja(jobs) if jobs else [], strict=True):
        found.setdefault(path, []).append(expansion)
    _ask_once(found, {template.path for template in templates if template.focus})
    return found


def _ask_once(found: dict[str, list[Expansion]], focus: Container[str]) -> None:
    """Let one template tell of a name that many have and none defines: the first that is in `focus` and not a part."""
    parts = {source.path for expansions in found.values() for each in expansions for source in each.files[1:]}
    users: dict[tuple[str, str], list[str]] = {}
    for path in sorted(found, key=lambda path: (path not in focus or path in parts, path)):
        for key in dict.fromkeys((note.kind, note.message) for note in _of_the_build(found[path])):
            users.setdefault(key, []).append(path)
    for path, expansions in found.items():
        for each in expansions if not expansions[0].variant else ():
            each.notes = [_asked(note, users.get((note.kind, note.message), []), path) for note in each.notes]


def _of_the_build(expansions: list[Expansion]) -> Iterator[Note]:
    """What the build may give, where there are no variants of which another one may have it."""
    yield from (note for each in expansions if not each.variant for note in each.notes if note.kind in ASKED)


def _asked(note: Note, users: list[str], path: str) -> Note:
    """`note` of the template at `path` when all the templates of `users` have it."""
    if len(users) < MANY:
        return note
    if users[0] != path:
        return note._replace(kind=note.kind + TOO)
    return note._replace(
        kind=note.kind + IN_MANY, message=f"{note.message} here and in {len(users) - 1} more templates"
    )


class _VariablesError(Exception):
    """A file of variables that cannot be used; `kind` is that of the note."""

    def __init__(self, message: str, kind: str = "error") -> None:
        super().__init__(message)
        self.kind = kind


def _failed(template: Template, error: _VariablesError) -> Expansion:
    expansion = Expansion(template.source)
    expansion.error = Note(error.kind, str(error), Origin(0, 0, 0, False))
    return expansion


def _jobs(template: Template) -> Iterator[JinjaJob]:
    options = template.settings.template
    for name, given in _with_files(template):
        yield JinjaJob(
            template.source, template.root, (*folders(template), *_above(template)), given, options.delimiters,
            options.trim_blocks, options.lstrip_blocks, name,
        )  # fmt: skip


def _above(template: Template) -> Iterator[str]:
    """The folders around that of the template, where builds keep the macros of all their templates."""
    folder = os.path.dirname(template.path)
    while folder:
        folder = os.path.dirname(folder)
        yield os.path.join(template.root, folder)


def _with_files(template: Template) -> Iterator[tuple[str, dict[str, object]]]:
    """The variants of the options, each with the variables of each file that the options name."""
    paths = variable_files(template.home, template.settings)
    for name, given in variants(template):
        if not paths:
            yield name, given
        for path in paths:
            file = os.path.basename(path).partition(".")[0]
            yield f"{name} {file}".strip(), {**given, **_read(path, template.root)}


def variable_files(home: str, settings: Settings) -> list[str]:
    """The absolute paths of the files of variables that `settings` name, whose patterns start at `home`."""
    return sorted(
        os.path.join(home, path)
        for pattern in settings.template.variables
        for path in disk.matching(home, pattern, hidden=False)
    )


def _read(path: str, root: str) -> dict[str, object]:
    shown = os.path.relpath(path, root).replace(os.sep, "/")
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError
    except ImportError:
        raise _VariablesError(f"cannot read {shown} without ruamel.yaml", "missing") from None
    try:
        values = YAML(typ="safe").load(disk.read(path).decode("utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise _VariablesError(f"cannot read {shown}: {str(error).splitlines()[0]}") from None
    if not isinstance(values, dict):
        raise _VariablesError(f"{shown} holds no names and values")
    return {str(key): value for key, value in values.items()}
