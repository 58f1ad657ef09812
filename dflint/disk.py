"""Questions to the file system, through one door, so that what a result depends on can be written down.

While a `Record` is open, every question and its answer is noted. Answers are short texts: asked again later, the same
answers mean that a result that was made from them still holds. Nothing else in dflint that findings depend on asks the
file system or the environment itself.
"""

import os
import stat
from collections.abc import Callable

from dflint.records import NamedTuple

try:
    from _blake2 import blake2b  # what hashlib offers, without loading all else that hashlib does
except ImportError:
    from hashlib import blake2b

MISSING = "-"
CHUNK = 1 << 16
CACHE = ".dflint_cache"


class Entry(NamedTuple):
    """One thing in a folder; `kind` is `f` for a file, `d` for a folder, `l` for a link, `o` for anything else."""

    name: str
    kind: str


class Record:
    """The questions asked while it is open, with their answers: `answers[kind, subject]`.

    `lasts` is False when something had a part in the result that cannot be asked again: a time limit, or a file that
    changed while it was read. Records may be opened inside each other; each then hears all that is asked inside it.
    """

    __slots__ = ("answers", "lasts")

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], str] = {}
        self.lasts = True

    def note(self, kind: str, subject: str, answer: str) -> None:
        """Take down one answer."""
        if self.answers.setdefault((kind, subject), answer) != answer:
            self.lasts = False

    def __enter__(self) -> "Record":
        _open.append(self)
        return self

    def __exit__(self, *args: object) -> None:
        if self in _open:
            _open.remove(self)


_open: list[Record] = []
_hidden: set[str] = set()


def hide(path: str) -> None:
    """Leave the absolute `path` out of what folders hold, as `CACHE` always is: dflint does not read its own notes."""
    _hidden.add(path)


def spoil() -> None:
    """Say that what comes out now may come out otherwise next time, though no answer changes."""
    for record in _open:
        record.lasts = False


def forget() -> None:
    """Close all records: in a copy of the process that opened them nobody will read them."""
    _open.clear()


def is_noting() -> bool:
    """True while a record is open."""
    return bool(_open)


def note(kind: str, subject: str, answer: str) -> None:
    """Tell the open records of a question that was asked without this module, but that `ask` can ask again."""
    for record in _open:
        record.note(kind, subject, answer)


def include(record: Record) -> None:
    """Tell the open records of what was asked elsewhere: in another process, or at another time."""
    for known in _open:
        for (kind, subject), answer in record.answers.items():
            known.note(kind, subject, answer)
        known.lasts &= record.lasts


class Digest:
    """A short text that stands for many bytes, which come piece by piece."""

    def __init__(self) -> None:
        self._state = blake2b(digest_size=20)

    def add(self, data: bytes) -> None:
        """Take the next bytes."""
        self._state.update(data)

    def text(self) -> str:
        """The text."""
        return self._state.hexdigest()


def digest(*parts: bytes) -> str:
    """A short text that stands for `parts`: equal for equal parts, and else different."""
    state = Digest()
    for part in parts:
        state.add(b"%d:" % len(part))
        state.add(part)
    return state.text()


