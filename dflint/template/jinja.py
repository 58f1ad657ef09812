"""Expand Jinja2 templates: the parent's side. Jinja2 is loaded, and templates are rendered, in a child process only."""

import json
import marshal
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from dflint import disk
from dflint.records import NamedTuple
from dflint.template.expansion import Expansion, Note
from dflint.template.rope import Origin, Rope
from dflint.text import Source

LARGEST = 1_000_000
STARTING = 20.0
SECONDS = 1.4
LONGEST_ANSWER = 100_000_000
OPTIONS = (
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
)
DELIMITERS = ("{%", "%}", "{{", "}}", "{#", "#}")
LIBRARIES = ("jinja2", "markupsafe")
NOWHERE = Origin(0, 0, 0, False)
ABSENT = 'Jinja2 is not installed; install "dflint[templates]"'
CODE = "import sys; sys.path += sys.argv[1:]; from dflint.template.jinja_worker import main; main()"


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


def libraries() -> list[str] | None:
    """The folders that the child may import from; None when Jinja2 is not there. Nothing is imported for that."""
    from importlib.util import find_spec

    folders = [os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))]
    for name in (*LIBRARIES, "yaml"):
        spec = find_spec(name)
        if spec is None and name in LIBRARIES:
            return None
        if spec is not None and spec.origin:
            folders.append(os.path.dirname(os.path.dirname(os.path.abspath(spec.origin))))
    return list(dict.fromkeys(folders))


def _run(todo: list[tuple[bytes, Expansion]]) -> int:
    """Run a child on jobs until one of them breaks it; the number of jobs that are done then, at least one."""
    folders = libraries()
    if folders is None:
        return _give_up(todo, Note("missing", ABSENT, NOWHERE))
    try:
        child = Child(folders, marshal.dumps([job for job, _ in todo]))
    except OSError as error:
        disk.spoil()
        return _give_up(todo, Note("error", f"cannot start a process for templates: {error}", NOWHERE))
    with child:
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


class Child:
    """A child process that answers jobs line by line."""

    def __init__(self, folders: list[str], payload: bytes) -> None:
        import queue
        import subprocess
        import tempfile
        import threading

        self.late = False
        self.lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        with tempfile.TemporaryFile() as stream:
            stream.write(payload)
            stream.seek(0)
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", CODE, *folders],
                stdin=stream,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        stream = self.process.stdout
        line = b"-"
        while stream and line:
            line = stream.readline(LONGEST_ANSWER)
            self.lines.put(line)

    def line(self, seconds: float) -> bytes:
        """The next answer; empty when there is none in time or the process is gone."""
        import queue

        try:
            return self.lines.get(timeout=seconds)
        except queue.Empty:
            self.late = True
            return b""

    def reason(self) -> str:
        """Why there was no answer."""
        return "the template takes too long" if self.late else "the template takes too much memory or time"

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        if self.process.stdout:
            self.process.stdout.close()


def _environment() -> dict[str, str]:
    """What a process needs to start at all on this platform, and nothing else."""
    return {name: value for name, value in os.environ.items() if name.upper() in ("SYSTEMROOT", "LD_LIBRARY_PATH")}
