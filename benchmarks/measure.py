"""One run of a program, with what it cost; and what many runs cost."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

MEGABYTE = 1_000_000
# The unit of the largest memory that the system tells, in bytes.
UNIT = 1 if sys.platform == "darwin" else 1024
PAUSE = 0.1


class Sample(NamedTuple):
    """What one run cost: seconds until it ended, seconds of all cores, and bytes of memory.

    Processes that it started count; those that live at the same time are added up where the system tells (Linux), ten
    times a second. `floor` is how much memory is the least that can be told. `status` is the exit code, None for
    a run that was stopped because it took too long; `told` is the first line of what it said on the error output.
    """

    wall: float
    cpu: float
    peak: int
    floor: int
    status: int | None
    told: str = ""


class Cost(NamedTuple):
    """Medians of the times in seconds, and the most memory in bytes; `is_late` means that they are more than that."""

    wall: float
    cpu: float
    peak: int
    floor: int
    is_late: bool = False


def run(command: Sequence[str], folder: Path, limit: float, environment: Mapping[str, str]) -> Sample:
    """Run `command` in `folder`, for no more than `limit` seconds; needs a system that has wait4."""
    with tempfile.TemporaryFile() as errors:
        start = perf_counter()
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        except OSError as error:
            return Sample(0, 0, 0, 0, 127, str(error))
        watch = _Watch(process.pid, limit)
        watch.start()
        _, state, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - start
        watch.end()
        process.returncode = os.waitstatus_to_exitcode(state)
        errors.seek(0)
        told = errors.read(10_000).decode(errors="replace").partition("\n")[0]
    # The system counts a new process as large as the one that starts it.
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
    peak = max(usage.ru_maxrss * UNIT, watch.peak)
    status = None if watch.is_late else process.returncode
    return Sample(wall, usage.ru_utime + usage.ru_stime, peak, floor, status, told)


class _Watch(threading.Thread):
    """Adds up the memory of a session of processes, and stops them after `limit` seconds."""

    def __init__(self, session: int, limit: float) -> None:
        super().__init__(daemon=True)
        self._session = session
        self._until = perf_counter() + limit
        self._over = threading.Event()
        self.is_late = False
        self.peak = 0

    def run(self) -> None:
        """Until the end, or until it is too late."""
        while not self._over.wait(PAUSE):
            self.peak = max(self.peak, sum(_memory(process) for process in _members(self._session)))
            if perf_counter() > self._until:
                self.is_late = True
                os.killpg(self._session, signal.SIGKILL)
                return

    def end(self) -> None:
        """There is nothing more to watch."""
        self._over.set()
        self.join()


def _members(session: int) -> Iterator[Path]:
    """The folders in /proc of the processes of a session."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[3:4] == [str(session)]:
            yield folder


def _memory(process: Path) -> int:
    """Bytes of a process; of what it shares with others, its part."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def cost(samples: Sequence[Sample]) -> Cost:
    """What `samples`, at least one, come to."""
    return Cost(
        median(sample.wall for sample in samples),
        median(sample.cpu for sample in samples),
        max(sample.peak for sample in samples),
        max(sample.floor for sample in samples),
        any(sample.status is None for sample in samples),
    )
