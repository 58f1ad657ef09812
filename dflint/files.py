"""Files written whole or not at all."""

import os
from contextlib import suppress


def replace_file(path: str, data: bytes) -> None:
    """Write `data` beside `path` and put it in its place, so that nobody sees half of it; OSError when that fails."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "xb") as stream:
            stream.write(data)
        with suppress(FileNotFoundError):
            os.chmod(temporary, os.stat(path).st_mode & 0o777)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
