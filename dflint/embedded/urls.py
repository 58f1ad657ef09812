"""What the address of a download says: the project's name, its version, which kind of thing it is."""

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import unquote

from dflint.records import NamedTuple

ARCHIVES = (
    ".tar", ".tgz", ".tbz2", ".tbz", ".txz", ".tzst", ".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".whl", ".jar",
    ".war", ".deb", ".rpm", ".apk", ".run", ".gem", ".crate", ".phar", ".conda",
)  # fmt: skip
# Addresses of archives that need not end like one.
MARKS = ("archive", "tarball", "zipball")
FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org")
SCRIPTS = (".sh", ".bash")
# Names that say what to do with a file, not whose it is.
VAGUE = ("install", "installer", "setup", "get", "bootstrap", "init", "script", "download", "latest", "master", "main")

# Folders of these names hold a folder for each version of the system.
SYSTEMS = ("ubuntu", "debian", "rhel", "centos", "fedora", "alpine", "el", "opensuse", "sles", "amazonlinux")


class Url(NamedTuple):
    """What `read_url` found; `pin` is a commit in the address."""

    name: str
    version: str
    pin: str = ""


class _Parts(NamedTuple):
    host: str
    path: list[str]


def read_url(url: str) -> Url:
    """Name and version of what is at `url`: of the project on a forge, else of the file; empty where not plain."""
    if "://" not in url and _variable().fullmatch(url):
        return Url(url, "")
    parts = _parts(_short(url) if "$" in url or "`" in url else url)
    return _forge(parts) or _plain(parts)


def _short(url: str) -> str:
    """`url` with unresolved parts that have no slash: `${NAME}`, and `${ARCH}` for commands that say the machine."""
    url = _command().sub(lambda match: "${ARCH}" if _machine().search(match[0]) else "${COMMAND}", url)
    return _variable().sub(r"${\1}", url)


@cache
def _command() -> "re.Pattern[str]":
    inner = r"(?:[^()]|\([^()]*\))*"
    return re.compile(rf"\$\((?:[^()]|\({inner}\))*\)|`[^`]*`")


@cache
def _machine() -> "re.Pattern[str]":
    return re.compile(r"uname -[im]|\barch\b|--print-arch|architecture")


@cache
def _variable() -> "re.Pattern[str]":
    return re.compile(r"\$\{(\w+)[^{}]*\}")


def without_user(url: str) -> str:
    """`url` without a user's name and password, which belong into no report."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    is_web = scheme.rpartition("+")[2] in ("http", "https", "ftp")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}" if mark and is_web and "@" in host else url


def _parts(url: str) -> _Parts:
    """Host and path, the query left out."""
    rest = url.partition("://")[2] or url
    rest = rest.partition("#")[0].partition("?")[0]
    host, _, path = rest.partition("/")
    return _Parts(host.rpartition("@")[2].lower(), [unquote(part) for part in path.split("/") if part])


def _forge(parts: _Parts) -> Url | None:
    """What a forge's address says: `owner/name/releases/download/v1/file`, `.../archive/v1.tar.gz`, `.../raw/...`."""
    host, path = parts
    if host == "raw.githubusercontent.com" and len(path) > 3:
        return _raw(path[1], path[2:])
    if host == "codeload.github.com" and len(path) > 3:
        return _tagged(path[1], "/".join(path[3:]))
    if host not in FORGES or len(path) < 4:
        return None
    name, rest = path[1], [part for part in path[2:] if part != "-"]
    if rest[:2] == ["releases", "download"] and len(rest) > 2:
        return _released(name, rest)
    if rest[0] in MARKS:
        return _tagged(name, "/".join(rest[1:]))
    if rest[0] in ("raw", "blob"):
        return _raw(name, rest[1:])
    return None


def _released(name: str, rest: list[str]) -> Url:
    """`v1.2/file`; a tag that is no version has the file's."""
    version = version_of(rest[2])
    other = _stem_and_version(rest[-1])[1]
    return Url(name, version if is_version(version) or not other else other)


