"""Which files an upgrade is about: the keys of an upgrade file that select, and the patterns of the command line."""

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache

from dflint.files import read_text
from dflint.globs import matches
from dflint.model.templates import JINJA, M4
from dflint.records import NamedTuple


class Candidate(NamedTuple):
    """A file that could be selected: its `path` relative to the absolute `root` of its project, and as it is `shown`.

    `kind` is the root that its component lies under (`workload`), `folder` that component, relative to `root`.
    """

    path: str
    shown: str
    root: str
    kind: str
    folder: str

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.path.rpartition("/")[2]


class Selection(NamedTuple):
    """What files must be like; what is empty asks for nothing.

    `platform` is that which templates are expanded for. `source_root` is the folder of a component, `workload` and
    `stack` its name in the build, `dockerfile` the name of the file, with or without the ending of a template. `globs`
    are patterns for paths from the current directory. All but the names in the build may be patterns.
    """

    platform: str = ""
    source_root: str = ""
    workload: str = ""
    stack: str = ""
    dockerfile: str = ""
    globs: tuple[str, ...] = ()

    def takes(self, file: Candidate) -> bool:
        """True when `file` is selected."""
        return (
            self.covers(file.shown)
            and (not self.source_root or matches(file.path, [_anchored(self.source_root)]))
            and (not self.dockerfile or any(matches(name, [self.dockerfile]) for name in _names(file)))
            and self._has_name(file)
        )

    def covers(self, shown: str) -> bool:
        """True when the patterns for paths ask for the file that is printed as `shown`, or for all."""
        return not self.globs or matches(shown, self.globs)

    def _has_name(self, file: Candidate) -> bool:
        wanted = [name for name, kind in ((self.workload, "workload"), (self.stack, "stack"))
                  if name and file.kind in ("", kind)]  # fmt: skip
        if not self.workload and not self.stack:
            return True
        return any(_plain(name) in build_names(file.root, file.folder) for name in wanted)


def _anchored(folder: str) -> str:
    """A pattern for all below `folder`, which starts at the root of the project."""
    path = os.path.normpath(folder).replace(os.sep, "/").strip("/")
    return f"/{path}" if path != "." else "**"


def _names(file: Candidate) -> Iterator[str]:
    """What a DOCKERFILE may call the file: its path below the component, and its name."""
    below = file.path.removeprefix(file.folder + "/")
    for name in dict.fromkeys((below, file.name)):
        yield name
        stem, ending = os.path.splitext(name)
        if ending.lower() in (*M4, *JINJA):
            yield stem


@cache
def build_names(root: str, folder: str) -> frozenset[str]:
    """The names that the build has for the component `folder`: that of the folder, and those in its CMake files."""
    names = {_plain(os.path.basename(os.path.join(root, folder)))}
    for path in _cmake_files(os.path.join(root, folder)):
        names.update(
            map(_plain, re.findall(r"^[ \t]*add_(?:workload|stack)\s*\(\s*\"?([\w.+-]+)", read_text(path), re.M))
        )
    return frozenset(names)


def _cmake_files(folder: str) -> Iterable[str]:
    yield os.path.join(folder, "CMakeLists.txt")
    inner = os.path.join(folder, "cmake")
    names = sorted(os.listdir(inner)) if os.path.isdir(inner) else []
    yield from (os.path.join(inner, name) for name in names if name.endswith(".cmake"))


def _plain(name: str) -> str:
    """`name` without what differs between a folder and the name that the build gives it."""
    return re.sub(r"[-_.]+", "_", name).lower()
