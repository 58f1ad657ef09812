"""Expand Jinja2 templates: the parent's side. Jinja2 is loaded, and templates are rendered, in a child process only."""

import json
import marshal
import os
from collections.abc import Mapping, Sequence
from typing import Any

from dflint import disk
from dflint.records import NamedTuple
from dflint.template import jinja_child
from dflint.template.expansion import Expansion, Note
from dflint.template.rope import Origin, Rope
from dflint.text import Source

LARGEST = 1_000_000
STARTING = 20.0
SECONDS = 1.4
OPTIONS = (
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
)
DELIMITERS = ("{%", "%}", "{{", "}}", "{#", "#}")
NOWHERE = Origin(0, 0, 0, False)
ABSENT = 'Jinja2 is not installed; install "dflint[templates]"'


class JinjaJob(NamedTuple):
    """One template under one variant.

    Includes are looked for in `folders` (absolute, or below `root`), and nowhere outside `root`. `delimiters` are
    start and end of blocks, of variables and of comments.
    """

    template: Source
    root: str
    folders: tuple[str, ...] = ()
    variables: Mapping[str, object] = {}
    delimiters: tuple[str, ...] = DELIMITERS
    trim_blocks: bool = True
    lstrip_blocks: bool = False
    variant: str = ""
    keep_trailing_newline: bool = True


def expand_jinja(jobs: Sequence[JinjaJob]) -> list[Expansion]:
    """What becomes of each job, in order. Never raises: what goes wrong is the `error` of an expansion."""
    expansions = [Expansion(job.template, job.variant) for job in jobs]
    todo = []
    for job, expansion in zip(jobs, expansions, strict=True):
        if len(job.template.text) > LARGEST:
            expansion.error = Note("limit", f"the template is larger than {LARGEST:,} characters", NOWHERE)
            continue
        try:
            todo.append((encoded(job), expansion))
        except (RecursionError, ValueError) as error:
            expansion.error = Note("error", f"the variables cannot be used: {error}", NOWHERE)
    while todo:
        todo = todo[_run(todo) :]
    return expansions


def encoded(job: JinjaJob) -> bytes:
    """A job as the child reads it."""
    values = {
        "path": job.template.path,
        "text": job.template.text,
        "root": os.path.abspath(job.root),
        "folders": list(job.folders),
        "variables": {str(key): plain(value, {}) for key, value in job.variables.items()},
        "options": {
            **dict(zip(OPTIONS, job.delimiters or DELIMITERS, strict=False)),
            "trim_blocks": job.trim_blocks,
            "lstrip_blocks": job.lstrip_blocks,
            "keep_trailing_newline": job.keep_trailing_newline,
        },
    }
    return marshal.dumps(values)


def plain(value: object, known: dict[int, object]) -> object:
    """`value` made of Python's own types only; anything but text, numbers, lists and mappings becomes its text."""
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    if value is None or id(value) in known:
        return known.get(id(value))
    if isinstance(value, Mapping):
        mapping: dict[object, object] = {}
        known[id(value)] = mapping
        mapping.update((_key(key), plain(one, known)) for key, one in value.items())
        return mapping
    if isinstance(value, list | tuple | set | frozenset):
        items: list[object] = []
        known[id(value)] = items
        items.extend(plain(one, known) for one in value)
        return items
    return str(value)


def _key(key: object) -> object:
    known = plain(key, {})
    return str(key) if isinstance(known, list | dict) else known


def _run(todo: list[tuple[bytes, Expansion]]) -> int:
    """Run a child on jobs until one of them breaks it; the number of jobs that are done then, at least one."""
    try:
        child = jinja_child.ready()
    except OSError as error:
        disk.spoil()
        return _give_up(todo, Note("error", f"cannot start a process for templates: {error}", NOWHERE))
    if child is None:
        return _give_up(todo, Note("missing", ABSENT, NOWHERE))
    with child:
        child.send(marshal.dumps([job for job, _ in todo]))
        if not child.line(STARTING):
            disk.spoil()
            return _give_up(todo, Note("error", "the process for templates does not start", NOWHERE))
        for number, (_, expansion) in enumerate(todo):
            line = child.line(SECONDS)
            if not line:
                disk.spoil()
                expansion.error = Note("limit", child.reason(), NOWHERE)
                return number + 1
            accept(expansion, line)
    return len(todo)


def _give_up(todo: list[tuple[bytes, Expansion]], note: Note) -> int:
    for _, expansion in todo:
        expansion.error = note
    return len(todo)


def accept(expansion: Expansion, line: bytes) -> None:
    """Take the child's answer `line` as the result."""
    try:
        answer: dict[str, Any] = json.loads(line)
        expansion.files += [Source(text, path) for path, text in answer["files"]]
        expansion.notes = [Note(kind, message, Origin(*origin)) for kind, message, origin in answer["notes"]]
        for kind, subject, found in answer.get("asked", ()):
            disk.note(kind, subject, found)
        if answer["error"]:
            kind, message, origin = answer["error"]
            if kind == "limit":
                disk.spoil()
            expansion.error = Note(kind, message, Origin(*origin))
        else:
            expansion.finish(Rope(answer["text"], answer["starts"], [Origin(*one) for one in answer["origins"]]))
    except (ValueError, KeyError, TypeError, RecursionError):
        expansion.error = Note("error", "the process for templates gives no clear answer", NOWHERE)
