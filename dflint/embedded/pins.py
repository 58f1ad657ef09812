"""How the package managers of languages write a version: does a word that names a package hold it to one?

Each function gets the word of a package without its quotes. True also for what has no version to write: a folder, an
archive, a wheel.
"""

import re
from functools import cache

ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")
WHEELS = (".whl", ".egg", *ARCHIVES)
GEM = ".gem"


@cache
def _comparison() -> "re.Pattern[str]":
    return re.compile(r"==|>=|<=|~=|!=|<|>")


@cache
def _vcs() -> "re.Pattern[str]":
    """A repository of a version control system: the scheme, the name of a user, the rest."""
    return re.compile(r"(?:git|hg|svn|bzr)\+\w+:(?://)?(?:[^/@]+@)?(?P<rest>.*)", re.DOTALL)


def is_vcs(word: str) -> bool:
    """True for `git+https://...` and its like."""
    return bool(_vcs().match(word))


def pip(word: str) -> bool:
    """`name==1.2` with any comparison, a path, an archive, a URL; a repository needs `@` and what to check out."""
    word = word.partition(" @ ")[2].strip() or word
    repository = _vcs().match(word)
    if repository:
        return "@" in repository["rest"]
    requirement = word.partition(";")[0]
    is_path = "/" in word or word.startswith(".") or requirement.lower().endswith(WHEELS)
    return is_path or bool(_comparison().search(requirement))


def pip_name(word: str) -> str:
    """The name of the package that a requirement names, normalised: `Scikit_Learn[all]>=1` is `scikit-learn`."""
    match = re.match(r"[A-Za-z0-9][\w.-]*", word)
    return re.sub(r"[-_.]+", "-", match[0]).lower() if match else ""


def npm(word: str) -> bool:
    """`name@1.2`, `@scope/name@1.2`, a path, an archive; a repository needs `#` and what to check out."""
    if word.startswith(("/", "./", "../", "~/", "file:", "link:", "workspace:")) or word in (".", "..", "~"):
        return True
    if _is_git(word):
        return "#" in word
    if word.endswith((".tar", ".tar.gz", ".tgz")):
        return True
    if "://" in word:
        return "#" in word
    _, at, version = word[1:].partition("@")
    return npm(version.removeprefix("npm:")) if version.startswith("npm:") else bool(at)


def is_node_source(word: str) -> bool:
    """True for a package for npm that is named by where it comes from: a repository or an address."""
    return _is_git(word) or "://" in word


def _is_git(word: str) -> bool:
    """True for a repository, also of GitHub in short: `owner/name`."""
    if word.startswith(("git+", "git://", "git@", "github:", "gitlab:", "bitbucket:", "gist:")):
        return True
    return "/" in word and not word.startswith("@") and "://" not in word and "@" not in word


def gem(word: str) -> bool:
    """`name:1.2`, or the file of a gem."""
    return ":" in word or word.endswith(GEM)


def go(word: str) -> bool:
    """`example.com/name@v1.2`; what has no dot in its first part, or is a file, comes from the disk."""
    path, at, version = word.partition("@")
    if at:
        return version not in ("latest", "none")
    return path.startswith((".", "/", "~")) or path.endswith(".go") or "." not in path.partition("/")[0]


def cargo(word: str) -> bool:
    """`name@1.2`."""
    return "@" in word


def conda(word: str) -> bool:
    """`name=1.2` with any comparison, a path or URL of a package."""
    return "=" in word or "<" in word or ">" in word or word.endswith((".conda", ".tar.bz2"))
