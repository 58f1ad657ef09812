"""The files that a run is about, as projects: each with its settings, grouped by the root of its project."""

import os
from collections.abc import Iterable, Iterator

from dflint import disk
from dflint.config import Configuration, Origin
from dflint.discover import Found, find, neighbours
from dflint.errors import ConfigError
from dflint.globs import matches
from dflint.listing import files_below
from dflint.model.file import Entry
from dflint.model.project import Project, load
from dflint.options import DEFAULTS, STDIN, Options
from dflint.paths import absolute, relative, repository, shown, working_folder
from dflint.records import NamedTuple
from dflint.settings import Settings

_UNSET = Settings()


class Workspace(NamedTuple):
    """The projects, ordered by root.

    `missing` are given paths that are not there, `broken` configurations that cannot be read, one line each (the files
    that they govern are left out), `notes` lines about other files that were left out.
    """

    projects: list[Project]
    missing: list[str]
    broken: list[str]
    notes: list[str]

    @property
    def is_blind(self) -> bool:
        """True when nothing was read, and something could not be."""
        return not self.projects and any("cannot read" in note for note in self.notes)


class _Candidate(NamedTuple):
    """A file to read, its settings still missing, and the given folder that it was found in."""

    entry: Entry
    given: str | None = None


def open_workspace(paths: Iterable[str], options: Options = DEFAULTS, found: Found | None = None) -> Workspace:
    """Find the Dockerfiles that `paths` mean. ConfigError when `options` are wrong, never for a bad file.

    `found` is what `paths` lead to, where that is known already.
    """
    given = list(paths)
    configuration = Configuration(
        options.overrides, isolated=options.isolated, file=options.config, build_args=options.build_args
    )
    if found is None:
        found = find((path for path in given if path != STDIN), options.lister or files_below)
    seen: set[str] = set()
    broken: dict[str, None] = {}
    entries: dict[str, list[Entry]] = {}
    searched: dict[str, set[str]] = {}
    for entry, folder in _candidates(found, options, STDIN in given):
        if entry.path in seen:
            continue
        seen.add(entry.path)
        try:
            origin = configuration.of(entry.path)
        except ConfigError as error:
            broken[str(error)] = None
            continue
        if entry.explicit or not is_excluded(entry.path, origin):
            root = project_root(entry.path, folder, origin.settings.roots)
            entries.setdefault(root, []).append(entry._replace(settings=origin.settings, home=origin.home))
            if folder is not None:
                searched.setdefault(root, set()).add(folder)
    projects = [load(root, members, searched.get(root, ())) for root, members in sorted(entries.items())]
    return Workspace(projects, found.missing, list(broken), found.notes)


def open_projects(paths: Iterable[str], options: Options = DEFAULTS) -> list[Project]:
    """The projects that `paths` mean; ConfigError for any configuration that cannot be read."""
    workspace = open_workspace(paths, options)
    for message in workspace.broken:
        raise ConfigError(message)
    return workspace.projects


def _candidates(found: Found, options: Options, stdin: bool) -> Iterator[_Candidate]:
    """The files to read; those that were named come first, those that are only context last."""
    folders = {os.path.dirname(path) for path in found.named}
    if stdin:
        name = options.stdin_filename
        path = absolute(name or "Dockerfile")
        folders |= {os.path.dirname(path)} if name else set()
        yield _Candidate(_entry(path)._replace(shown=shown(path) if name else STDIN, explicit=True, data=options.data))
    for path in found.named:
        yield _Candidate(_entry(path)._replace(explicit=True))
    for path, given in found.files.items():
        yield _Candidate(_entry(path), given)
    for folder in sorted(folders):
        for path in neighbours(folder):
            yield _Candidate(_entry(path)._replace(focus=False))


def _entry(path: str) -> Entry:
    return Entry(path, shown(path), _UNSET)


def is_excluded(path: str, origin: Origin) -> bool:
    """True when the settings say not to look at the absolute `path`."""
    patterns = origin.settings.exclude
    below = relative(path, origin.folder) if patterns else None
    return below is not None and matches(below.replace(os.sep, "/"), patterns)


def project_root(path: str, given: str | None, roots: tuple[str, ...]) -> str:
    """The absolute folder that the component paths of the file `path` start at.

    The folder that was `given`, where it holds one of `roots`; else the outermost one of the repository in which the
    file lies under `<root>/<component>`; else the repository, the folder given, the current directory or the file's.
    """
    folder = os.path.dirname(path)
    if given is not None and any(disk.isdir(os.path.join(given, root)) for root in roots):
        return given
    home = repository(folder)
    conventional = _above_roots(folder, home, roots)
    if conventional is not None:
        return conventional
    here = working_folder()
    return home or given or (folder if relative(folder, here) is None else here)


def _above_roots(folder: str, home: str | None, roots: tuple[str, ...]) -> str | None:
    """The outermost folder, from `home` on, that holds `folder` as `<root>/<component>`."""
    above = []
    while folder != home and os.path.dirname(folder) != folder:
        above.append(folder)
        folder = os.path.dirname(folder)
    for upper, lower in zip(reversed(above), reversed(above[:-1]), strict=False):
        if os.path.basename(upper) in roots and os.path.basename(lower) not in roots:
            return os.path.dirname(upper)
    return None
