"""Revisions of a git repository as folders: what dflint can read of one is written to a temporary place.

Only objects are read; the work tree, the index and the references stay as they are.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Container, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import IO

from dflint.discover import DOCUMENTS, STARTS
from dflint.errors import DflintError
from dflint.git import GIT, environment
from dflint.model.templates import JINJA, M4
from dflint.records import NamedTuple

LARGEST = 5_000_000
# Kinds of files that name packages.
LISTS = frozenset((".txt", ".toml", ".lock", ".in"))
CONFIGURATIONS = frozenset((".dflint.toml", "pyproject.toml", ".hadolint.yaml", ".hadolint.yml"))
CONFIGURED = b"dflint"
"""A word that stands in a configuration, which names files of data by patterns."""
MODULE, LINK = "160000", "120000"
# Kinds of documents that a build, or a configuration, may read.
DATA = frozenset((".txt", ".json", ".yml", ".yaml", ".toml", ".xml", ".lock", ".dockerignore", ".containerignore"))
UNREAD = (DOCUMENTS - DATA) | frozenset((".ico", ".webp", ".mp4", ".bin", ".so", ".a", ".dll", ".exe", ".rpm", ".deb"))
MOST_LINKS = 10


class Range(NamedTuple):
    """Two revisions by name; `new` is None for the work tree; `from_base` starts where the two parted."""

    old: str
    new: str | None
    from_base: bool = False


def parse_range(text: str) -> Range:
    """`REV`, `REV..REV` or `REV...REV` as git reads it: an end that is left out is HEAD."""
    for dots in ("...", ".."):
        old, found, new = text.partition(dots)
        if found:
            return Range(old or "HEAD", new or "HEAD", dots == "...")
    return Range(text, None)


class Snapshot(NamedTuple):
    """A revision in the folder `root`: `files` are the absolute paths in it, `notes` lines about what is not."""

    root: str
    files: list[str]
    notes: list[str]


class Repository:
    """The git repository around the absolute `folder`; DflintError when there is none, or no git.

    `top` is the folder of the work tree, None in a bare repository; `prefix` leads from there to `folder`.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        try:
            inside, prefix = self._ask("rev-parse", "--is-inside-work-tree", "--show-prefix").split("\n")[:2]
        except DflintError as error:
            if "not a git repository" in str(error):
                raise DflintError("there is no git repository here; --diff compares revisions of one") from None
            raise
        self.prefix = prefix.rstrip("/")
        self.top = self._ask("rev-parse", "--show-toplevel").removesuffix("\n") if inside == "true" else None

    def commit(self, name: str) -> str:
        """The hash of the commit that `name` means; DflintError when there is none."""
        if name and not name.startswith("-"):
            with suppress(DflintError):
                return self._ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
        raise DflintError(f'no revision "{name}" in this repository; name a tag, a branch or a commit')

    def base(self, one: str, other: str) -> str:
        """The commit where two commits parted; DflintError when they have nothing in common."""
        try:
            return self._ask("merge-base", one, other).strip()
        except DflintError:
            raise DflintError("the two revisions have no commit in common; write .. in place of ...") from None

    @contextmanager
    def snapshots(self, commits: list[str], data: bool = False) -> Iterator[list[Snapshot]]:
        """What dflint can read of each of `commits`, in folders that are gone afterwards.

        With `data` that is all files of data; else only those that some other file names.
        """
        trees = [self._tree(commit) for commit in commits]
        with ExitStack() as stack:
            folders = [stack.enter_context(tempfile.TemporaryDirectory(prefix="dflint-")) for _ in trees]
            writers = [_Writer(os.path.realpath(folder), tree) for folder, tree in zip(folders, trees, strict=True)]
            if data:
                for writer in writers:
                    writer.words.add(CONFIGURED)
            for first in (True, False):
                self._fill(writers, first)
            yield [writer.finish() for writer in writers]

    def _fill(self, writers: "list[_Writer]", first: bool) -> None:
        """Hand over the objects that the `first` files consist of, or those that these make worth having."""
        hashes = {name for writer in writers for name in writer.wanted(first)}
        sizes = self._sizes(hashes)
        for writer in writers:
            writer.note_sizes(sizes)
        self._read([name for name, size in sizes.items() if size <= LARGEST], writers)

    def _tree(self, commit: str) -> "list[_Entry]":
        """The files of a commit."""
        listed = self._run("ls-tree", "-r", "-z", "--full-tree", commit)
        entries = []
        for line in filter(None, os.fsdecode(listed).split("\0")):
            mode_kind_hash, _, path = line.partition("\t")
            mode, _, name = mode_kind_hash.split(" ")
            entries.append(_Entry(path, mode, name))
        return entries

    def _sizes(self, hashes: Iterable[str]) -> dict[str, int]:
        """The sizes of the objects that are there."""
        with _lines(sorted(hashes)) as wanted:
            listed = self._run("cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer", stdin=wanted)
        pairs = (line.split(b" ") for line in listed.splitlines())
        return {name.decode(): int(size) for name, size in pairs if size.isdigit()}

    def _read(self, hashes: Iterable[str], writers: "list[_Writer]") -> None:
        """Hand each object to those that want it."""
        names = list(hashes)
        with _lines(names) as wanted, self._start("cat-file", "--batch", "--buffer", stdin=wanted) as process:
            assert process.stdout is not None
            for name in names:
                head = process.stdout.readline().split(b" ")
                if len(head) != 3:
                    continue
                data = process.stdout.read(int(head[2]))
                process.stdout.read(1)
                for writer in writers:
                    writer.write(name, data)

    def _ask(self, *arguments: str) -> str:
        return os.fsdecode(self._run(*arguments))

    def _run(self, *arguments: str, stdin: IO[bytes] | None = None) -> bytes:
        """What git prints; DflintError with its own words when it fails."""
        with self._start(*arguments, stdin=stdin) as process:
            out, err = process.communicate()
        if process.returncode:
            words = err.decode(errors="replace").splitlines()
            why = next((line for line in words if line.startswith("fatal: ")), f"{arguments[0]} failed")
            raise DflintError(f"git: {why.removeprefix('fatal: ')}")
        return out

    def _start(self, *arguments: str, stdin: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
        try:
            return subprocess.Popen(
                [*GIT, *arguments],
                cwd=self.folder,
                env=environment(),
                stdin=stdin or subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise DflintError(f"--diff needs git, which cannot be started: {error.strerror or error}") from None


@contextmanager
def _lines(texts: Iterable[str]) -> Iterator[IO[bytes]]:
    """`texts` as lines of a file: a pipe could fill up while nobody reads the answers."""
    with tempfile.TemporaryFile() as stream:
        stream.write("".join(f"{text}\n" for text in texts).encode())
        stream.seek(0)
        yield stream


class _Entry(NamedTuple):
    """A file of a tree."""

    path: str
    mode: str
    hash: str


class _Writer:
    """Writes the files of one tree below `root`: first those that say which others are of use.

    A link becomes a copy of the file that it leads to in the tree; no link is ever made.
    """

    def __init__(self, root: str, tree: list[_Entry]) -> None:
        self.root = root
        self.tree = {entry.path: entry for entry in tree}
        self.notes = [f"{entry.path}: is a submodule, so it is left out" for entry in tree if entry.mode == MODULE]
        self.places: dict[str, list[str]] = {}
        self.links: dict[str, str] = {}
        self.words = {CONFIGURED} if any(path.endswith(".dflint.toml") for path in self.tree) else set()
        self.files: list[str] = []
        os.mkdir(os.path.join(root, ".git"))  # what looks for the repository's top must not look further up

    def wanted(self, first: bool) -> set[str]:
        """The hashes of the files that come `first`, or of those of the others that may be of use."""
        self.places = {}
        for path, entry in self.tree.items():
            if entry.mode == MODULE:
                continue
            is_first = is_telling(path) or entry.mode == LINK
            if is_first if first else not is_first and is_useful(path, self.words):
                self.places.setdefault(entry.hash, []).append(path)
        return set(self.places)

    def note_sizes(self, sizes: dict[str, int]) -> None:
        """Note the files that are too large, or not there."""
        for name, paths in self.places.items():
            if sizes.get(name, LARGEST + 1) > LARGEST:
                why = "is too large" if name in sizes else "is not in this copy of the repository"
                self.notes += [f"{path}: {why}, so it is left out" for path in paths]

    def write(self, name: str, data: bytes) -> None:
        """Put the object `name` in all its places."""
        for path in self.places.get(name, ()):
            if self.tree[path].mode == LINK:
                self.links[path] = os.fsdecode(data)
                self.words.update(words_of(data))
                continue
            self._put(path, data)
            if is_telling(path):
                self.words.update(words_of(data))

    def _put(self, path: str, data: bytes) -> None:
        if not is_safe(path):
            self.notes.append(f"{path}: is a name that cannot be written, so it is left out")
            return
        place = os.path.join(self.root, *path.split("/"))
        try:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "xb") as stream:
                stream.write(data)
        except (OSError, ValueError) as error:
            self.notes.append(f"{path}: cannot be written, so it is left out: {getattr(error, 'strerror', '')}")
            return
        self.files.append(place)

    def finish(self) -> Snapshot:
        """The folder, once all objects are there."""
        for path in self.links:
            target = self._target(path)
            if target is not None:
                with open(os.path.join(self.root, *target.split("/")), "rb") as stream:
                    self._put(path, stream.read())
        return Snapshot(self.root, sorted(self.files), self.notes)

    def _target(self, path: str) -> str | None:
        """The file of the tree that the link `path` leads to, if there is one."""
        for _ in range(MOST_LINKS):
            if path not in self.links:
                return path if os.path.isfile(os.path.join(self.root, *path.split("/"))) else None
            path = os.path.normpath(os.path.join(os.path.dirname(path), self.links[path])).replace(os.sep, "/")
            if path.startswith(("../", "/")) or path == "..":
                return None
        return None


def is_telling(path: str) -> bool:
    """True for a Dockerfile, a template or a configuration, by its name: they say what else is of use."""
    name = path.rpartition("/")[2]
    ending = os.path.splitext(name)[1].lower()
    is_dockerfile = (name.startswith(STARTS) or "dockerfile" in name.lower()) and ending not in UNREAD
    return is_dockerfile or ending in (*M4, *JINJA) or name in CONFIGURATIONS


def is_useful(path: str, words: Container[bytes]) -> bool:
    """True for lists of packages and the defaults of Ansible roles, and for a file that one of `words` names."""
    name = path.rpartition("/")[2]
    ending = os.path.splitext(name)[1].lower()
    if ending in LISTS or name.startswith("package") or "/defaults/" in path:
        return True
    if CONFIGURED in words and ending in DATA:
        return True
    word = os.fsencode(name)
    return word in words or (ending not in UNREAD and words_of(word) != [word])


def words_of(data: bytes) -> list[bytes]:
    """What could be the name of a file in a text."""
    return re.findall(rb"[\w.+@~-]+", data)


def is_safe(path: str) -> bool:
    """True for a path that stays where it is put, on every system."""
    parts = path.split("/")
    odd = os.sep != "/" and any(char in path for char in '\\:*?"<>|')
    return not odd and not any(part in ("", ".", "..") or part.lower() == ".git" for part in parts)
