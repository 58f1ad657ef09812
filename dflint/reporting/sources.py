"""What the text of an ingredient's source says: which kind it is and which page one can open for it."""

import re
from functools import cache
from urllib.parse import quote

from dflint.embedded.urls import ARCHIVES, FORGES

_INSTALLERS = ("pip", "pypi", "conda", "npm", "gem", "cargo", "maven", "go")
_SYSTEM = ("apt", "apt-get", "yum", "dnf", "apk", "zypper", "rpm", "deb")
_MARKS = ("/archive/", "/tarball/", "/zipball/", "/releases/download/")


@cache
def _web() -> "re.Pattern[str]":
    """A web address in plain ASCII without a user name, which could pretend to be the host."""
    return re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?(?:/[!-~]*)?", re.ASCII)


@cache
def _git() -> "re.Pattern[str]":
    """Host and path of the forms that git takes and a browser does not."""
    return re.compile(r"(?:git@|(?:git\+)?(?:git|ssh|https)://(?:git@)?)([\w.-]+)[:/]([\w./~+-]+?)/?", re.ASCII)


@cache
def _file() -> "re.Pattern[str]":
    """The end of an address that names a file: a path whose last name has an ending."""
    return re.compile(r"://[^/]+/.*\.[a-z][a-z0-9]{0,4}\Z")


def kind_of(role: str, text: str) -> str:
    """Kind of the source `text`, declared in the `role` of an ingredient."""
    if role == "image":
        return "image"
    plain = text.lower().partition("?")[0].partition("#")[0].rstrip("/")
    if plain.endswith(ARCHIVES) or any(mark in plain for mark in _MARKS):
        return "archive"
    if "://" not in plain and not plain.startswith("git@"):
        return _local(role, plain)
    if _is_git(plain):
        return "git repository"
    if _file().search(plain):
        return "file"
    return "archive" if role == "package" else "repository"


def _local(role: str, text: str) -> str:
    """Kind of a source that is no address: the name of an installer or of a package."""
    if text in _INSTALLERS:
        return "package"
    return "OS package" if role == "package" or text in _SYSTEM else "repository"


def _is_git(url: str) -> bool:
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    owned = host in FORGES and path.count("/") == 1
    return url.startswith("git@") or scheme in ("git", "ssh", "git+https", "git+ssh") or url.endswith(".git") or owned


def link_of(text: str) -> str:
    """The URL to open for the source `text`, or an empty text: never one with an unresolved part."""
    if "$" in text:
        return ""
    url = text if _web().fullmatch(text) else _browsable(text)
    head, mark, _ = url.partition(".git#")
    return quote(head if mark else url.removesuffix(".git"), safe="%/:?#@!&',;=+~") if url else ""


def _browsable(text: str) -> str:
    """The page of a repository that is named as git names it, on the forges that have one at that address."""
    match = _git().fullmatch(text.partition("#")[0])
    return f"https://{match[1]}/{match[2]}" if match and match[1] in FORGES else ""
