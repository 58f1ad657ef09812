"""What a stage downloads: archives, files, scripts and keys, by curl, wget, aria2c and ADD."""

import posixpath
import re
from functools import cache

from dflint.embedded.packages import is_commit, repository_name
from dflint.embedded.urls import SCRIPTS, is_archive, is_key, is_signature, read_url, without_user
from dflint.model.clones import GIT, added_repository
from dflint.model.fates import ARCHIVE, FILE, KEY, SCRIPT, fate
from dflint.model.find import Find
from dflint.model.stages import Stage
from dflint.model.steps import Step
from dflint.model.values import Value
from dflint.model.variables import Token, is_open
from dflint.syntax.nodes import Add

PROGRAMS = ("curl", "wget", "aria2c")
ALGORITHMS = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
HERE = ("localhost", "127.0.0.1", "0.0.0.0", "host.docker.internal")


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
        kind = fate(step)
        if kind is None:
            return
        urls = [*step.operands, *step.values("--url")]
        for url in urls:
            if _is_address(url.text, len(urls)) and not is_signature(url.text):
                self._add(step, url, kind)

    def _add(self, step: Step, url: Token, kind: str) -> None:
        target = _target(step, url.text)
        read = read_url(url.text)
        kind = _kind(url.text, target, kind)
        find = Find(
            kind, read.name, read.version, without_user(url.text), how=step.program, span=step.span(url),
            stage=self.stage.index, pin=read.pin, names=url.names, home=target, needed=kind != KEY,
        )  # fmt: skip
        self.finds = [other for other in self.finds if not _is_signature_of(other.source, url.text)]
        known = any(_is_signature_of(url.text, other.source) or find.says_same(other) for other in self.finds)
        if not known and find.name:
            self.finds.append(find)

    def add(self, node: Add, url: Value, folder: str) -> None:
        """Take in the address `url` that ADD fetches."""
        flag = node.flag("checksum")
        pin = (flag.value or "") if flag else ""
        repository = added_repository(url.text)
        if repository is not None:
            source, ref = repository
            name, version, kind, target = repository_name(source), ref, GIT, ""
            pin = pin or (ref if is_commit(ref) else "")
        elif is_signature(url.text) or is_question(url.text) or is_open(url.text.partition("://")[0]):
            return
        else:
            source, to = url.text, node.destination.text if node.destination else ""
            target = posixpath.join(folder, to, posixpath.basename(source) if to.endswith("/") else "").rstrip("/")
            name, version, commit = read_url(source)
            kind, pin = _kind(source, target, FILE), pin or commit
        find = Find(
            kind, name, version, without_user(source), how="ADD", span=node.text_span, stage=self.stage.index, pin=pin,
            names=url.names, home=target, needed=kind != KEY,
        )  # fmt: skip
        if name:
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
