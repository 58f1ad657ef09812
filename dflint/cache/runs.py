"""Whole runs: what was asked of the disk, and what came out.

A run is found under what it was asked to do. Its result holds as long as every question that was asked on the way has
the same answer; asking them again takes a fraction of the time that it takes to work the result out.
"""

import os
import time
from collections.abc import Iterator
from typing import NamedTuple

from dflint.cache import sealed
from dflint.cache.folder import RUNS, remove
from dflint.disk import Record, ask, digest, encoded, note

DAY = 86_400
OLDEST = 30 * DAY
MOST = 64_000_000
"""Bytes that all runs may take together."""
LARGEST = 32_000_000
"""Bytes of one text; a run with more of it is not kept."""


class Run(NamedTuple):
    """What came out: texts whose meaning is the caller's. `seal` stands for all of it."""

    parts: list[str]
    seal: str


class Runs:
    """The runs in the cache folder `folder`."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.join(folder, RUNS)

    def recall(self, key: str, found: str) -> Run | None:
        """The run that was kept under `key`, if it found the files that `found` stands for and still holds."""
        path = os.path.join(self.folder, key)
        parts = sealed.load(path, key)
        if parts is None or len(parts) < 2 or parts[0] != found or not holds(parts[1]):
            return None
        _touch(path)
        return Run(parts[2:], digest(*map(encoded, parts)))

    def keep(self, key: str, found: str, record: Record, parts: list[str]) -> Run | None:
        """Keep a run; None when it cannot last. OSError when it cannot be written."""
        if not record.lasts or sum(map(len, parts)) > LARGEST:
            return None
        if any("\0" in subject for _, subject in record.answers):
            return None
        all_parts = [found, questions(record), *parts]
        sealed.store(os.path.join(self.folder, key), key, all_parts)
        return Run(parts, digest(*map(encoded, all_parts)))

    def view(self, key: str, run: Run, name: str) -> str | None:
        """What the view `name` of `run` looks like, if that was kept."""
        path = os.path.join(self.folder, f"{key}-{name}")
        parts = sealed.load(path, run.seal + name)
        if not parts:
            return None
        _touch(path)
        return parts[0]

    def keep_view(self, key: str, run: Run, name: str, text: str) -> None:
        """Keep what a view looks like; OSError when it cannot be written."""
        if len(text) <= LARGEST:
            sealed.store(os.path.join(self.folder, f"{key}-{name}"), run.seal + name, [text])

    def prune(self) -> None:
        """Delete what is old, and the oldest where all takes too much."""
        now = time.time()
        left = 0
        for status, path in sorted(_files(self.folder), key=lambda each: -each[0].st_mtime):
            left += status.st_size
            age = now - status.st_mtime
            is_left_over = sealed.TEMPORARY in os.path.basename(path) and age > DAY
            if left > MOST or age > OLDEST or is_left_over:
                remove([path])


def questions(record: Record) -> str:
    """What was asked of the disk, with the answers, as text."""
    return "\0".join(
        field
        for (kind, subject), answer in record.answers.items()
        if not kind[:1].isupper()  # asked of something else
        for field in (kind, subject, answer)
    )


def holds(text: str) -> bool:
    """True when all questions of `text` still have the same answers."""
    fields = text.split("\0") if text else []
    for kind, subject, answer in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
        if ask(kind, subject) != answer:
            return False
        note(kind, subject, answer)
    return True


def _files(folder: str) -> Iterator[tuple[os.stat_result, str]]:
    with os.scandir(folder) as listing:
        for entry in listing:
            try:
                if entry.is_file(follow_symlinks=False):
                    yield entry.stat(), entry.path
            except OSError:
                continue


def _touch(path: str) -> None:
    """Say that the file is in use."""
    try:
        if time.time() - os.stat(path).st_mtime > DAY:
            os.utime(path)
    except OSError:
        return
