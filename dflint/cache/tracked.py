"""Whether git tracks the cache folder: what comes with a repository was written by somebody else."""

import os

from dflint.disk import CACHE

# In this version of the index names are cut short, and with this extension they are in another file.
SHORT = b"\0\0\0\4"
SHARED = b"link\0"


def is_tracked(home: str) -> bool:
    """True when the repository in the folder `home` holds a cache folder at its root."""
    try:
        with open(os.path.join(_git_folder(os.path.join(home, ".git")), "index"), "rb") as stream:
            data = stream.read()
    except OSError:
        return False
    might_be = CACHE.encode() + b"/" in data or data[4:8] == SHORT or SHARED in data
    return might_be and _ask(home)


def _git_folder(path: str) -> str:
    """The folder that `.git` is, or leads to."""
    if os.path.isdir(path):
        return path
    with open(path, "rb") as stream:
        text = os.fsdecode(stream.read(4096))
    return os.path.join(os.path.dirname(path), text.partition("gitdir:")[2].strip())


def _ask(home: str) -> bool:
    import subprocess

    command = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--", CACHE]
    try:
        done = subprocess.run(command, check=False, cwd=home, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError:
        return True
    return bool(done.stdout)
