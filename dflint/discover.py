"""Which files to read: the Dockerfiles that the given paths mean.

A file that is named is always taken. Below a folder names decide, what git ignores is left out, and so is a link that
leaves the repository.
"""

import os
from collections.abc import Callable, Iterable

from dflint import disk
from dflint.listing import files_below
from dflint.model.templates import ENDINGS
from dflint.paths import absolute, relative, repository, shown
from dflint.records import NamedTuple

Lister = Callable[[str, list[str]], Iterable[str]]
STARTS = ("Dockerfile", "Containerfile")
ENDS = (".Dockerfile", ".dockerfile")
# Endings of documents and data, which no Dockerfile has.
DOCUMENTS = frozenset((
    ".dockerignore", ".containerignore", ".md", ".rst", ".txt", ".adoc", ".html", ".htm", ".css", ".json", ".yml",
    ".yaml", ".toml", ".xml", ".csv", ".log", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".pdf", ".zip", ".gz", ".tgz",
    ".xz", ".tar", ".pyc", ".class", ".o", ".so", ".snap", ".patch", ".diff", ".lock", ".ipynb",
))  # fmt: skip
# Endings of programs: `Dockerfile.go` may still be a Dockerfile, `DockerfileParser.go` is none.
PROGRAMS = frozenset((
    ".py", ".pyi", ".sh", ".bash", ".bats", ".ps1", ".go", ".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx", ".vue",
    ".java", ".kt", ".scala", ".groovy", ".rb", ".rs", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".fs", ".php",
    ".pl", ".lua", ".r", ".R", ".swift", ".ex", ".exs", ".hs", ".ml", ".sql", ".vim", ".el", ".nix", ".tf",
))  # fmt: skip


class Found(NamedTuple):
    """What the given paths lead to; all paths are absolute, in order.

    `named` are the files given as such; `files` are those found below folders, each with the folder that was given.
    `missing` are given paths that are not there, `notes` lines about what was left out.
    """

    named: list[str]
    files: dict[str, str]
    missing: list[str]
    notes: list[str]


def find(paths: Iterable[str], lister: Lister = files_below) -> Found:
    """The Dockerfiles that `paths` mean; `lister` gives the files below a folder."""
    found = Found([], {}, [], [])
    for given in paths:
        path = absolute(given)
        if os.path.isdir(path):
            _add_folder(path, found, lister)
        elif os.path.lexists(path):
            found.named.append(path)
        else:
            found.missing.append(given)
    return found


def _add_folder(folder: str, found: Found, lister: Lister) -> None:
    before = len(found.files)
    listed = (path for path in lister(folder, found.notes) if is_dockerfile(path))
    for path in sorted(listed):
        if path not in found.files and _is_taken(path, folder, found.notes):
            found.files[path] = folder
    if len(found.files) == before and is_dockerfile(folder):
        found.notes.append(f"{shown(folder)}: is a folder, and no Dockerfile is in it")


def is_dockerfile(path: str) -> bool:
    """True when the file `path` is a Dockerfile or the template of one, by its name.

    Where the name could be that of a program as well, the first lines decide.
    """
    if "ockerfile" not in path and "ontainerfile" not in path:  # most files of a large repository
        return False
    name = os.path.basename(path)
    if not name.startswith(STARTS):
        stem, ending = os.path.splitext(name)
        return name.endswith(ENDS) or (ending.lower() in ENDINGS and stem.endswith(ENDS))
    stem, ending = os.path.splitext(name)
    if ending in DOCUMENTS:
        return False
    return ending not in PROGRAMS or (stem.partition(".")[0] in STARTS and _reads_like_one(path))


def _reads_like_one(path: str) -> bool:
    if not disk.isfile(path):
        return False
    try:
        head = disk.read(path, 4096)
    except OSError:
        return False
    return any(line.startswith((b"FROM ", b"ARG ")) for line in head.splitlines())


def neighbours(folder: str) -> list[str]:
    """The Dockerfiles directly in `folder`, ordered by name; none when it cannot be read."""
    try:
        names = [entry.name for entry in disk.listing(folder)]
    except OSError:
        return []
    paths = (os.path.join(folder, name) for name in names)
    return [path for path in paths if is_dockerfile(path) and disk.isfile(path)]


def _is_taken(path: str, given: str, notes: list[str]) -> bool:
    """True for a regular file, and for a link that stays in the repository or leads nowhere."""
    if not os.path.islink(path) or not os.path.exists(path):
        return os.path.isfile(path) or os.path.islink(path)
    home = repository(os.path.dirname(path))
    if relative(os.path.realpath(path), os.path.realpath(home or given)) is None:
        notes.append(f"{shown(path)}: is a link out of {'the repository' if home else shown(given)}, so it is not read")
        return False
    return os.path.isfile(path)
