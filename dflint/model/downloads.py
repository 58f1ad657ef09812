"""What a stage downloads: archives, files, scripts and keys, by curl, wget, aria2c and ADD."""

import posixpath
import re
from functools import cache

from dflint.embedded.packages import is_commit, repository_name
from dflint.embedded.shell import SHELLS
from dflint.embedded.urls import SCRIPTS, is_archive, is_key, is_signature, read_url
from dflint.model.clones import GIT, added_repository
from dflint.model.find import Find
from dflint.model.script import Command
from dflint.model.stages import Stage
from dflint.model.steps import Step, following
from dflint.model.transfers import REMOTE
from dflint.model.variables import Token, is_open
from dflint.syntax.nodes import Add

ARCHIVE, FILE, SCRIPT, KEY = "archive", "file", "script", "key"
PROGRAMS = ("curl", "wget", "aria2c")
UNPACKERS = (
    "tar", "bsdtar", "unzip", "gunzip", "gzip", "zcat", "xz", "unxz", "bunzip2", "bzip2", "zstd", "unzstd", "cpio",
    "jar", "7z", "rpm2cpio", "dpkg",
)  # fmt: skip
INTERPRETERS = (*SHELLS, "python", "python3", "perl", "ruby", "php", "node", "su", "gosu")
KEY_USERS = ("gpg", "apt-key", "gpg2", "rpm", "rpmkeys", "apk-key")
WRITERS = ("tee", "cat", "dd", "install", "sponge", "docker", "psql", "mysql", "base64", "patch", "envsubst")
ALGORITHMS = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
UPLOADS = (
    "-T",
    "--upload-file",
    "-d",
    "--data",
    "--data-raw",
    "--data-binary",
    "-F",
    "--form",
    "-I",
    "--head",
    "--spider",
)
HERE = ("localhost", "127.0.0.1", "0.0.0.0", "host.docker.internal")
OUTPUT = ("-o", "--output", "-O", "--output-document", "--out")