def encoded(text: str) -> bytes:
    """`text` as bytes, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def exists(path: str) -> bool:
    """True for a file, folder or link that leads to one."""
    return _answer("s", path) != MISSING


def lexists(path: str) -> bool:
    """The same, also True for a link that leads nowhere."""
    return _answer("l", path) != MISSING


def isfile(path: str) -> bool:
    """True for a regular file, links followed."""
    return _answer("s", path) == "f"


def isdir(path: str) -> bool:
    """True for a folder, links followed."""
    return _answer("s", path) == "d"


def islink(path: str) -> bool:
    """True for a link, wherever it leads."""
    return _answer("l", path) == "l"


def is_program(path: str) -> bool:
    """True for a file that can be run."""
    return _answer("x", path) == "x"


def is_empty(path: str) -> bool:
    """True for a folder with nothing in it, and for one that cannot be read."""
    return _answer("b", path) == "b"


def realpath(path: str) -> str:
    """The absolute `path` with all links followed."""
    return _answer("r", path)


def variable(name: str) -> str:
    """The environment variable `name`, empty where it is not set."""
    return _answer("e", name)


def identity(path: str) -> str:
    """A text that changes when the file at `path`, a large one, is replaced or written."""
    return _answer("i", path)


def read(path: str, limit: int | None = None) -> bytes:
    """The first `limit` bytes of a file, all of them without; OSError when it cannot be read."""
    kind = "c" if limit is None else f"c{limit}"
    try:
        data = _data(path, limit)
    except OSError as error:
        note(kind, path, _failed(error))
        raise
    if _open:
        note(kind, path, digest(data))
    return data


def listing(path: str) -> list[Entry]:
    """What is in the folder `path`, by name; OSError when it cannot be read."""
    try:
        found = _entries(path)
    except OSError as error:
        note("n", path, _failed(error))
        raise
    if _open:
        note("n", path, _listed(found))
    return found


def matching(folder: str, pattern: str, hidden: bool = True) -> list[str]:
    """The paths below `folder`, relative to it, that the shell pattern `pattern` stands for, in order.

    Without `hidden` a wildcard stands for no dot at the beginning of a name.
    """
    from glob import glob

    found = sorted(path for path in glob(pattern, root_dir=folder, include_hidden=hidden) if _is_seen(folder, path))
    note(f"{'h' if hidden else 'g'}{len(folder)}", folder + pattern, digest(*map(encoded, found)))
    return found


def ask(kind: str, subject: str) -> str:
    """The present answer to a question that was noted: who wrote it down, and what it asks, is of no harm."""
    try:
        if kind in _ASKED:
            return _ASKED[kind](subject)
        if kind[:1] == "c" and _through(subject) != "o":  # a pipe would block its reader
            return digest(_data(subject, int(kind[1:]) if kind[1:] else None))
        if kind == "n":
            return _listed(_entries(subject))
        if kind[0] in "gh":
            at = int(kind[1:])
            with Record() as record:
                matching(subject[:at], subject[at:], kind[0] == "h")
            return record.answers[kind, subject]
    except OSError as error:
        return _failed(error)
    except (ValueError, LookupError):  # nothing that this version asks
        return "?"
    return "?"


def _answer(kind: str, subject: str) -> str:
    if not _open or "\0" in subject:
        return _ASKED[kind](subject)
    answer = _open[-1].answers.get((kind, subject)) or _ASKED[kind](subject)
    note(kind, subject, answer)
    return answer


def _kind(status: os.stat_result | None) -> str:
    if status is None:
        return MISSING
    mode = status.st_mode
    if stat.S_ISLNK(mode):
        return "l"
    return "d" if stat.S_ISDIR(mode) else "f" if stat.S_ISREG(mode) else "o"


def _through(path: str) -> str:
    try:
        return _kind(os.stat(path))
    except (OSError, ValueError):
        return MISSING


def _itself(path: str) -> str:
    try:
        return _kind(os.lstat(path))
    except (OSError, ValueError):
        return MISSING


def _use(path: str) -> str:
    try:
        return "x" if os.path.isfile(path) and os.access(path, os.X_OK) else MISSING
    except ValueError:
        return MISSING


def _bareness(path: str) -> str:
    try:
        with os.scandir(path) as found:
            return "b" if all(not _is_seen(path, entry.name) for entry in found) else "n"
    except OSError:
        return "b"


def _identity(path: str) -> str:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return MISSING
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_dev} {found.st_ino}"


_ASKED: dict[str, Callable[[str], str]] = {
    "s": _through,
    "l": _itself,
    "x": _use,
    "b": _bareness,
    "r": os.path.realpath,
    "i": _identity,
    "e": lambda name: os.environ.get(name, ""),
}


def _data(path: str, limit: int | None) -> bytes:
    with open(path, "rb") as stream:
        if limit is None or limit <= CHUNK:
            return stream.read(-1 if limit is None else limit)
        data = stream.read(CHUNK)  # hardly a file is larger, and room for all that may come takes time to make
        return data if len(data) < CHUNK else data + stream.read(limit - CHUNK)


def _failed(error: OSError) -> str:
    return f"!{error.errno}"


def _entries(path: str) -> list[Entry]:
    with os.scandir(path) as found:
        return sorted(Entry(entry.name, _entry_kind(entry)) for entry in found if _is_seen(path, entry.name))


def _is_seen(folder: str, path: str) -> bool:
    whole = os.path.join(folder, path)
    return CACHE not in path.split(os.sep) and not any(whole.startswith(hidden) for hidden in _hidden)


def _entry_kind(entry: "os.DirEntry[str]") -> str:
    try:
        if entry.is_symlink():
            return "l"
        return "d" if entry.is_dir(follow_symlinks=False) else "f" if entry.is_file(follow_symlinks=False) else "o"
    except OSError:
        return "o"


def _listed(found: list[Entry]) -> str:
    return digest(*(encoded(entry.kind + entry.name) for entry in found))
