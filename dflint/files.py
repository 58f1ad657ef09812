"""Files written whole or not at all."""

import os
import stat
from contextlib import suppress


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
