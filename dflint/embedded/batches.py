"""Many shell texts in few processes of ShellCheck, which work while others do.

The texts become files of a temporary folder; each process is given a part of them. One that fails or takes too long is
stopped, and its texts are tried again in smaller parts, until those that are to blame are alone.
"""

import json
import os
import select
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from dflint.cores import cores
from dflint.embedded.flow import is_flowless
from dflint.embedded.shellcheck import OPTIONS, works
from dflint.records import NamedTuple
from dflint.syntax.piece import readable

# Leaves out what takes long and changes nothing in many texts; older versions do not know it.
FLOWLESS = "--extended-analysis=false"
# So many texts are given to a process at once, more where there were many; fewer than `SMALLEST` are not worth one.
CHUNK = 24
LARGEST = 96
SMALLEST = 8
PARTS = 8
# ShellCheck takes twice as long for every `$(` inside another.
DEEPEST = 9
# So many seconds more than on others may be spent on texts that come to no end; then all that waits is left alone.
PATIENCE = 60.0

Comments = list[dict[str, Any]]


class _Part(NamedTuple):
    """Texts for one process, by number; with `flow` it follows the flow in them."""

    numbers: Sequence[int]
    flow: bool = True

    def divided(self, number: int) -> "list[_Part]":
        """The same in so many parts, or as many as there are texts."""
        return [_Part(part, self.flow) for at in range(number) if (part := self.numbers[at::number])]


class _Job(NamedTuple):
    """A process at work on the texts of `part`; what it prints goes into the file `output`."""

    process: "subprocess.Popen[bytes]"
    part: _Part
    output: str
    start: float

    @property
    def left(self) -> float:
        """Seconds that it may still take."""
        return self.start + 5 + len(self.part.numbers) / 20 - time.monotonic()


