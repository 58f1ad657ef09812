"""Other processes that do pieces of work, one for each lane: what was begun in one is finished there."""

import gc
import multiprocessing
import os
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from dflint import disk
from dflint.lint.run import COPIES, Done, begun
from dflint.lint.scripts import Answers
from dflint.lint.work import Piece, Worker


class OtherLane:
    """A process of its own."""

    def __init__(self, worker: Worker, method: str) -> None:
        context = multiprocessing.get_context(method)
        self.broken = False
        self.futures: dict[Future[Done], Piece] = {}
        self._executor = ProcessPoolExecutor(1, context, _start, (worker, gc.get_threshold()))

    def begin(self, piece: Piece) -> None:
        """Begin with `piece`."""
        self._submit(_begin, piece)

    def finish(self, piece: Piece, answers: Answers) -> None:
        """Finish `piece`, which was begun here."""
        self._submit(_finish, piece, answers)

    def _submit(self, work: object, piece: Piece, *more: object) -> None:
        try:
            self.futures[self._executor.submit(work, piece, *more)] = piece  # type: ignore[arg-type]
        except BrokenProcessPool:
            self.broken = True

    def take(self) -> list[Done]:
        """What is done, each once."""
        done = []
        for future in [future for future in self.futures if future.done()]:
            del self.futures[future]
            try:
                done.append(future.result())
            except BrokenProcessPool:
                self.broken = True
        return [] if self.broken else done

    def close(self) -> None:
        """Let the process end, and wait for that: its threads must be gone when the interpreter ends."""
        self._executor.shutdown(cancel_futures=True)


class Pool:
    """So many lanes for the projects of `worker`, each a process of its own."""

    def __init__(self, worker: Worker, number: int) -> None:
        method = _method()
        worker.settle()
        if method == "fork":
            worker.prepare()
        else:
            worker.forget()
        self.lanes = [OtherLane(worker, method) for _ in range(number)]

    def wait(self, seconds: float | None) -> bool:
        """Wait until something is done, `seconds` at most; False when there is nothing to wait for."""
        futures = [future for lane in self.lanes for future in lane.futures if not lane.broken]
        wait(futures, seconds, FIRST_COMPLETED)
        return bool(futures)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        for lane in self.lanes:
            lane.close()


def helper() -> ProcessPoolExecutor:
    """One more process, for any work beside that of this one."""
    return ProcessPoolExecutor(1, multiprocessing.get_context(_method()), _settle, (gc.get_threshold(),))


def _method() -> str:
    """How to start a process: a copy of this one is ready at once, but must not be made beside other threads."""
    return "fork" if COPIES and threading.active_count() == 1 else "spawn"


_workers: list[Worker] = []


def _start(worker: Worker, threshold: tuple[int, int, int]) -> None:
    """Get a new process ready for pieces of work."""
    _settle(threshold)
    _workers.append(worker)


def _settle(threshold: tuple[int, int, int]) -> None:
    """Get a new process ready."""
    disk.forget()
    gc.freeze()
    gc.set_threshold(*threshold)
    signal.signal(signal.SIGINT, signal.SIG_DFL if os.name == "posix" else signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Nobody wants the work any more when the process that started this one is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _begin(piece: Piece) -> Done:
    return begun(_workers[0], piece)


def _finish(piece: Piece, answers: Answers) -> Done:
    return Done(piece, outcomes=_workers[0].finish(piece, answers))
