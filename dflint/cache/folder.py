"""The folder of the cache: where it is, what marks it as one, how it is made and deleted."""

import os
from collections.abc import Iterable

from dflint.disk import CACHE
from dflint.errors import CacheError

NAME = CACHE
TAG = "CACHEDIR.TAG"
TAG_TEXT = b"""Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of dflint. It can be deleted at any time; dflint clean does that.
"""
IGNORE = ".gitignore"
IGNORE_TEXT = b"*\n"
RUNS = "runs"
FACTS = "facts.db"


def is_ours(path: str) -> bool:
    """True for a cache folder, also one that is empty yet; CacheError when something else is there."""
    if not os.path.lexists(path):
        return False
    if not os.path.isdir(path):
        raise CacheError(f"{path}: is no folder, so there is no cache; delete it, or say --cache-dir")
    marked = True
    try:
        marked = not os.listdir(path)  # asked first: another dflint may be making it
        with open(os.path.join(path, TAG), "rb") as stream:
            marked = TAG_TEXT.startswith(stream.read(len(TAG_TEXT) + 1))
    except FileNotFoundError:
        pass
    except OSError as error:
        raise CacheError(f"{path}: cannot read the cache: {error.strerror or error}") from None
    if not marked:
        raise CacheError(f"{path}: is no cache of dflint, so it is not used; give --cache-dir another folder")
    return True


def prepare(path: str) -> None:
    """Make the folder, where it is not there yet, and what marks it; OSError when that fails.

    The mark comes first: a folder with anything else and without it is somebody else's.
    """
    os.makedirs(path, exist_ok=True)
    for name, text in ((TAG, TAG_TEXT), (IGNORE, IGNORE_TEXT)):
        mark = os.path.join(path, name)
        if not os.path.lexists(mark) or (os.path.isfile(mark) and os.path.getsize(mark) < len(text)):
            with open(mark, "wb") as stream:
                stream.write(text)
    os.makedirs(os.path.join(path, RUNS), exist_ok=True)


def clean(path: str) -> bool:
    """Delete the cache folder; False when there is none. CacheError when it is something else, or stays."""
    if not is_ours(path):
        return False
    if os.path.islink(path):
        raise CacheError(f"{path}: is a link, so it is left alone; delete it yourself")
    import shutil

    try:
        shutil.rmtree(path)
    except OSError as error:
        raise CacheError(f"{error.filename or path}: cannot be deleted: {error.strerror or error}") from None
    return True


def remove(paths: Iterable[str]) -> None:
    """Delete files; those that stay do no harm."""
    for path in paths:
        try:
            os.unlink(path)
        except OSError:
            continue