def _tagged(name: str, ref: str) -> Url:
    ref = strip_endings(ref.removeprefix("refs/").removeprefix("tags/").removeprefix("heads/"))
    # GitLab repeats the name: `archive/v1.2/name-v1.2.tar.gz`.
    ref = ref.partition("/")[0] if ref.count("/") == 1 and ref.partition("/")[2].startswith(name) else ref
    commit = _is_commit(ref)
    return Url(name, ref if commit else version_of(ref.removeprefix(f"{name}-")), ref if commit else "")


def _raw(name: str, rest: list[str]) -> Url:
    """A file of a repository at a branch, tag or commit: `main/path/file`."""
    if rest[:1] == ["refs"] and len(rest) > 3:
        rest = rest[2:]
    ref, stem = rest[0], strip_endings(rest[-1], 1)
    commit = _is_commit(ref)
    shown = name if stem.lower().strip("_-") in VAGUE or stem.lower().startswith(("install", "get-", "setup")) else stem
    return Url(shown, ref if commit else version_of(ref), ref if commit else "")


def _plain(parts: _Parts) -> Url:
    """The file's stem without its version; the host where there is no file."""
    if not parts.path:
        return Url(parts.host, "")
    stem, version = _stem_and_version(parts.path[-1], parts.path[:-1])
    above = "" if version else _version_above(parts.path[:-1])
    if stem.lower() in VAGUE or not stem:
        stem = _named_above(parts) or parts.host
    return Url(stem, version or above)


def _named_above(parts: _Parts) -> str:
    """The last folder that could be a project's name."""
    for part in reversed(parts.path[:-1]):
        if part.isalpha() and part.lower() not in (*VAGUE, "releases", "release", "dist", "pub", "v", "stable", "bin"):
            return part if len(part) > 2 else ""
    return ""


def _version_above(folders: list[str]) -> str:
    """The version that the last of such folders is named after: `v1.2.3`, `name-1.2.3`, `name@1.2.3`."""
    for at, part in reversed(list(enumerate(folders))):
        match = _folder().fullmatch(part)
        if match and not (at and folders[at - 1].lower() in SYSTEMS):
            return match[1]
    return ""


@cache
def _folder() -> "re.Pattern[str]":
    number = r"\d+(?:\.\d+)+(?:[-.+_]?(?:[a-z]+\.?\d+|\d+|[A-Za-z]+))?"
    return re.compile(rf"(?:[A-Za-z][\w.-]*?[-@_])?(?:v|go)?({number}|v?\$\{{[A-Za-z0-9_]*VER[A-Za-z0-9_]*\}})")


@cache
def _numbered() -> "re.Pattern[str]":
    """A version in a file name: behind a separator or letters, of numbers with dots, or an unresolved one."""
    dotted = r"\d+(?:\.\d+)+(?:[-._~]?(?:alpha|beta|rc|pre|dev|post|a|b|r|p)\.?\d*(?![A-Za-z])|[a-z](?![A-Za-z]))?"
    other = r"\d+(?:-ea)?\+\d+|\d+(?:_\d+){2,}|\d+u\d+|\$\{\w*(?i:VER)\w*\}"
    return re.compile(rf"[-_.]?(?:(?<![A-Za-z])[vV])?({dotted}(?:\+[\w.]+)?|{other})")


def _stem_and_version(file: str, folders: Sequence[str] = ()) -> tuple[str, str]:
    """Name and version in the name of a file: `fio-3.28.tar.gz`, `go1.21.linux-amd64.tar.gz`, `tool_1.2_amd64`.

    Of several numbers one that also names one of `folders` is the version: `1.0/spark_2.13-1.0.jar`.
    """
    stem = strip_endings(file)
    found = list(_numbered().finditer(stem))
    match = next((each for each in found if each[1] in folders), found[0] if found else None)
    if match is None:
        short = _without_platform(stem)
        plain = _whole_number(file).fullmatch(short)
        return (plain[1], plain[2]) if plain else (short, "")
    version = match[1] if match[1].startswith("$") else match[1].replace("_", ".")
    return _without_platform(stem[: match.start()].rstrip("-_.")), version


def _whole_number(file: str) -> "re.Pattern[str]":
    """A version without a dot at the end of a name: such a number is often part of the name, but for packages."""
    return _package_number() if file.endswith((".rpm", ".deb")) else _long_number()


