"""The child process that renders Jinja2 templates, as its parent sees it: started, given jobs, asked, stopped."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LIBRARIES = ("jinja2", "markupsafe")
LONGEST_ANSWER = 100_000_000
# The garbage of loading modules is not worth looking for.
CODE = (
    "import gc, sys; gc.disable(); sys.path += sys.argv[1:]; from dflint.template.jinja_worker import main; "
    "gc.enable(); main()"
)

_early: "list[Child]" = []


@contextmanager
def early() -> Iterator[None]:
    """Start the child for templates that are to come, so that it gets ready beside this process."""
    with suppress(OSError):  # that is told when there is a template
        child = _started()
        _early.extend([child] if child is not None else [])
    try:
        yield
    finally:
        while _early:
            _early.pop().close()


def ready() -> "Child | None":
    """A child without jobs; None when Jinja2 is not there. OSError when it cannot be started."""
    return _early.pop() if _early else _started()


def _started() -> "Child | None":
    folders = libraries()
    return None if folders is None else Child(folders)


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


class Child:
    """A child process that answers jobs line by line."""

    def __init__(self, folders: list[str]) -> None:
        self.late = False
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader: threading.Thread | None = None
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", CODE, *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )

    def send(self, payload: bytes) -> None:
        """Give it all jobs, once."""
        self._reader = threading.Thread(target=self._talk, args=(payload,), daemon=True)
        self._reader.start()

    def _talk(self, payload: bytes) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        with suppress(OSError):  # it has ended, and so do its lines
            self._process.stdin.write(payload)
            self._process.stdin.close()
        line = b"-"
        while line:
            line = self._process.stdout.readline(LONGEST_ANSWER)
            self._lines.put(line)

    def line(self, seconds: float) -> bytes:
        """The next answer; empty when there is none in time or the process is gone."""
        try:
            return self._lines.get(timeout=seconds)
        except queue.Empty:
            self.late = True
            return b""

    def reason(self) -> str:
        """Why there was no answer."""
        return "the template takes too long" if self.late else "the template takes too much memory or time"

    def close(self) -> None:
        """Stop it."""
        self._process.kill()
        self._process.wait()
        if self._reader is not None:
            self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what it has not read
                if stream is not None:
                    stream.close()

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _environment() -> dict[str, str]:
    """What a process needs to start at all on this platform, and nothing else."""
    return {name: value for name, value in os.environ.items() if name.upper() in ("SYSTEMROOT", "LD_LIBRARY_PATH")}
