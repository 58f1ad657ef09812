"""A run: all projects, piece by piece, in this process or in several, while ShellCheck reads their shell texts.

What comes out is the same however many processes there are: a piece of work depends on nothing but the files.
"""

import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence

from dflint import disk
from dflint.cache.facts import current
from dflint.lint.kept import Kept
from dflint.lint.scripts import Answers, Known
from dflint.lint.shelldesk import Query, ShellDesk
from dflint.lint.store import Diagnostics
from dflint.lint.work import Outcome, Piece, Print, Worker, pieces
from dflint.model.project import Project
from dflint.records import NamedTuple, Protocol

# A copy of this process is ready at once, but cannot be made where threads run, nor everywhere.
COPIES = sys.platform.startswith("linux")
# Further processes are worth their start for so many bytes of text; measured: copies pay from 60,000 on, others later.
WORTHWHILE = 64_000 if COPIES else 400_000
# So many files may be begun and not finished in one process.
WINDOW = 160
# So many pieces wait in another process for it to be ready with one.
AHEAD = 3
DIED = "a process that dflint had started ended too early; its files were checked again in another one"

Progress = Callable[[int, int], None]


class Done(NamedTuple):
    """A piece that was begun, with the texts for ShellCheck, or finished, with the outcomes of its parts."""

    piece: Piece
    texts: Mapping[str, Known] = {}
    outcomes: Sequence[Outcome] | None = None


class Lane(Protocol):
    """Where pieces are worked on. A lane that is `broken` loses what was begun in it."""

    broken: bool

    def begin(self, piece: Piece) -> None:
        """Begin with `piece`."""

    def finish(self, piece: Piece, answers: Answers) -> None:
        """Finish `piece`, which was begun here."""

    def take(self) -> list[Done]:
        """What is done, each once."""


class Here:
    """This process as a lane: what is asked for is done at once."""

    broken = False

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._done: list[Done] = []

    def begin(self, piece: Piece) -> None:
        """Begin with `piece`."""
        self._done.append(begun(self._worker, piece))

    def finish(self, piece: Piece, answers: Answers) -> None:
        """Finish `piece`."""
        self._done.append(Done(piece, outcomes=self._worker.finish(piece, answers)))

    def take(self) -> list[Done]:
        """What is done, each once."""
        done, self._done = self._done, []
        return done


def begun(worker: Worker, piece: Piece) -> Done:
    """Begin with `piece`, and finish it where ShellCheck has nothing to read."""
    texts = worker.begin(piece)
    return Done(piece, texts) if texts else Done(piece, outcomes=worker.finish(piece, Answers()))


class Share:
    """What one lane has to do: the pieces that were begun there, those `asking` ShellCheck with their texts.

    `heard` is how much of the news of ShellCheck it knows.
    """

    def __init__(self, lane: Lane, ahead: int) -> None:
        self.lane = lane
        self.open: dict[int, Piece] = {}
        self.asking: dict[int, Query] = {}
        self.heard = 0
        self._ahead = ahead

    @property
    def has_room(self) -> bool:
        """True when one more piece may be begun."""
        ready = len(self.open) - len(self.asking)
        return ready < self._ahead and sum(piece.files for piece in self.open.values()) < WINDOW