class Downloads:
    """The downloads of one stage; `step` reads its steps in order."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.finds: list[Find] = []

    def step(self, step: Step) -> None:
        """Take in one step: a download, a checksum, or a removal."""
        if step.program in PROGRAMS:
            self._fetch(step)
        elif step.program in ("echo", "printf") and self.finds:
            self._check(step)
        elif step.program == "rm" and self.finds:
            self._remove(step)

    def _fetch(self, step: Step) -> None:
        if any(step.has(name) for name in UPLOADS) and step.program != "aria2c":
            return
        if (step.value("-X", "--request") or "GET").upper() != "GET":
            return
        kind = _fate(step)
        if kind is None:
            return
        urls = [*step.operands, *step.values("--url")]
        for url in urls:
            if _is_address(url.text, len(urls)) and not is_signature(url.text):
                self._add(step, url, kind)

    def _add(self, step: Step, url: Token, fate: str) -> None:
        target = _target(step, url.text)
        read = read_url(url.text)
        kind = _kind(url.text, target, fate)
        find = Find(
            kind, read.name, read.version, url.text, how=step.program, span=step.span(url), stage=self.stage.index,
            pin=read.pin, names=url.names, home=target, needed=kind != KEY,
        )  # fmt: skip
        self.finds = [other for other in self.finds if not _is_signature_of(other.source, url.text)]
        known = any(_is_signature_of(url.text, other.source) or find.says_same(other) for other in self.finds)
        if not known:
            self.finds.append(find)

    def add(self, node: Add, word_text: str, names: frozenset[str], folder: str) -> None:
        """Take in the address `word_text` that ADD fetches."""
        flag = node.flag("checksum")
        pin = (flag.value or "") if flag else ""
        repository = added_repository(word_text)
        if repository is not None:
            url, ref = repository
            pin = pin or (ref if is_commit(ref) else "")
            find = Find(GIT, repository_name(url), ref, url, how="ADD", span=node.text_span, stage=self.stage.index,
                        pin=pin, names=names)  # fmt: skip
        elif is_signature(word_text) or is_question(word_text) or is_open(word_text.partition("://")[0]):
            return
        else:
            to = node.destination.text if node.destination else ""
            target = posixpath.join(folder, to, posixpath.basename(word_text) if to.endswith("/") else "")
            kind, read = _kind(word_text, target.rstrip("/"), FILE), read_url(word_text)
            find = Find(kind, read.name, read.version, word_text, how="ADD", span=node.text_span,
                        stage=self.stage.index, pin=pin or read.pin, names=names, home=target.rstrip("/"),
                        needed=kind != KEY)  # fmt: skip
        self.finds.append(find)

    def _check(self, step: Step) -> None:
        """A checksum that `echo` hands to a program that compares it."""
        for match in _checksum().finditer(" ".join(word.text for word in step.words[1:])):
            name = posixpath.basename(match[2] or "")
            named = [find for find in self.finds if name and posixpath.basename(find.home) == name]
            for find in named[-1:] or ([] if name and not is_open(name) and name != "-" else self.finds[-1:]):
                find.pin = find.pin or f"{ALGORITHMS[len(match[1])]}:{match[1]}"

    def _remove(self, step: Step) -> None:
        """A tool that lies in a folder that goes away again was for the build."""
        paths = [step.path(word.text) for word in step.operands if not any(mark in word.text for mark in "*?[")]
        for find in self.finds:
            if find.kind == FILE and any(find.home.startswith(path + "/") for path in paths):
                find.removed = True


@cache
def _checksum() -> "re.Pattern[str]":
    sums = "|".join(rf"[0-9a-f]{{{length}}}" for length in sorted(ALGORITHMS, reverse=True))
    return re.compile(rf"(?<![0-9A-Za-z])({sums})(?![0-9A-Za-z])(?:\s+\*?([^\s\\|]+))?")


def _fate(step: Step) -> str | None:
    """What becomes of the download: the kind that it has by that, or None when it is no ingredient but an answer."""
    command = step.command
    if "substitution" in command.inside:
        return _fate_in_substitution(command)
    users = following(command)
    to_stdout = _is_stdout(step)
    names = [other.name for other in users]
    if not to_stdout:
        return FILE
    for name in names:
        if name in UNPACKERS:
            return ARCHIVE
        if name in KEY_USERS:
            return KEY
        if name in INTERPRETERS or name.startswith("python"):
            return SCRIPT if not _has_code(users) else None
        if name in WRITERS:
            return FILE
    redirected = command.raw.redirects or any(other.raw.redirects for other in users)
    return FILE if redirected and not _goes_nowhere([command, *users]) else None


def _goes_nowhere(commands: list[Command]) -> bool:
    targets = [word.text for command in commands for word in command.raw.redirects]
    return all(text.startswith("/dev/") for text in targets)


def _has_code(users: list[Command]) -> bool:
    """True when an interpreter has a program of its own and only reads the download: `python -c ...`."""
    return any(word.text in ("-c", "-e", "-n", "-ne", "-pe") for other in users for word in other.raw.words[1:3])


def _fate_in_substitution(command: Command) -> str | None:
    """`bash -c "$(curl ...)"`, `bash <(curl ...)`, `tar x < <(curl ...)`."""
    around = [
        other for other in command.script.commands
        if other is not command and other.raw.start < command.raw.start and command.raw.end <= other.raw.end
    ]  # fmt: skip
    names = {other.name for other in around}
    if names & {*SHELLS, "source", ".", "eval"}:
        return SCRIPT
    return KEY if names & set(KEY_USERS) else None


def _is_stdout(step: Step) -> bool:
    """True when what is fetched goes to the standard output."""
    if step.command.raw.redirects:
        return True
    if step.program == "curl":
        target = step.value("-o", "--output")
        return target in ("-", "/dev/stdout") or (
            target is None and not step.has("-O", "--remote-name", "--remote-name-all")
        )
    target = step.value("-O", "--output-document")
    return step.program == "wget" and target in ("-", "/dev/stdout")


def _target(step: Step, url: str) -> str:
    """Where the download is put; empty when that is not known."""
    redirects = [word.text for word in step.command.raw.redirects]
    if redirects:
        return step.path(redirects[-1])
    given = step.value("-o", "--output") if step.program == "curl" else step.value("-O", "--output-document", "--out")
    if step.program == "aria2c":
        given = step.value("-o", "--out")
    if given and given not in ("-", "/dev/stdout"):
        return step.path(given)
    folder = step.value("-P", "--directory-prefix", "--output-dir", "-d", "--dir")
    name = posixpath.basename(url.partition("?")[0])
    return (
        ""
        if given or (step.program == "curl" and not step.has("-O", "--remote-name"))
        else step.path(posixpath.join(folder or "", name))
    )


def _kind(url: str, target: str, fate: str) -> str:
    if fate in (SCRIPT, KEY):
        return fate
    if fate == ARCHIVE or is_archive(url) or is_archive("x/" + target):
        return ARCHIVE
    if is_key(url) or is_key(target):
        return KEY
    plain = url.partition("?")[0]
    return SCRIPT if plain.endswith(SCRIPTS) or target.endswith(SCRIPTS) else FILE


def _is_address(text: str, count: int) -> bool:
    """True for what can be an address on another machine, `count` words may be one."""
    scheme, mark, rest = text.partition("://")
    if mark and scheme in ("file", "unix"):
        return False
    host = (rest if mark else text).partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
    if host in HERE or text.startswith(("-", "/", ".", "$(", "`")) or _positional().search(text) or is_question(text):
        return False
    return bool(mark) or text.startswith("${") or bool(re.match(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(?=[/:]|$)", text))


def is_question(url: str) -> bool:
    """True for what asks a forge about a repository, as one does to build again when that changes."""
    return "://api.github.com/" in url and not any(part in url for part in ("/tarball", "/zipball", "/assets/"))


@cache
def _positional() -> "re.Pattern[str]":
    """An argument of a function: what that is cannot be told."""
    return re.compile(r"\$\{?[\d@*]")


def _is_signature_of(url: str, other: str) -> bool:
    """True for the address `url` of a signature of the file at `other`."""
    return url.startswith(other) and url[len(other) :] in (
        ".asc",
        ".sig",
        ".sign",
        ".gpg",
        ".sha256",
        ".sha512",
        ".md5",
    )


def fetched(text: str) -> bool:
    """True for what ADD fetches."""
    return text.startswith(REMOTE)