class Batches:
    """Texts on their way through up to `jobs` processes of `program` at a time; as many as there are cores by default.

    In the end `found` has the comments on each text, `given_up` those texts that it failed on, and `error` says why it
    cannot be run at all. Call `close` in any case.
    """

    def __init__(self, program: str, jobs: int = 0) -> None:
        self.program = program
        self.texts: dict[int, str] = {}
        self.found: dict[str, Comments] = {}
        self.given_up: list[str] = []
        self.error = ""
        self._folder = ""
        self._cores = jobs or cores()
        self._count = 0
        self._outputs = 0
        self._new: dict[bool, list[int]] = {True: [], False: []}
        self._slow: list[int] = []
        self._waiting: list[_Part] = []
        # None: it is not known yet whether the program has the option.
        self._has_flowless: bool | None = None
        self._running: list[_Job] = []
        self._proven = False
        self._written: set[str] = set()
        self._spent = self._wasted = 0.0

    def add(self, text: str) -> None:
        """Take one more text; work on it may begin at once."""
        flow = self._has_flowless is False or not is_flowless(text)
        # What may take long comes last, and alone.
        new = self._slow if text.count("$(") > DEEPEST and _depth(text) > DEEPEST else self._new[flow]
        new.append(self._count)
        self.texts[self._count] = text
        self._count += 1
        if len(self._new[flow]) >= min(max(CHUNK, self._count // 4), LARGEST):
            self._waiting.append(_Part(self._new[flow], flow))
            self._new[flow] = []
            self.tick()

    def flush(self) -> None:
        """Begin with what is left: there is no more to come."""
        for part in self._rest():
            self._waiting += part.divided(max(1, min(self._cores, len(part.numbers) // SMALLEST)))
        self._waiting += [_Part([number]) for number in self._slow]
        self._new, self._slow = {True: [], False: []}, []
        self._fill()

    def _rest(self) -> list[_Part]:
        """What is left, in one part where there is little of one kind."""
        if min(map(len, self._new.values())) < SMALLEST:
            return [_Part([*self._new[True], *self._new[False]], bool(self._new[True]))]
        return [_Part(numbers, flow) for flow, numbers in self._new.items()]

    @property
    def is_busy(self) -> bool:
        """True while there is something to wait for."""
        return bool(self._running or self._waiting)

    def tick(self) -> None:
        """Take what is ready and start what waits, without waiting for anything."""
        for job in [job for job in self._running if job.process.poll() is not None or job.left < 0]:
            self._take(job)
        self._fill()

    def wait(self) -> None:
        """Wait until a process is ready, or has taken too long."""
        self._fill()
        if self._running:
            _until_one_ends(self._running)
        self.tick()

    def finish(self) -> None:
        """Wait for the rest."""
        self.flush()
        while self.is_busy:
            self.wait()

    def collect(self) -> tuple[dict[str, Comments], list[str]]:
        """What is new: the comments on texts, and the texts that were given up."""
        new = self.found, self.given_up
        self.found, self.given_up = {}, []
        return new

    def close(self) -> None:
        """Stop what still runs and delete all files."""
        for job in self._running:
            _stop(job.process)
        self._running = []
        self._delete(list(self._written))
        if self._folder:
            _quietly(os.rmdir, self._folder)
        self._folder = ""

    def _fill(self) -> None:
        while self._waiting and len(self._running) < self._cores:
            part = self._waiting.pop(0)
            if self.error or self._wasted > PATIENCE + self._spent:
                self._give_up(part.numbers)
                continue
            try:
                self._running.append(self._start(part))
            except OSError as error:
                self.error = error.strerror or str(error)
                self._give_up(part.numbers)

    def _start(self, part: _Part) -> _Job:
        self._folder = self._folder or _new_folder()
        names = [self._file(number) for number in part.numbers]
        options = OPTIONS if part.flow or self._has_flowless is False else (*OPTIONS, FLOWLESS)
        output = f"{self._prefix}{self._outputs}.json"
        environment = {name: value for name, value in os.environ.items() if name != "SHELLCHECK_OPTS"}
        self._outputs += 1
        self._written.add(output)
        with open(os.path.join(self._folder, output), "wb") as stream:
            process = subprocess.Popen(
                [self.program, *options, *names],
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.PIPE,  # its end says that the process has ended, without asking again and again
            )
        return _Job(process, part, output, time.monotonic())

    @property
    def _prefix(self) -> str:
        """What file names start with: no text can know it, so none can include another."""
        return os.path.basename(self._folder).removeprefix("dflint-")

    def _file(self, number: int) -> str:
        name = f"{self._prefix}{number}"
        if name not in self._written:
            with open(os.path.join(self._folder, name), "wb", buffering=0) as stream:
                stream.write(readable(self.texts[number]).encode("utf-8", "replace"))
            self._written.add(name)
        return name

    def _take(self, job: _Job) -> None:
        self._running.remove(job)
        comments = self._read(job)
        if comments is None:
            self._fail(job)
            return
        self._proven = True
        self._has_flowless = self._has_flowless or (None if job.part.flow else True)
        self._spent += time.monotonic() - job.start
        self.found.update(comments)
        self._forget(job.part.numbers, job.output)

    def _give_up(self, numbers: Sequence[int]) -> None:
        self.given_up += [self.texts[number] for number in numbers]
        self._forget(numbers)

    def _forget(self, numbers: Sequence[int], *names: str) -> None:
        """Nothing more is to be done with these texts."""
        for number in numbers:
            del self.texts[number]
        self._delete([*names, *(f"{self._prefix}{number}" for number in numbers)])

    def _delete(self, names: Sequence[str]) -> None:
        for name in self._written.intersection(names):
            _quietly(os.unlink, os.path.join(self._folder, name))
        self._written.difference_update(names)

    def _read(self, job: _Job) -> dict[str, Comments] | None:
        """What the process says of each of its texts; None when that is nothing that can be used."""
        try:
            job.process.communicate(timeout=max(0.0, job.left))
        except subprocess.TimeoutExpired:
            _stop(job.process)
            return None
        if job.process.returncode not in (0, 1):
            return None
        try:
            with open(os.path.join(self._folder, job.output), "rb") as stream:
                comments: Comments = json.load(stream)["comments"]
            found: dict[str, Comments] = {self.texts[number]: [] for number in job.part.numbers}
            for comment in comments:
                found[self.texts[int(comment["file"].removeprefix(self._prefix))]].append(comment)
        except (ValueError, LookupError, TypeError, RecursionError):
            return None
        return found

    def _fail(self, job: _Job) -> None:
        """Try the texts of `job` again in smaller parts."""
        self._wasted += time.monotonic() - job.start
        if not job.part.flow and not self._has_flowless:
            self._has_flowless = False
            self._waiting.insert(0, _Part(job.part.numbers))
            return
        if not self._proven:
            self._proven = works(self.program)
            self.error = "" if self._proven else "it does not work"
        if len(job.part.numbers) == 1 or self.error:
            self._give_up(job.part.numbers)
        else:
            self._waiting += job.part.divided(PARTS)


def _until_one_ends(jobs: Sequence[_Job]) -> None:
    """Wait until one of `jobs` has ended, or its time is over."""
    seconds = max(0.0, min(job.left for job in jobs) + 0.01)
    if hasattr(select, "poll"):
        poll = select.poll()
        for job in jobs:
            if job.process.stderr is not None:
                poll.register(job.process.stderr, 0)  # asks for nothing, so hears only that the other end is closed
        poll.poll(seconds * 1000)
    else:
        try:
            jobs[0].process.wait(min(seconds, 0.02))
        except subprocess.TimeoutExpired:
            pass


def _new_folder() -> str:
    """A new temporary folder that nobody else may look into; made without tempfile where that need not be loaded."""
    path = os.path.join(os.environ.get("TMPDIR") or "/tmp", f"dflint-{os.urandom(8).hex()}")
    if os.name == "posix" and os.path.isabs(path):
        with suppress(OSError):
            os.mkdir(path, 0o700)
            return path
    from tempfile import mkdtemp

    return mkdtemp(prefix="dflint-")


def _depth(text: str) -> int:
    """How deeply `$(` stand inside each other."""
    deepest = depth = 0
    for char in text:
        depth += (char == "(") - (char == ")" and depth > 0)
        deepest = max(deepest, depth)
    return deepest


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate()


def _quietly(action: Callable[[str], None], path: str) -> None:
    try:
        action(path)
    except OSError:
        pass