class Run:
    """All the work on `projects`; see `check`."""

    def __init__(
        self, projects: Sequence[Project], jobs: int, progress: Progress | None, printer: Print | None = None
    ) -> None:
        self.projects = projects
        self.found = Diagnostics(sum(len(project.files) for project in projects))
        self.notes: list[str] = []
        self._told: dict[int, list[str]] = {}
        self._jobs = max(1, jobs)
        self._desk = ShellDesk([project.root for project in projects], self._jobs, self.notes)
        facts = current()
        self._worker = Worker(projects, printer, self._desk.is_there)
        self._kept = Kept(projects, self._worker, self._desk, facts) if facts is not None else None
        known = set()
        for outcome in self._kept.recall() if self._kept is not None else ():
            self._add(outcome)
            known.add(outcome.order)
        self._todo = deque(pieces(self._worker, len(projects), known))
        self._finished, self._total = 0, sum(piece.files for piece in self._todo)
        self._progress = progress
        self._shares = [Share(Here(self._worker), 1)]

    def go(self) -> None:
        """Do all of it."""
        try:
            if self._jobs > 1 and sum(piece.size for piece in self._todo) >= WORTHWHILE and len(self._todo) > 1:
                self._in_parallel()
            else:
                self._work(self._desk.wait)
        finally:
            self._desk.close()
        self.notes += dict.fromkeys(note for number in sorted(self._told) for note in self._told[number])

    def _in_parallel(self) -> None:
        from dflint.lint.pool import Pool

        with Pool(self._worker, min(self._jobs, len(self._todo))) as pool:
            here = self._shares
            self._shares = [Share(lane, AHEAD) for lane in pool.lanes]
            self._work(lambda: self._wait_for(pool.wait))
        self._shares = here
        self._work(self._desk.wait)  # what no other process could do

    def _wait_for(self, wait: Callable[[float | None], bool]) -> None:
        """Wait for a process, but look after ShellCheck meanwhile."""
        if not wait(0.005 if self._desk.is_busy else None):
            self._desk.wait()

    def _work(self, wait: Callable[[], None]) -> None:
        while self._shares and (self._todo or any(share.open for share in self._shares)):
            if not self._step():
                # A process of ShellCheck for a text or two is no bargain while there is other work.
                if all(len(share.open) == len(share.asking) for share in self._shares):
                    self._desk.flush()
                wait()
            self._desk.tick()

    def _step(self) -> bool:
        """Hand out work and take what is done; False when there is nothing to do but to wait."""
        moved = False
        for share in self._shares:
            moved |= self._answer(share)
            moved |= self._begin(share)
            for done in share.lane.take():
                self._take(share, done)
                moved = True
        for share in [share for share in self._shares if share.lane.broken]:
            self._give_back(share)
        return moved

    def _begin(self, share: Share) -> bool:
        """Begin with as many pieces as there is room for."""
        moved = False
        while self._todo and share.has_room:
            piece = self._todo.popleft()
            share.open[piece.number] = piece
            share.lane.begin(piece)
            moved = True
        return moved

    def _answer(self, share: Share) -> bool:
        """Finish what ShellCheck has read."""
        if share.heard == self._desk.news:
            return False
        share.heard = self._desk.news
        ready = [(number, found) for number, query in share.asking.items() if (found := self._desk.answers(query))]
        for number, answers in ready:
            del share.asking[number]
            share.lane.finish(share.open[number], answers)
        return bool(ready)

    def _take(self, share: Share, done: Done) -> None:
        piece = done.piece
        if done.outcomes is None:
            share.asking[piece.number] = self._desk.ask(done.texts)
            return
        del share.open[piece.number]
        for outcome in done.outcomes:
            disk.include(outcome.asked)
            self._add(outcome)
            if self._kept is not None:
                self._kept.keep(outcome)
        self._finished += piece.files
        if self._progress is not None:
            self._progress(self._finished, self._total)

    def _add(self, outcome: Outcome) -> None:
        self.found.add(outcome.order, outcome.found)
        self._told[outcome.order] = outcome.notes

    def _give_back(self, share: Share) -> None:
        """Let others do what a lane has lost."""
        self._shares.remove(share)
        self._todo.extendleft(share.open.values())
        if DIED not in self.notes:
            self.notes.append(DIED)


def check(
    projects: Sequence[Project],
    jobs: int = 1,
    notes: list[str] | None = None,
    progress: Progress | None = None,
    printer: Print | None = None,
) -> Diagnostics:
    """What the rules and ShellCheck say of the files of `projects` that are in focus.

    Up to `jobs` processes work on it, if there is enough to do for them. `notes` gets a line for what could not be
    done; `progress` hears now and then how many files are done, and of how many. With a `printer` the findings are
    printed where they are made.
    """
    run = Run(projects, jobs, progress, printer)
    run.go()
    if notes is not None:
        notes += [note for note in run.notes if note not in notes]
    return run.found
