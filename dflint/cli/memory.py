"""What `dflint check` remembers of earlier runs: the way between the command and the cache."""

import argparse
import os
from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from dflint.cache.facts import Facts
from dflint.cache.folder import NAME, is_ours, prepare
from dflint.cache.identity import fingerprint
from dflint.cache.runs import Run, Runs
from dflint.cli.view import View
from dflint.discover import Found
from dflint.disk import Record, digest, encoded, hide
from dflint.errors import CacheError
from dflint.options import STDIN, Options
from dflint.paths import absolute, relative, repository, working_folder

if TYPE_CHECKING:
    from dflint.output.result import Result

OFF = "DFLINT_NO_CACHE"
FAILS, BLIND = "fails", "blind"
RESULT = "result"
PARTS = 5


class Outcome(NamedTuple):
    """What a run says: `text` on the standard output, the other lines on the error output; and what that means."""

    text: str
    broken: list[str]
    missing: list[str]
    notes: list[str]
    fails: bool
    is_blind: bool


class Memory:
    """What is known of earlier runs with the same `key`, in the cache `folder`; nothing is without one.

    `trouble` are lines about what is wrong with the cache.
    """

    def __init__(self, folder: str | None, key: str, found: str) -> None:
        self.folder = folder
        self.key = key
        self.found = found
        self.trouble: list[str] = []
        self._record: Record | None = None
        self._result: Result | None = None
        self._run: Run | None = None
        self._facts: Facts | None = None
        self._view: View | None = None
        self._outcome: Outcome | None = None

    @classmethod
    def of(cls, arguments: argparse.Namespace, options: Options, found: Found) -> "Memory":
        """The memory that the options of the command choose."""
        if arguments.no_cache or os.environ.get(OFF) or STDIN in arguments.paths:
            return cls(None, "", "")
        path = absolute(arguments.cache_dir) if arguments.cache_dir else os.path.join(home_of(arguments.paths), NAME)
        hide(path)
        key = digest(*map(encoded, (fingerprint(), working_folder(), repr(options), repr(arguments.paths))))
        memory = cls(path, key, digest(encoded(repr(found))))
        try:
            if is_ours(path) and not arguments.cache_dir and os.path.islink(path):
                raise CacheError(f"{path}: is a link, so it is not used; name the folder with --cache-dir")
        except CacheError as error:
            memory.folder = None
            memory.trouble.append(str(error))
        return memory

    def recall(self, view: View) -> Outcome | None:
        """What an earlier run said, if that still holds."""
        run = Runs(self.folder).recall(self.key, self.found) if self.folder else None
        if run is None or self.folder is None or len(run.parts) != PARTS:
            return None
        words = run.parts[0].split()
        text = Runs(self.folder).view(self.key, run, view.name)
        if text is None:
            text = self._drawn(run, view)
            self._run, self._view = run, view
        if text is None:
            return None
        broken, missing, notes = (group.split("\0")[1:] for group in run.parts[1:4])
        self._outcome = Outcome(text, broken, missing, notes, FAILS in words, BLIND in words)
        return self._outcome

    def _drawn(self, run: Run, view: View) -> str | None:
        """What the result of `run` looks like in a view that nobody has asked for yet."""
        from dflint.output.saved import load

        saved = Runs(self.folder).view(self.key, run, RESULT) if self.folder else None
        return None if saved is None or digest(encoded(saved)) != run.parts[-1] else view.of(load(saved))

    def work_out(self, paths: list[str], options: Options, found: Found, view: View, jobs: int) -> Outcome:
        """Check everything with up to `jobs` processes, and take down what the result depends on."""
        from dflint.cli.fresh import check, fails

        self._record = Record() if self.folder else None
        self._facts = Facts(self.folder) if self.folder else None
        with self._record or nullcontext(), self._facts or nullcontext():
            workspace, self._result = check(paths, options, found, jobs)
        failed = fails(workspace.projects, self._result)
        text = view.of(self._result)
        self._outcome = Outcome(text, workspace.broken, workspace.missing, workspace.notes, failed, workspace.is_blind)
        self._view = view
        return self._outcome

    def keep(self) -> None:
        """Keep what is new."""
        if self.folder is None or self._view is None or self._outcome is None:
            return
        runs = Runs(self.folder)
        if self._facts is not None:
            self._facts.save()
            self._facts.close()
        try:
            prepare(self.folder)
            if self._record is not None:
                self._keep_run(runs, self._record, self._outcome)
            if self._run is not None:
                runs.keep_view(self.key, self._run, self._view.name, self._outcome.text)
            runs.prune()
        except UnicodeError:  # a name that cannot be written
            return
        except OSError as error:
            self.trouble.append(f"{self.folder}: cannot write the cache: {error.strerror or error}")
            return
        if self._facts is not None and self._facts.trouble:
            self.trouble.append(self._facts.trouble)

    def _keep_run(self, runs: Runs, record: Record, outcome: Outcome) -> None:
        from dflint.output.saved import dump

        saved = dump(self._result) if self._result is not None else ""
        self._run = runs.keep(self.key, self.found, record, [*self._parts(outcome), digest(encoded(saved))])
        if self._run is not None:
            runs.keep_view(self.key, self._run, RESULT, saved)

    def _parts(self, outcome: Outcome) -> list[str]:
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
