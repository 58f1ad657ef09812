"""The child process that renders Jinja2 templates: jobs come in on stdin (marshal), answers go out as lines of JSON.

It runs under limits of time and memory, and an audit hook ends whatever would start a program, write a file or open a
connection, should a template find a way around Jinja2's sandbox. The first line that it writes says that it is ready.
"""

import json
import marshal
import random
import signal
import sys
from typing import Any

from jinja2 import TemplateError, TemplateNotFound
from jinja2 import __version__ as jinja_version
from jinja2.exceptions import SecurityError

from dflint import disk
from dflint.template.jinja_loader import ROOT, Loader, not_found
from dflint.template.jinja_sandbox import LimitError, Sandbox, where
from dflint.template.jinja_text import Traced

MEMORY = 512 * 1024 * 1024
SECONDS = 0.8
MOST_CPU = 3
REFUSED = (
    "os.",
    "subprocess.",
    "socket.",
    "ctypes.",
    "shutil.",
    "pty.",
    "winreg.",
    "_winapi.",
    "webbrowser.",
    "urllib.",
)
ALLOWED = {"os.listdir", "os.scandir"}
WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000


class TimeIsUp(BaseException):
    """The time of a template is over; nothing that a template can write catches it."""


class Refused(BaseException):
    """Something went around the sandbox."""


def guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: refuse whatever a template has no business with."""
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & WRITING):
            raise Refused("writes a file")
    elif event.startswith(REFUSED) and event not in ALLOWED:
        raise Refused(event)


def limit() -> None:
    """Bound memory, files and processes, where the platform can."""
    try:
        import resource
    except ImportError:
        return
    wanted = {"RLIMIT_AS": MEMORY, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NPROC": 0}
    for name, most in wanted.items():
        try:
            resource.setrlimit(getattr(resource, name), (most, most))
        except (AttributeError, OSError, ValueError):
            pass


def clock(seconds: float) -> None:
    """Let the time run out after `seconds` of computing; 0 stops the clock."""
    if not hasattr(signal, "setitimer"):
        return
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.05 if seconds else 0)
    if seconds:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + MOST_CPU, -1))
        except (OSError, ValueError):
            pass


def _ring(*_: object) -> None:
    raise TimeIsUp


def render(job: dict[str, Any]) -> dict[str, Any]:
    """What becomes of one job: `text` with `starts` and `origins`, `files`, `notes`, `error`, `asked` (of the disk)."""
    random.seed(0)
    with disk.Record() as record:
        result = _rendered(job)
    return result | {"asked": [[*question, answer] for question, answer in record.answers.items()]}


def _rendered(job: dict[str, Any]) -> dict[str, Any]:
    loader = Loader(job["path"], job["text"], job["root"], job["folders"])
    sandbox = Sandbox(loader, **job["options"])
    result: dict[str, Any] = {"error": None}
    try:
        try:
            clock(SECONDS)
            template = sandbox.get_template(ROOT)
            text = sandbox.concat(template.root_render_func(template.new_context(job["variables"])))
        finally:
            clock(0)
        result |= _traced(text)
    except (Exception, TimeIsUp, Refused) as error:
        kind, message = not_found(error, loader) if isinstance(error, TemplateNotFound) else explain(error)
        result["error"] = [kind, message, where(sandbox, error)]
    return result | {"files": loader.files, "notes": list(sandbox.notes)}


def _traced(text: Traced) -> dict[str, Any]:
    return {"text": text._rope.text, "starts": text._rope.starts, "origins": text._rope.origins}


def explain(error: BaseException) -> tuple[str, str]:
    """Kind and message of an error."""
    if isinstance(error, TimeIsUp):
        return "limit", "the template takes too long"
    if isinstance(error, MemoryError):
        return "limit", "the template takes too much memory"
    if isinstance(error, RecursionError):
        return "limit", "the template is nested too deep"
    if isinstance(error, OverflowError | LimitError):
        return "limit", str(error)
    if isinstance(error, SecurityError | Refused):
        return "forbidden", f"out of bounds: {error}"
    if isinstance(error, TemplateError):
        return "error", str(error.message or error)
    return "error", f"{type(error).__name__}: {error}"


def answer(job: bytes) -> str:
    """The line that answers a job."""
    try:
        return json.dumps(render(marshal.loads(job)))
    except (Exception, TimeIsUp) as error:
        return json.dumps({"error": [*explain(error), [0, 0, 0, False]], "files": [], "notes": []})


def main() -> None:
    """Answer all jobs, one after the other."""
    jobs = marshal.loads(sys.stdin.buffer.read())
    if hasattr(signal, "SIGPROF"):
        signal.signal(signal.SIGPROF, _ring)
    print(json.dumps({"jinja2": jinja_version}), flush=True)
    limit()
    sys.addaudithook(guard)
    for job in jobs:
        print(answer(job), flush=True)
