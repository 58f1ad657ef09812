"""Paths as dflint handles them inside (absolute, normal) and as it prints them."""

import os

from dflint import disk


def working_folder() -> str:
    """The current directory, `/` when it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return os.path.abspath(os.sep)


def absolute(path: str) -> str:
    """`path` from the current directory, without `.`, `..` and doubled slashes; links stay."""
    return os.path.normpath(os.path.join(working_folder(), path))


def shown(path: str) -> str:
    """The absolute `path` as people read it: from the current directory when it lies below, with `/` as separator."""
    below = relative(path, working_folder())
    return (path if below is None else below or ".").replace(os.sep, "/")


def relative(path: str, folder: str) -> str | None:
    """The absolute `path` as seen from the absolute `folder`, empty for the folder itself, None when not below it."""
    if path == folder:
        return ""
    start = folder if folder.endswith(os.sep) else folder + os.sep
    return path[len(start) :] if path.startswith(start) else None


def repository(folder: str) -> str | None:
    """The nearest folder at or above the absolute `folder` that holds `.git`, or None."""
    while not disk.lexists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder
