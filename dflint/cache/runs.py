"""Whole runs: what was asked of the disk, and what came out.

A run is found under what it was asked to do. Its result holds as long as every question that was asked on the way has
the same answer; asking them again takes a fraction of the time that it takes to work the result out.
"""

import os
import time
from collections.abc import Iterator

from dflint.cache import sealed
from dflint.cache.folder import RUNS, remove
from dflint.disk import Record, ask, digest, encoded, note
from dflint.records import NamedTuple

DAY = 86_400
OLDEST = 30 * DAY
MOST = 400_000_000
"""Bytes that all runs may take together."""
LARGEST = 200_000_000
"""Bytes of one text; a run with more of it is not kept."""


class Run(NamedTuple):
    """What came out: `parts` whose meaning is the caller's, and a long text in pieces."""

    parts: list[str]
    text: Iterator[str]


class Runs:
    """The runs in the cache folder `folder`."""

    def __init__(self, folder: str) -> None:
        self.folder = os.path.join(folder, RUNS)

    def recall(self, key: str, found: str) -> Run | None:
        """The run that was kept under `key`, if it found the files that `found` stands for and still holds."""
        parts = sealed.load(os.path.join(self.folder, key), key)
        if parts is None or len(parts) < 2 or parts[0] != found or not holds(parts[1]):
            return None
        text = sealed.copy_of(self._path(key), _seal(parts))
        if text is None:
            return None
        _touch(os.path.join(self.folder, key))
        _touch(self._path(key))
        return Run(parts[2:], text)

    def begin(self, key: str) -> sealed.Copy:
        """What the text of a run is to be written to, while it comes."""
        return sealed.Copy(self._path(key))

    def keep(self, key: str, found: str, record: Record, parts: list[str], copy: sealed.Copy) -> None:
        """Keep a run, all of whose text is in `copy`, if it can last. OSError when it cannot be written."""
        if not record.lasts or copy.error is not None or copy.size > LARGEST:
            return
        if any("\0" in subject for _, subject in record.answers):
            return
        head = [found, questions(record), *parts]
        sealed.store(os.path.join(self.folder, key), key, head)
        copy.finish(_seal(head))

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, f"{key}.out")

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


def _seal(head: list[str]) -> str:
    return digest(*map(encoded, head))


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