@cache
def _package_number() -> "re.Pattern[str]":
    return re.compile(r"(.*[A-Za-z])-v?(\d+)")


@cache
def _long_number() -> "re.Pattern[str]":
    return re.compile(r"(.*[A-Za-z])(?:-v(?=\d)|-(?=\d{5}|\d+\.x|\$)|_(?=\d+\.x|\$))(\d+(?:\.x)?|\$\{\w+\})")


@cache
def _platform() -> "re.Pattern[str]":
    system = r"linux(?:32|64)?|darwin|windows|noarch|musl|gnu|unknown|all"
    machine = r"amd64|x86[-_]64|x64|arm64|aarch64|armhf|armv7l?|i386"
    return re.compile(
        rf"[-_.](?:{system}|{machine}|latest|\$\{{\w*(?:ARCH|PLATFORM|TARGETOS)\w*\}})(?=[-_.]|$)", re.IGNORECASE
    )


def _without_platform(stem: str) -> str:
    short = _platform().sub("", stem)
    return short or stem


def strip_endings(name: str, most: int = 3) -> str:
    """`name` without the endings of archives, packages and scripts, `most` of them."""
    for _ in range(most):
        head, dot, ending = name.rpartition(".")
        if not dot or not head or not _is_ending(ending):
            return name
        name = head
    return name


def _is_ending(text: str) -> bool:
    return ("." + text.lower()) in ARCHIVES or (text.isalpha() and text.islower() and 1 < len(text) < 6)


def file_stem(url: str) -> str:
    """The name of the file at `url` without endings."""
    path = _parts(url).path
    return strip_endings(path[-1]) if path else _parts(url).host


def version_of(tag: str) -> str:
    """A tag as a version: without a `v`, `release-` or the project's name before the numbers."""
    match = _tag().fullmatch(tag)
    return (match[1] or match["whole"]) if match else tag


@cache
def _tag() -> "re.Pattern[str]":
    return re.compile(r"(?:[A-Za-z][\w+]*?[-_/@])*[A-Za-z]*(\d+(?:[._]\d+)+.*|\$\{\w+\}.*)|v(?P<whole>\d+)")


def is_version(text: str) -> bool:
    """True for a text that begins with a number, or is not resolved."""
    return text[:1].isdecimal() or text.startswith("$")


def _is_commit(ref: str) -> bool:
    return len(ref) in (40, 64) and all(char in "0123456789abcdef" for char in ref)


def is_archive(url: str) -> bool:
    """True for the address of an archive or a package."""
    plain = url.partition("?")[0].partition("#")[0].lower()
    parts = _parts(plain)
    return plain.endswith(ARCHIVES) or (parts.host in FORGES and any(mark in parts.path[2:-1] for mark in MARKS))


def is_signature(url: str) -> bool:
    """True for what only says whether another file is the right one."""
    plain = url.partition("?")[0].partition("#")[0]
    return bool(_signature().search(plain))


@cache
def _signature() -> "re.Pattern[str]":
    return re.compile(
        r"(?i)\.(?:sig|sign|minisig|sha\d+|sha\d+sums?|md5|digests?|sigstore|pem\.sig|cosign\.bundle)(?:\.txt|\.asc)?$"
        r"|/checksums?/|-sha\d*\.txt$|(?:sha(?:\d*[-_.]?sums?|sums?\d*)|checksums?|md5sums?)(?:[-_.][\w.-]*)?$"
        r"|(?:\.tar|\.tgz|\.zip|\.jar|\.[gx]z|\.bz2|\$\{\w+\})(?:\.\w+)?\.asc$"
    )


def is_key(url: str) -> bool:
    """True for the address of a key that packages or archives are signed with."""
    plain = url.partition("?")[0].partition("#")[0]
    return bool(_key().search(plain))


@cache
def _key() -> "re.Pattern[str]":
    return re.compile(
        r"(?i)\.(?:asc|gpg|key|pgp|pub|gpg\.key)$|[-_/.]gpg(?:[-_.]?key)?$|/(?:rpm-)?gpg-key[^/]*$|/keys?$"
    )
