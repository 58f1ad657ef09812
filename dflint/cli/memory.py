"""What `dflint check` remembers of earlier runs: the way between the command and the cache."""

import argparse
import os
from collections.abc import Iterable, Iterator

from dflint.cache.facts import Facts
from dflint.cache.folder import NAME, is_ours, prepare
from dflint.cache.identity import fingerprint
from dflint.cache.runs import Runs
from dflint.cache.sealed import Copy
from dflint.cache.tracked import is_tracked
from dflint.cli.view import View
from dflint.discover import Found
from dflint.disk import Record, digest, encoded, hide
from dflint.errors import CacheError
from dflint.options import STDIN, Options
from dflint.paths import absolute, relative, repository, working_folder
from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dflint.cli.fresh import Sift
    from dflint.workspace import Workspace

OFF = "DFLINT_NO_CACHE"
FAILS, BLIND = "fails", "blind"
PARTS = 4


class Outcome(NamedTuple):
    """What a run says: `text` on the standard output, in pieces, the other lines on the error output; and what that
    means."""

    text: Iterable[str]
    broken: list[str]
    missing: list[str]
    notes: list[str]
    fails: bool
    is_blind: bool


class Run(NamedTuple):
    """What is to be checked: the `paths` that lead to `found`, under `options`, with up to so many processes (`jobs`).

    `tells` says that it may show how far it is.
    """

    paths: list[str]
    options: Options
    found: Found
    jobs: int
    tells: bool


class Memory:
    """What is known of earlier runs with the same `key`, in the cache `folder`; nothing is without one.

    `found` stands for the files that there are now. `trouble` are lines about what is wrong with the cache.
    """

    def __init__(self, folder: str | None, key: str, found: str) -> None:
        self.folder = folder
        self.key = key
        self.found = found
        self.trouble: list[str] = []

    @classmethod
    def of(cls, arguments: argparse.Namespace, options: Options, found: Found, view: str) -> "Memory":
        """The memory that the options of the command choose, of runs whose output was shown in the way `view`."""
        home = home_of(arguments.paths)
        path = absolute(arguments.cache_dir) if arguments.cache_dir else os.path.join(home, NAME)
        is_nowhere = not arguments.cache_dir and home == os.path.dirname(home)
        if arguments.no_cache or os.environ.get(OFF) or STDIN in arguments.paths or is_nowhere:
            return cls(None, "", "")
        hide(path)
        new = (arguments.since, arguments.write_baseline)
        about = (fingerprint(), working_folder(), repr(options), repr(arguments.paths), repr(new), view)
        memory = cls(path, digest(*map(encoded, about)), digest(encoded(repr(found))))
        try:
            if is_ours(path) and not arguments.cache_dir:
                _must_be_own(path)
        except CacheError as error:
            memory.folder = None
            memory.trouble.append(str(error))
        return memory

    def recall(self) -> Outcome | None:
        """What an earlier run said, if that still holds."""
        run = Runs(self.folder).recall(self.key, self.found) if self.folder else None
        if run is None or len(run.parts) != PARTS:
            return None
        words = run.parts[0].split()
        broken, missing, notes = (group.split("\0")[1:] for group in run.parts[1:])
        return Outcome(run.text, broken, missing, notes, FAILS in words, BLIND in words)

    def work_out(self, run: Run, view: View, sift: "Sift") -> Outcome:
        """Check everything, and report what `sift` leaves of it; what comes out is kept while its text is read."""
        from dflint.cli.fresh import check, fails

        if self.folder is None:
            workspace, result = check(run, sift, view.printer)
            return _outcome(workspace, view.of(result), fails(workspace.projects, result))
        with Record() as record, Facts(self.folder) as facts:
            workspace, result = check(run, sift, view.printer)
        outcome = _outcome(workspace, view.of(result), fails(workspace.projects, result))
        return outcome._replace(text=self._copied(self.folder, record, facts, outcome))

    def _copied(self, folder: str, record: Record, facts: Facts, outcome: Outcome) -> Iterator[str]:
        """The text of `outcome`, which is kept with all else that is new."""
        copy = self._begun(folder)
        try:
            with record:  # a text that has changed meanwhile is noted
                for piece in outcome.text:
                    if copy is not None:
                        copy.write(piece)
                    yield piece
            facts.save()
            if copy is not None:
                self._keep(folder, record, outcome, copy)
        finally:
            facts.close()
            if copy is not None:
                copy.close()
        if facts.trouble and not self.trouble:
            self.trouble.append(facts.trouble)

    def _begun(self, folder: str) -> Copy | None:
        try:
            prepare(folder)
        except OSError as error:
            self._complain(folder, error)
            return None
        return Runs(folder).begin(self.key)

    def _keep(self, folder: str, record: Record, outcome: Outcome, copy: Copy) -> None:
        try:
            Runs(folder).keep(self.key, self.found, record, _parts(outcome), copy)
            Runs(folder).prune()
        except UnicodeError:  # a name that cannot be written
            return
        except OSError as error:
            self._complain(folder, error)
        if copy.error is not None:
            self._complain(folder, copy.error)

    def _complain(self, folder: str, error: OSError) -> None:
        if not self.trouble:
            self.trouble.append(f"{folder}: cannot write the cache: {error.strerror or error}")


def _must_be_own(path: str) -> None:
    """CacheError when the cache folder at `path` may come from somebody else, with the repository."""
    if os.path.islink(path):
        raise CacheError(f"{path}: is a link, so it is not used; name the folder with --cache-dir")
    if is_tracked(os.path.dirname(path)):
        raise CacheError(f"{path}: is checked in, so it is not used; take it out with git rm -r --cached")


def _outcome(workspace: "Workspace", text: Iterable[str], failed: bool) -> Outcome:
    return Outcome(text, workspace.broken, workspace.missing, workspace.notes, failed, workspace.is_blind)


def _parts(outcome: Outcome) -> list[str]:
    words = [word for word, is_so in ((FAILS, outcome.fails), (BLIND, outcome.is_blind)) if is_so]
    lines = (outcome.broken, outcome.missing, outcome.notes)
    return [" ".join(words), *("".join("\0" + line.replace("\0", "\ufffd") for line in group) for group in lines)]


def home_of(paths: list[str]) -> str:
    """The folder that the cache of a run over `paths` lies in.

    That is the root of the repository; without one the current directory, where the first path lies below it, or else
    that path's folder.
    """
    first = absolute(paths[0]) if paths else working_folder()
    folder = first if os.path.isdir(first) else os.path.dirname(first)
    here = working_folder()
    return repository(folder) or (folder if relative(folder, here) is None else here)
