"""The reports of two revisions, or of a revision and the work tree, side by side."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir
from functools import cache

from dflint.discover import Lister
from dflint.errors import MissingPathError
from dflint.listing import files_below
from dflint.model.project import Project
from dflint.options import DEFAULTS, Options
from dflint.paths import absolute, relative, repository, working_folder
from dflint.records import NamedTuple
from dflint.reporting.changes import Changes, Point, compare
from dflint.reporting.facts import Report
from dflint.reporting.rows import build
from dflint.revisions import Repository, Snapshot, parse_range
from dflint.workspace import open_workspace

WORK_TREE = Point("the work tree", "")
SHORT = 12
Make = Callable[[list[Project]], Report]


class History(NamedTuple):
    """The `changes` and, one line each, `broken` configurations and `notes` about what was left out."""

    changes: Changes
    broken: list[str]
    notes: list[str]


class _Side(NamedTuple):
    """One of the two states, and which of the given paths are there."""

    point: Point
    report: Report
    found: frozenset[str]
    broken: list[str]
    notes: list[str]


def history(text: str, paths: Sequence[str], options: Options = DEFAULTS, make: Make = build) -> History:
    """What changed between the revisions that `text` names (`REV..REV`, `REV...REV`, or `REV` for up to the work tree).

    `make` makes the reports. DflintError when there is no repository or revision, or when one of `paths` is in neither.
    """
    wanted = parse_range(text)
    home = Repository(working_folder())
    if options.config is not None:
        options = options._replace(config=absolute(options.config))
    points = [Point(name, home.commit(name)) for name in (wanted.old, wanted.new) if name is not None]
    if wanted.from_base:
        base = home.base(points[0].commit, points[1].commit)
        points[0] = Point(base[:SHORT], base)
    # Files of data are found by patterns of the configuration, which may come from elsewhere.
    data = options.config is not None or "preset" in options.overrides
    given = [_below(path, home) for path in paths]

    def read(point: Point, lister: Lister) -> _Side:
        return _side(point, given, options._replace(lister=lister), make)

    with home.snapshots([point.commit for point in points], data) as snapshots:
        sides = [_of(one, point, home.prefix, read) for one, point in zip(snapshots, points, strict=True)]
    if wanted.new is None:
        sides.append(read(WORK_TREE, _own_files()))
    for path, place in zip(paths, given, strict=True):
        if not any(place in side.found for side in sides):
            raise MissingPathError(
                f"{path}: no such file or folder in {' or '.join(side.point.name for side in sides)}"
            )
    before, after = sides
    return History(
        compare(before.report, after.report, before.point, after.point),
        [f"{side.point.name}: {line}" for side in sides for line in side.broken],
        [f"{side.point.name}: {line}" for side in sides for line in side.notes],
    )


def _below(path: str, home: Repository) -> str:
    """`path` as seen from the current directory; MissingPathError when it is outside of the repository."""
    here = os.path.realpath(working_folder())
    below = os.path.relpath(os.path.realpath(path), here) if os.path.isabs(path) else os.path.normpath(path)
    if os.path.normpath(os.path.join(home.prefix, below)).startswith(".."):
        raise MissingPathError(f"{path}: is outside of the repository; --diff compares what is in it")
    return below


def _of(snapshot: Snapshot, point: Point, prefix: str, read: Callable[[Point, Lister], _Side]) -> _Side:
    """A revision: its files stand where those of the work tree do, as seen from the current directory."""

    def listed(folder: str, notes: list[str]) -> Iterator[str]:
        return (path for path in snapshot.files if relative(path, folder))

    here = os.path.join(snapshot.root, prefix)
    os.makedirs(here, exist_ok=True)
    with chdir(here):
        side = read(point, listed)
    return side._replace(notes=[*snapshot.notes, *side.notes])


def _own_files() -> Lister:
    """Lists the files of the work tree without those of other repositories in it."""
    top = cache(repository)
    own = top(working_folder())

    def listed(folder: str, notes: list[str]) -> Iterator[str]:
        return (path for path in files_below(folder, notes) if top(os.path.dirname(path)) == own)

    return listed


def _side(point: Point, given: list[str], options: Options, make: Make) -> _Side:
    found = [path for path in given if os.path.lexists(path)]
    workspace = open_workspace(found, options)
    return _Side(point, make(workspace.projects), frozenset(found), workspace.broken, workspace.notes)
