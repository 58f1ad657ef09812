"""Which packages a command line of a package manager names: the name as the manager spells it, and its version.

`MANAGERS` says of each program which of its subcommands install and remove, and how the word of a package is read.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache

from dflint.embedded.pins import WHEELS, is_vcs
from dflint.embedded.programs import Program
from dflint.embedded.urls import file_stem, read_url, without_user
from dflint.records import NamedTuple

OS, PYTHON, NODE, RUBY, GO = "OS package", "Python package", "Node package", "Ruby gem", "Go module"
RUST, CONDA, PHP, LUA, PERL, NET = "Rust crate", "conda package", "PHP package", "Lua rock", "Perl module", ".NET tool"


class Named(NamedTuple):
    """A package that a word names.

    `version` is empty without one; other demands than equality keep their sign: `>=1.2,<2`. `source` is the URL that
    it comes from, if the word has one, and `pin` the commit or checksum that holds that fast.
    """

    name: str
    version: str = ""
    source: str = ""
    pin: str = ""


Reader = Callable[[str], "Named | None"]


class Manager(NamedTuple):
    """What a program installs: their `kind`, its subcommands, and the function that reads the word of a package.

    `installs` and `removes` are empty for a program that has no subcommands and does nothing else. `version` are the
    options that hold the version of all packages of the command.
    """

    kind: str
    read: Reader
    installs: tuple[str, ...] = ("install",)
    removes: tuple[str, ...] = ()
    version: tuple[str, ...] = ()


def is_unknown(word: str) -> bool:
    """True for a word of which a part could not be resolved."""
    return "$" in word or "`" in word


def _split(word: str, pattern: "re.Pattern[str]") -> Named:
    """Name and version of `word` at the first match of `pattern`, whose group is an operator that is kept."""
    match = pattern.search(word)
    if match is None:
        return Named(word)
    operator = match[0].strip()
    version = re.sub(r"\s+", "", word[match.end() :])
    return Named(word[: match.start()].strip(), version if operator in ("=", "==", "===") else operator + version)


@cache
def _operator() -> "re.Pattern[str]":
    return re.compile(r"\s*(?:===|==|>=|<=|~=|!=|~|=|<|>)\s*")


def deb(word: str) -> Named | None:
    """`name=1.2`, `name/release`, `name:arch`; `name-` removes."""
    if word.startswith((".", "/", "-")) or word.endswith((".deb", "-")):
        return None
    name, _, version = word.partition("=")
    name, slash, release = name.partition("/")
    return Named(name, version or (release if slash else ""))


def apk(word: str) -> Named | None:
    """`name=1.2-r0`, `name~=1.2`, `name@repository`; files, and what must not be there, are left out."""
    if word.startswith((".", "/", "!", "-")) or word.endswith(".apk"):
        return None
    found = _split(word, _operator())
    return found._replace(name=found.name.partition("@")[0])


def rpm(word: str) -> Named | None:
    """`name-1.2-3.el9`, `name=1.2` (zypper), a URL; names may end in numbers of their own: `gcc-toolset-12`."""
    if "://" in word:
        read = read_url(word)
        return Named(read.name, read.version, word)
    if word.startswith((".", "/", "-", "~")) or word.endswith(".rpm"):
        return None
    if "=" in word or "<" in word or ">" in word:
        return _split(word, _operator())
    match = _nevra().fullmatch(word)
    if match and not word.startswith(("dotnet-", "aspnetcore-", "netstandard-")):
        return Named(match[1], match[2])
    return Named(word)


@cache
def _nevra() -> "re.Pattern[str]":
    """Name, and a version with a dot or a variable, or one with a release that has a dot."""
    dotted = r"(?:\d+:)?\d[\w~^]*\.[\w.+~^*]+(?:-[\d*$][\w.+~^*${}]*)?"
    unknown = r"\$\{\w*VER[\w]*\}[\w.+~^*${}-]*"
    return re.compile(rf"(.+?)-({dotted}|\d\w*-\d+\.[\w.+~^*]+|{unknown})(?:\.(?:x86_64|aarch64|noarch|i686))?")


def pip(word: str) -> Named | None:
    """A requirement; a folder or file of the disk is none."""
    name, at, source = (part.strip() for part in word.partition(" @ "))
    if at or "://" in word or is_vcs(word):
        return _pip_source(source or word, _requirement_name(name) if at else "")
    requirement = word.partition(";")[0].strip()
    if requirement.startswith((".", "-", "~")) or requirement.lower().endswith(WHEELS):
        return None
    found = _split(_extras().sub("", requirement), _operator())
    return None if "/" in found.name or not found.name else found._replace(name=found.name)


@cache
def _extras() -> "re.Pattern[str]":
    return re.compile(r"\[[^\]]*\]")


def _requirement_name(text: str) -> str:
    return _extras().sub("", text)


def _pip_source(source: str, name: str) -> Named | None:
    url, _, fragment = source.partition("#")
    egg = re.search(r"(?:^|&)egg=([\w.-]+)", fragment)
    name = name or (egg[1] if egg else "")
    if is_vcs(url) or url.endswith(".git"):
        return _pip_repository(url, name)
    if url.startswith("file:"):
        return None
    read = read_url(url)
    return Named(name or read.name.replace("_", "-"), read.version, url)


def _pip_repository(url: str, name: str) -> Named:
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    path, _, ref = path.partition("@")
    source = without_user(f"{scheme}://{host}{slash}{path}")
    return Named(name or repository_name(path), ref, source, ref if is_commit(ref) else "")


def repository_name(url: str) -> str:
    """The name of the repository at `url`."""
    last = url.partition("?")[0].rstrip("/").removesuffix(".git").rstrip("/")
    return last.rpartition("/")[2].rpartition(":")[2]


def is_commit(ref: str) -> bool:
    """True for the (abbreviated) hash of a commit."""
    return 7 <= len(ref) <= 64 and all(char in "0123456789abcdef" for char in ref) and not ref.isdecimal()


def npm(word: str) -> Named | None:
    """`name@1.2`, `@scope/name@1.2`, a repository, an archive at a URL."""
    if word.startswith((".", "/", "~", "file:", "link:", "workspace:")):
        return None
    if word.startswith(("git", "http:", "https:", "bitbucket:")) and ":" in word:
        return _node_source(word)
    head, at, version = word[1:].partition("@")
    name = word[:1] + head
    if not at and "/" in name and not name.startswith("@"):
        return _node_source(f"github:{name}") if name.count("/") == 1 else None
    if "://" in version:
        return _node_source(version)._replace(name=name)
    return None if name.endswith((".tgz", ".tar.gz", ".tar")) else Named(name, version.removeprefix("npm:"))


def _node_source(word: str) -> Named:
    url, _, ref = word.partition("#")
    if url.endswith((".tgz", ".tar.gz")) or "/archive/" in url:
        read = read_url(url)
        return Named(read.name, read.version, word)
    url = re.sub(r"^(github|gitlab|bitbucket):", r"https://\1.com/", url)
    return Named(repository_name(url), ref, url, ref if is_commit(ref) else "")


def gem(word: str) -> Named | None:
    """`name:1.2`; the file of a gem is none."""
    name, _, version = word.partition(":")
    return None if word.endswith(".gem") or "/" in word else Named(name, version)


def go(word: str) -> Named | None:
    """`example.com/name@v1.2`; what has no dot in its first part, or is a file, comes from the disk."""
    path, _, version = word.partition("@")
    path = path.removesuffix("/...")
    if path.startswith((".", "/", "~")) or path.endswith(".go") or "/" not in path:
        return None
    first = path.partition("/")[0]
    return Named(path, version) if "." in first or is_unknown(first) else None


def cargo(word: str) -> Named | None:
    """`name@1.2`."""
    name, _, version = word.partition("@")
    return None if name.startswith((".", "/")) else Named(name, version)


def conda(word: str) -> Named | None:
    """`channel::name=1.2=build`, with any comparison; a URL of a package."""
    if "://" in word:
        read = read_url(word)
        return Named(read.name, read.version, word)
    if word.startswith((".", "/", "~")) or word.endswith((".conda", ".tar.bz2", ".yml", ".yaml", ".txt")):
        return None
    inside = re.fullmatch(r"([^\[]+)\[version=([^\],]+)\]", word)
    word = f"{inside[1]}={inside[2]}" if inside else word
    return _split(word.rpartition("::")[2].partition("[")[0], _operator())


def composer(word: str) -> Named | None:
    """`vendor/name:1.2`, also with `=` or a blank."""
    match = re.fullmatch(r"([\w.-]+/[\w.-]+)(?:[:= ]\s*(.+))?", word)
    return Named(match[1], match[2] or "") if match else None


def dashed(word: str) -> Named | None:
    """`name-1.2` as pecl writes it, a channel before a slash."""
    if "://" in word:
        read = read_url(word)
        return Named(read.name, read.version, word)
    match = re.fullmatch(r"(?:[\w.]+/)?([A-Za-z]\w*)(?:-(.+))?", word)
    return Named(match[1], match[2] or "") if match else None


def rock(word: str) -> Named | None:
    """A name, or the URL of a rockspec `name-1.2-3.rockspec`."""
    if "://" not in word:
        return None if word.endswith((".rockspec", ".rock")) else Named(word)
    match = re.fullmatch(r"(.+?)-(\d.*)", re.sub(r"\.(?:src\.)?rock(?:spec)?$", "", word.rpartition("/")[2]))
    return Named(match[1], match[2], word) if match else Named(file_stem(word), "", word)


def cpan(word: str) -> Named | None:
    """`Name::Of@1.2`."""
    name, _, version = word.partition("@")
    return None if name.startswith((".", "/")) or "://" in name else Named(name, version)


def plain(word: str) -> Named | None:
    """A name and nothing else."""
    return None if word.startswith((".", "/", "-")) or ".pkg.tar" in word else Named(word)


def rpm_file(word: str) -> Named | None:
    """The URL of a package, as `rpm -i` takes it."""
    return rpm(word) if "://" in word else None


# Scripts that images have for `apt-get update`, `apt-get install` and cleaning up in one.
SCRIPTS = ("install_packages", "install-packages", "clean-install", "apt-install")
_REMOVES = ("remove", "purge", "autoremove", "autopurge")
_APT = Manager(OS, deb, removes=_REMOVES)
_DNF = Manager(
    OS, rpm, ("install", "in", "groupinstall", "group install", "module install", "reinstall", "upgrade", "update",
    "localinstall", "upgrade-minimal", "up"),
    ("remove", "erase", "autoremove", "groupremove", "group remove", "rm"),
)  # fmt: skip
MANAGERS: dict[str, Manager] = {
    "apt-get": _APT,
    "apt": _APT,
    "aptitude": _APT,
    "apk": Manager(OS, apk, ("add",), ("del",)),
    "yum": _DNF,
    "dnf": _DNF,
    "dnf5": _DNF,
    "microdnf": _DNF,
    "tdnf": _DNF,
    "zypper": Manager(OS, rpm, ("install", "in"), ("remove", "rm")),
    **dict.fromkeys(SCRIPTS, Manager(OS, deb, ())),
    "rpm": Manager(OS, rpm_file, ()),
    "pacman": Manager(OS, plain, ()),
    "swupd": Manager(OS, plain, ("bundle-add",), ("bundle-remove",)),
    "pip": Manager(PYTHON, pip, ("install", "wheel"), ("uninstall",)),
    "pipx": Manager(PYTHON, pip, ("install", "inject"), ("uninstall",)),
    "uv": Manager(PYTHON, pip, ("pip install", "tool install", "add"), ("pip uninstall", "tool uninstall", "remove")),
    "poetry": Manager(PYTHON, pip, ("add",), ("remove",)),
    "pipenv": Manager(PYTHON, pip, ("install",), ("uninstall",)),
    "conda": Manager(CONDA, conda, ("install", "create", "update"), ("remove", "uninstall")),
    "npm": Manager(NODE, npm, ("install", "i", "add", "in"), ("uninstall", "remove", "rm", "un")),
    "yarn": Manager(NODE, npm, ("add", "global add"), ("remove", "global remove")),
    "pnpm": Manager(NODE, npm, ("add", "i", "install"), ("remove", "rm")),
    "corepack": Manager(NODE, npm, ("prepare", "install"), ()),
    "gem": Manager(RUBY, gem, ("install", "i"), ("uninstall",), ("-v", "--version")),
    "go": Manager(GO, go, ("install", "get")),
    "cargo": Manager(RUST, cargo, ("install", "add", "binstall"), ("uninstall",), ("--version", "--vers")),
    "pecl": Manager("PHP extension", dashed, ("install",), ("uninstall",)),
    "composer": Manager(PHP, composer, ("require", "global require", "create-project")),
    "luarocks": Manager(LUA, rock, ("install",), ("remove",)),
    "cpanm": Manager(PERL, cpan, ()),
    "dotnet": Manager(NET, plain, ("tool install",), ("tool uninstall",), ("--version",)),
}  # fmt: skip
# How the command lines of those are read that `dflint.embedded.programs` does not know.
MORE: Mapping[str, Program] = {
    "rpm": Program(),
    "pacman": Program(),
    "swupd": Program(installs=("bundle-add",), nested=()),
    "poetry": Program(valued=("-G", "--group", "-C", "--directory", "-E", "--extras"), installs=("add",)),
    "pipenv": Program(valued=("--python", "--extra-index-url", "-i", "--index", "--categories"), installs=("install",)),
    "corepack": Program(valued=("-o", "--install-directory"), installs=("prepare", "install")),
    "pecl": Program(valued=("-D", "-B", "--configureoptions", "-R"), installs=("install",)),
    "composer": Program(
        valued=("-d", "--working-dir", "--stability", "-s", "--repository", "--prefer-install"),
        nested=("global",), installs=("require", "create-project"),
    ),
    "luarocks": Program(
        valued=("--tree", "--server", "--only-server", "--lua-version", "--lua-dir", "--timeout"),
        installs=("install",),
    ),
    "cpanm": Program(valued=("-M", "--from", "-L", "-l", "--mirror", "--local-lib", "--cpanfile")),
    "dotnet": Program(
        valued=("--version", "--tool-path", "--add-source", "--configfile", "--framework"), nested=("tool",)
    ),
    "aria2c": Program(
        valued=("-o", "--out", "-d", "--dir", "-x", "-s", "-j", "-k", "--checksum", "--header", "-i", "--input-file"),
    ),
}  # fmt: skip
