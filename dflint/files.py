"""Files written whole or not at all, and small ones read."""

import os
import stat
from contextlib import suppress

LARGEST = 1_000_000


def read_text(path: str) -> str:
    """The text of a file, its first million characters; empty where it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as stream:
            return stream.read(LARGEST)
    except OSError:
        return ""


def replace_file(path: str, data: bytes) -> None:
    """Write `data` beside `path` and put it in its place, so that nobody sees half of it; OSError when that fails.

    A file that is there already hands on its mode and its owner.
    """
    temporary = os.path.join(os.path.dirname(path), f".dflint-{os.getpid()}-{os.path.basename(path)}"[:200])
    try:
        with open(temporary, "xb") as stream:
            stream.write(data)
        with suppress(FileNotFoundError):
            _hand_on(os.stat(path), temporary)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _hand_on(status: os.stat_result, path: str) -> None:
    if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.getuid(), os.getgid()):
        os.chown(path, status.st_uid, status.st_gid)
    os.chmod(path, stat.S_IMODE(status.st_mode))
