"""Small results by key, in a database: what ShellCheck says of a script, what the rules say of a file.

The database is sqlite, with a journal of its own and no write-ahead log: that needs no shared memory, so it works on
every file system that has locks, and a folder that cannot be written to can still be read. Each value carries a seal
over its key and itself, since sqlite does not notice when a page holds other bytes than those that were written.
"""

import os
import stat
import time
from collections.abc import Iterable, Iterator

from dflint.cache.folder import FACTS, prepare, remove
from dflint.disk import digest
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

SCHEMA = 1
MARK = 0x64666C74
SEAL = 40
DAY = 86_400
OLDEST = 30
"""Days that a result is kept after it was last of use."""
FRESH = 3
"""Days after which the use of a result is noted again."""
MOST = 256_000_000
"""Bytes that the database may take."""
AT_ONCE = 4_000_000
"""Bytes of new results that may wait to be written."""
PATIENCE = 0.25
CHUNK = 400
TABLE = "CREATE TABLE fact (key TEXT PRIMARY KEY, used INTEGER NOT NULL, value BLOB NOT NULL)"


_current: "list[Facts]" = []


def current() -> "Facts | None":
    """The facts that this run keeps, None when it keeps none."""
    return _current[-1] if _current else None


class Facts:
    """The database in the cache folder `folder`.

    No method raises: `trouble` says in one line what went wrong, and then there is nothing to be had.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.path = os.path.join(folder, FACTS)
        self.trouble = ""
        self._today = int(time.time() / DAY)
        self._base: sqlite3.Connection | None = None
        self._is_opened = False
        self._is_bad = False
        self._file: tuple[int, int] | None = None
        self._new: dict[str, bytes] = {}
        self._size = 0
        self._used: list[str] = []

    def __enter__(self) -> "Facts":
        """Make these the current ones."""
        _current.append(self)
        return self

    def __exit__(self, *args: object) -> None:
        _current.remove(self)

    def get(self, key: str) -> bytes | None:
        """The value under `key`, or None."""
        return next((value for _, value in self.get_all([key])), None)

    def get_all(self, keys: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Those of `keys` that have a value, in any order, each with its value."""
        wanted = list(keys)
        for at in range(0, len(wanted), CHUNK):
            yield from self._rows(wanted[at : at + CHUNK])

    def put(self, key: str, value: bytes) -> None:
        """Keep `value` under `key`, once `save` is called, or there is much to write."""
        self._new[key] = value
        self._size += len(value)
        if self._size > AT_ONCE:
            self.save()

    def save(self) -> None:
        """Write down all that is new, in one piece."""
        if not self._new and not self._used:
            return
        self._store()
        self._new, self._used, self._size = {}, [], 0

    def _store(self) -> None:
        base = self._connected() if not self._is_bad else None
        if self._is_bad or (base is None and _is_new(self.path) and not self.trouble):
            base = self._created()
        if base is None:
            return
        try:
            self._write(base)
        except Exception as error:
            self._fail(error)

    def close(self) -> None:
        """Let go of the database; what was not saved is lost."""
        base, self._base = self._base, None
        if base is not None:
            try:
                base.close()
            except Exception:  # it is of no use any more, and nothing was promised
                return

    def _rows(self, keys: list[str]) -> list[tuple[str, bytes]]:
        base = self._connected()
        if base is None:
            return []
        try:
            marks = ",".join("?" * len(keys))
            rows = base.execute(f"SELECT key, used, value FROM fact WHERE key IN ({marks})", keys).fetchall()
        except Exception as error:
            self._fail(error)
            return []
        found = []
        for key, used, value in rows:
            if not isinstance(value, bytes) or value[:SEAL] != _seal(key, value[SEAL:]):
                continue
            found.append((key, value[SEAL:]))
            if not isinstance(used, int) or used + FRESH <= self._today:
                self._used.append(key)
        return found

    def _connected(self) -> "sqlite3.Connection | None":
        """The database as it is, if it is there."""
        if self._is_opened or self.trouble:
            return self._base
        self._is_opened = True
        self._file = _file(self.path)
        if _is_new(self.path):
            return None
        try:
            base = self._base = _connect(self.path)
            marks = [base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        except Exception as error:
            self._fail(error)
            return None
        if marks != [MARK, SCHEMA]:
            self._is_bad = True
            self.close()
        return self._base

    def _created(self) -> "sqlite3.Connection | None":
        """A new database, in the place of one that is of no use."""
        self.close()
        self._is_opened = True
        try:
            prepare(self.folder)
            if self._is_bad and self._file == _file(self.path):
                remove(self.path + ending for ending in ("", "-journal", "-wal", "-shm"))
            base = self._base = _connect(self.path, create=True)
            self._file = _file(self.path)
            base.execute("PRAGMA auto_vacuum = FULL")
            base.execute("BEGIN IMMEDIATE")
            if base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                base.execute(TABLE)
                base.execute(f"PRAGMA application_id = {MARK}")
                base.execute(f"PRAGMA user_version = {SCHEMA}")
            base.execute("COMMIT")
        except Exception as error:
            self._fail(error)
            return None
        self._is_bad = False
        return base

    def _write(self, base: "sqlite3.Connection") -> None:
        base.execute("BEGIN IMMEDIATE")
        rows = ((key, self._today, _seal(key, value) + value) for key, value in self._new.items())
        base.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?, ?)", rows)
        base.executemany("UPDATE fact SET used = ? WHERE key = ?", ((self._today, key) for key in self._used))
        base.execute("DELETE FROM fact WHERE used < ?", (self._today - OLDEST,))
        base.execute("COMMIT")
        self._shrink(base)

    def _shrink(self, base: "sqlite3.Connection") -> None:
        """Delete the results that were not of use for longest, until there is room again."""
        size = os.path.getsize(self.path)
        if size > MOST:
            total = base.execute("SELECT count(*) FROM fact").fetchone()[0]
            query = "DELETE FROM fact WHERE key IN (SELECT key FROM fact ORDER BY used LIMIT ?)"
            base.execute(query, (max(1, total // 2),))

    def _fail(self, error: Exception) -> None:
        """Note what went wrong; another dflint that is at work is no trouble."""
        import sqlite3

        self.close()
        self._is_opened = True
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return
        if self._file != _file(self.path):  # it has put another one there
            return
        if not isinstance(error, sqlite3.Error) or (code is not None and code & 0xFF in _outside()):
            self.trouble = self.trouble or f"{self.path}: cannot use the cache: {error}"
        else:
            self._is_bad = True


def _connect(path: str, *, create: bool = False) -> "sqlite3.Connection":
    """Open the file at `path`, and nothing that a link there leads to."""
    if os.path.lexists(path) and (os.path.islink(path) or not os.path.isfile(path)):
        raise OSError("it is no file; dflint clean deletes it")
    import sqlite3
    from urllib.parse import quote

    place = quote(os.fsencode(os.path.abspath(path).replace(os.sep, "/")))
    mode = "rwc" if create else "rw"
    base = sqlite3.connect(
        f"file:{'' if place[0] == '/' else '/'}{place}?mode={mode}", PATIENCE, isolation_level=None, uri=True
    )
    base.execute("PRAGMA synchronous = OFF")  # a killed run loses nothing; what a power cut leaves has no seal
    return base


def _is_new(path: str) -> bool:
    """True where there is no database yet, or one that another dflint is just making."""
    try:
        status = os.lstat(path)
    except OSError:
        return True
    return stat.S_ISREG(status.st_mode) and status.st_size == 0


def _file(path: str) -> tuple[int, int] | None:
    """What tells the file at `path` from one that takes its place; None when there is none."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _outside() -> tuple[int, ...]:
    """Errors for which the file is not to blame: a new one would not be better."""
    import sqlite3 as s

    return (s.SQLITE_FULL, s.SQLITE_READONLY, s.SQLITE_CANTOPEN, s.SQLITE_IOERR, s.SQLITE_PERM, s.SQLITE_NOMEM)


def _seal(key: str, value: bytes) -> bytes:
    return digest(key.encode(), value).encode()
