"""What was changed since a revision: the lines of files that `git diff` of the work tree shows, and new files.

A submodule is compared with the commit that the revision names for it.
"""

import os
from collections.abc import Iterable, Iterator

from dflint.errors import DflintError
from dflint.git import ask, read
from dflint.paths import absolute, relative, repository, shown, working_folder
from dflint.records import NamedTuple

# git prints the comparison in one form, whatever its configuration says.
DIFF = ("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
RENAMES, SAME = "--find-renames", "--find-renames=100%"
PATCH = ("--unified=0", "--inter-hunk-context=0", "--text", "--src-prefix=a/", "--dst-prefix=b/")
NAMES = ("--raw", "-z")
# Longest command lines are 32,767 characters, on Windows.
ARGUMENTS = 20_000
ESCAPES = {b"a": 7, b"b": 8, b"t": 9, b"n": 10, b"v": 11, b"f": 12, b"r": 13}


class Lines(NamedTuple):
    """What of a file was changed.

    `ranges` are the first and last of neighbouring changed lines, 1-based; `seams` the lines, 0 for none, after which
    some were deleted. `is_new` says that the file was not there, `is_renamed` that it had another path.
    """

    ranges: tuple[tuple[int, int], ...] = ()
    seams: tuple[int, ...] = ()
    is_new: bool = False
    is_renamed: bool = False


UNCHANGED = Lines()
NEW = Lines(is_new=True)


class Changes:
    """The changes since `revision` in the repositories that hold `paths` (absolute); asks git as late as possible.

    DflintError when one of these is in no repository, or where the revision is unknown.
    """

    def __init__(self, revision: str, paths: Iterable[str]) -> None:
        self.revision = revision
        self._repositories: dict[str, _Repository] = {}
        self._here = repository(os.path.realpath(working_folder()))
        for path in paths:
            if os.path.lexists(path):
                self._repository(os.path.realpath(path if os.path.isdir(path) else os.path.dirname(path)))

    def of(self, paths: Iterable[str]) -> dict[str, Lines]:
        """What was changed of each of the files `paths` (absolute)."""
        found: dict[str, Lines] = {}
        wanted: dict[str, dict[str, list[str]]] = {}
        for path in paths:
            real, home, name = self._place(path)
            if os.path.islink(real):
                if home.status(name) is not UNCHANGED:
                    found[path] = NEW
                    continue
                if os.path.exists(real):
                    _, home, name = self._place(os.path.realpath(real))
            wanted.setdefault(home.root, {}).setdefault(name, []).append(path)
        for root, names in wanted.items():
            for name, lines in self._repositories[root].lines(names):
                found.update(dict.fromkeys(names[name], lines))
        return found

    def _place(self, path: str) -> tuple[str, "_Repository", str]:
        """The path behind links to folders, its repository, and the path there with `/`."""
        folder = os.path.realpath(os.path.dirname(path))
        home = self._repository(folder)
        real = os.path.join(folder, os.path.basename(path))
        return real, home, (relative(real, os.path.realpath(home.root)) or "").replace(os.sep, "/")

    def _repository(self, folder: str) -> "_Repository":
        root = repository(folder)
        if root is None:
            raise DflintError(f"{shown(folder)}: is in no git repository, so --since cannot tell what was changed")
        if root not in self._repositories:
            self._repositories[root] = _Repository(root, self._tree(root))
        return self._repositories[root]

    def _tree(self, root: str) -> str | None:
        """The commit or tree to compare the repository at `root` with; None where nothing was there."""
        if self._here is not None and root != self._here and relative(root, self._here) is not None:
            above = (ask(root, "rev-parse", "--show-superproject-working-tree") or "").removesuffix("\n")
            if above:
                return self._recorded(root, self._repository(absolute(above)))
        return resolve(root, self.revision)

    def _recorded(self, root: str, above: "_Repository") -> str | None:
        """The commit of the submodule at `root` that the repository around it had."""
        name = os.path.relpath(os.path.realpath(root), os.path.realpath(above.root)).replace(os.sep, "/")
        commit = above.tree and _verified(above.root, f"{above.tree}:{name}")
        if commit and not _verified(root, commit + "^{tree}"):
            raise DflintError(f"{shown(root)}: lacks the commit {commit[:12]} that {self.revision} names; git fetch it")
        return commit


def resolve(root: str, revision: str) -> str | None:
    """The commit or tree that `revision` means in the repository at `root`; None for the HEAD of one without a commit.

    `A...` and `A...HEAD` mean the last commit that A and HEAD have in common. DflintError for an unknown one.
    """
    found = _verified(root, revision + "^{tree}")
    if found:
        return found
    if revision == "HEAD" and ask(root, "symbolic-ref", "--quiet", "HEAD"):
        return None
    dots = "..." if "..." in revision else ".."
    start, has_dots, end = revision.partition(dots)
    if not has_dots:
        raise _unknown(root, revision)
    old, new = (_verified(root, (side or "HEAD") + "^{commit}") for side in (start, end))
    if not old or not new:
        raise _unknown(root, end if old else start)
    if new != _verified(root, "HEAD^{commit}"):
        raise DflintError(f"--since {revision}: the files here are not those of {end}; check it out, or write {start}")
    base = ask(root, "merge-base", old, new) if dots == "..." else old
    if not base:
        raise DflintError(f"--since {revision}: {start or 'HEAD'} and HEAD have no commit in common{_shallow(root)}")
    return base.strip()


def _verified(root: str, revision: str) -> str | None:
    """The object that `revision` names, None when there is none."""
    if revision.startswith("-"):
        return None  # it would be an option
    found = ask(root, "rev-parse", "--verify", "--quiet", revision)
    return found.strip() if found and found.strip().isalnum() else None


def _unknown(root: str, revision: str) -> DflintError:
    repositories = f" in {shown(root)}" if root != repository(os.path.realpath(working_folder())) else ""
    hint = _shallow(root) or "; fetch it, or name one that git log shows"
    return DflintError(f'--since: git knows no revision "{revision}"{repositories}{hint}')


def _shallow(root: str) -> str:
    is_shallow = (ask(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"
    return "; the clone is shallow, git fetch --unshallow brings the rest" if is_shallow else ""


class _Repository:
    """The repository at `root`, compared with `tree`; paths are relative to it, with `/`."""

    def __init__(self, root: str, tree: str | None) -> None:
        self.root = root
        self.tree = tree
        self._renames = RENAMES
        self._changed: dict[str, tuple[str, str]] | None = None
        self._tracked: set[str] | None = None

    def status(self, name: str) -> Lines | None:
        """What is known of a file without a look into it; None when it has changed lines."""
        if self.tree is None:
            return NEW
        if self._changed is None:
            self._changed = dict(_names(self._changes(self.tree)))
        letter, _ = self._changed.get(name, ("", ""))
        if not letter:
            return UNCHANGED if name in self._known() else NEW
        return None if letter in "MRU" else NEW

    def _changes(self, tree: str) -> bytes:
        """What git says of all files."""
        try:
            return read(self.root, *DIFF, RENAMES, *NAMES, tree, "--")
        except DflintError:  # without the contents of all files, which a partial clone lacks, git tells equal ones only
            self._renames = SAME
            return read(self.root, *DIFF, SAME, *NAMES, tree, "--")

    def _known(self) -> set[str]:
        """The files that git tracks."""
        if self._tracked is None:
            self._tracked = set(os.fsdecode(read(self.root, "ls-files", "--cached", "-z")).split("\0"))
        return self._tracked

    def lines(self, names: Iterable[str]) -> Iterator[tuple[str, Lines]]:
        """What was changed of the files `names`."""
        changed = []
        for name in names:
            known = self.status(name)
            if known is None:
                changed.append(name)
            else:
                yield name, known
        for some in _portions(changed):
            yield from self._compared(some)

    def _compared(self, names: list[str]) -> Iterator[tuple[str, Lines]]:
        """The changed lines of `names`, which are not too many."""
        assert self.tree is not None and self._changed is not None
        old = [self._changed[name][1] for name in names]
        wanted = dict.fromkeys(filter(None, [*names, *old]))
        hunks = parse(read(self.root, "--literal-pathspecs", *DIFF, self._renames, *PATCH, self.tree, "--", *wanted))
        for name, before in zip(names, old, strict=True):
            yield name, hunks.get(name, UNCHANGED)._replace(is_renamed=bool(before))


def _portions(names: list[str]) -> Iterator[list[str]]:
    """`names` in lists that fit into a command line each."""
    some: list[str] = []
    for name in names:
        if some and sum(map(len, some)) + len(name) > ARGUMENTS // 2:
            yield some
            some = []
        some.append(name)
    if some:
        yield some


def _names(raw: bytes) -> Iterator[tuple[str, tuple[str, str]]]:
    """Paths of changed files from `git diff --raw -z`, each with the letter of its status and its old path, if any."""
    words = iter(os.fsdecode(raw).split("\0"))
    for word in words:
        if word.startswith(":"):
            letter = word.rpartition(" ")[2][:1]
            old = next(words)
            yield (next(words), (letter, old)) if letter in "RC" else (old, (letter, ""))


def parse(patch: bytes) -> dict[str, Lines]:
    """The changed lines in a patch without context, by the new path."""
    ranges: dict[str, list[tuple[int, int]]] = {}
    seams: dict[str, list[int]] = {}
    lines = iter(patch.split(b"\n"))
    name = None
    for line in lines:
        if line.startswith(b"+++ "):
            name = _name(line[4:])
        elif line.startswith(b"@@ "):
            deleted, first, added = _hunk(line)
            _pass_over(lines, deleted + added)
            if name is not None and added:
                ranges.setdefault(name, []).append((first, first + added - 1))
            elif name is not None:
                seams.setdefault(name, []).append(first)
    names = {**ranges, **seams}
    return {name: Lines(tuple(ranges.get(name, ())), tuple(seams.get(name, ()))) for name in names}


def _pass_over(lines: Iterator[bytes], number: int) -> None:
    """Read the lines of a hunk, which may look like anything; `\\ No newline at end of file` does not count."""
    while number:
        number -= not next(lines).startswith(b"\\")


def _hunk(line: bytes) -> tuple[int, int, int]:
    """Of `@@ -a,deleted +first,added @@`: how many lines were deleted, the first that was added, and how many were."""
    old, new = line.split()[1:3]
    _, _, deleted = old.partition(b",")
    first, _, added = new[1:].partition(b",")
    return int(deleted or 1), int(first), int(added or 1)


def _name(written: bytes) -> str | None:
    """The path in a line `+++ b/path`, which git may have quoted; None for a deleted file."""
    is_quoted = written.startswith(b'"')
    path = _unquoted(written[1:].rpartition(b'"')[0]) if is_quoted else written.removesuffix(b"\t")
    return os.fsdecode(path[2:]) if path.startswith(b"b/") else None


def _unquoted(text: bytes) -> bytes:
    """`text` without the escapes of C."""
    done = bytearray()
    at = 0
    while at < len(text):
        if text[at : at + 1] != b"\\":
            done.append(text[at])
            at += 1
        elif text[at + 1 : at + 2].isdigit():
            done.append(int(text[at + 1 : at + 4], 8))
            at += 4
        else:
            mark = text[at + 1 : at + 2]
            done.append(ESCAPES.get(mark, mark[0]))
            at += 2
    return bytes(done)
