"""Where one can read a file on the web: links to a line of it, on the forge that the repository lies on.

What is not given is taken from the configuration of git; nothing asks a network.
"""

import os
import re
from functools import cache
from urllib.parse import quote

from dflint.errors import DflintError
from dflint.git import call
from dflint.paths import relative, repository
from dflint.records import NamedTuple
from dflint.reporting.facts import Component, Place

HEAD = "HEAD"
PATH, LINE, REVISION = "{path}", "{line}", "{revision}"


class Forge(NamedTuple):
    """A kind of forge: the marks in a host by which one knows it, and its `form` of an address of a line."""

    name: str
    hosts: tuple[str, ...]
    form: str


# The revision HEAD is the default branch on all of them; Azure has it when no version is named.
FORGES = (
    Forge("github", ("github",), "{home}/blob/{revision}/{path}#L{line}"),
    Forge("gitlab", ("gitlab",), "{home}/-/blob/{revision}/{path}#L{line}"),
    Forge(
        "azure",
        ("dev.azure.com", "visualstudio.com"),
        "{home}?path=/{path}{revision}&line={line}&lineEnd={line}&lineStartColumn=1&lineEndColumn=999&_a=contents",
    ),
    Forge("bitbucket", ("bitbucket.org",), "{home}/src/{revision}/{path}#lines-{line}"),
)


class Sources(NamedTuple):
    """How links to source files are made.

    `revision` is a branch, a tag or a commit. `forge` is the kind of forge, for a host whose name does not tell.
    `derive` says that git may be asked for the address of the repository, where the settings have none.
    """

    revision: str = ""
    forge: str = ""
    derive: bool = False

    def form(self, root: str, url: str) -> str:
        """The address of a line of a file, with `{path}` from the folder `root` on and `{line}`; empty if unknown.

        `url` is the setting `source-url`: a repository, a form like this one, or what stands before the path.
        DflintError for a revision that the address has no place for.
        """
        given = url or (remote(root) if self.derive else "")
        if PATH in given:
            return self._fill(given, url)
        home = address(given)
        forge = self._forge_of(home)
        if forge is not None:
            return self._on_forge(forge, home, root)
        if not url:
            return ""
        return self._fill(f"{url.rstrip('/')}/{PATH}#L{LINE}", url)

    def _fill(self, form: str, url: str) -> str:
        if REVISION in form:
            return form.replace(REVISION, quote(self.revision or HEAD))
        if self.revision:
            raise DflintError(f"source-url {url} has no place for a revision; write {REVISION} where it belongs")
        return form

    def _forge_of(self, home: str) -> Forge | None:
        """The forge that the repository at `home` lies on; None when `home` is not the address of one."""
        host, _, path = home.partition("://")[2].partition("/")
        if not _repository().fullmatch(path):
            return None
        named = next((forge for forge in FORGES for mark in forge.hosts if mark in host), None)
        return named or next((forge for forge in FORGES if forge.name == self.forge), None)

    def _on_forge(self, forge: Forge, home: str, root: str) -> str:
        revision = self.revision or HEAD
        if forge.name == "azure":
            revision = "" if revision == HEAD else f"&version={_version(revision, root)}"
        else:
            revision = quote(revision)
        prefix = quote((relative(root, repository(root) or root) or "").replace(os.sep, "/"))
        path = f"{prefix}/{PATH}" if prefix else PATH
        return forge.form.replace("{home}", home).replace(REVISION, revision).replace(PATH, path)


PLAIN = Sources()


def with_links(component: Component, form: str) -> Component:
    """`component` with the address of each place, by the `form` of `Sources.form`; as it is without one."""
    if not form:
        return component
    rows = tuple(row._replace(places=_linked(row.places, form), uses=_linked(row.uses, form)) for row in component.rows)
    return component._replace(rows=rows, source_url=form)


def _linked(places: tuple[Place, ...], form: str) -> tuple[Place, ...]:
    return tuple(Place(place.path, place.line, line_url(form, place.path, place.line)) for place in places)


def line_url(form: str, path: str, line: int) -> str:
    """The address of a line of the file `path`, by the `form` of `Sources.form`; empty without one."""
    return form.replace(LINE, str(line)).replace(PATH, quote(path, errors="surrogateescape")) if form else ""


@cache
def _repository() -> "re.Pattern[str]":
    """The path of a repository: owner and name, groups too; the name after `_git` on Azure."""
    return re.compile(r"(?!.*(?:/blob|/-|/src|/raw|/tree)(?:/|\Z))(?:[^/?#]+/)+[^/?#]+")


@cache
def _remotes() -> "list[tuple[re.Pattern[str], str]]":
    """The forms of a remote's address, each with that of the page; passwords and user names are left out."""
    return [
        (re.compile(r"(?:ssh://)?(?:[^@/]+@)?(?:ssh\.dev\.azure\.com|vs-ssh\.visualstudio\.com)(?::22)?[:/]v3/([^/]+)/([^/]+)/([^/]+)"),
         r"https://dev.azure.com/\1/\2/_git/\3"),
        (re.compile(r"(https?://)(?:[^@/]*@)?([^/@]+)/(.+)"), r"\1\2/\3"),
        (re.compile(r"(?:ssh|git)://(?:[^@/]*@)?([^/:@]+)(?::\d+)?/(.+)"), r"https://\1/\2"),
        (re.compile(r"(?:[^@/:]+@)([^/:@]+):(?!/)(.+)"), r"https://\1/\2"),
    ]  # fmt: skip


def address(remote: str) -> str:
    """The web address of the repository that git knows as `remote`; empty for one that has none."""
    for pattern, form in _remotes():
        match = pattern.fullmatch(remote.rstrip("/"))
        if match:
            return quote(match.expand(form).removesuffix(".git"), safe="%/:~")
    return ""


def remote(root: str) -> str:
    """The address of the repository around `root` as its configuration has it: that of `origin`, or the first one."""
    lines = _ask_git(root, "config", "--get-regexp", r"^remote\..*\.url$").splitlines()
    urls = dict(reversed([(name, url) for name, _, url in (line.partition(" ") for line in lines)]))
    return urls.get("remote.origin.url", next(reversed(urls.values()), ""))


def style_of(root: str) -> str:
    """The forge that the repository around `root` lies on, empty if unknown."""
    host = address(remote(root)).partition("://")[2].partition("/")[0]
    return next((forge.name for forge in FORGES for mark in forge.hosts if mark in host), "")


def _version(revision: str, root: str) -> str:
    """A revision as Azure names it: a commit, a tag or a branch."""
    if re.fullmatch(r"[0-9a-f]{40}", revision):
        return f"GC{revision}"
    tag = revision.removeprefix("refs/tags/")
    if tag != revision or _ask_git(root, "tag", "--list", "--", revision).strip() == revision:
        return f"GT{quote(tag, safe='')}"
    return f"GB{quote(revision.removeprefix('refs/heads/'), safe='')}"


def _ask_git(folder: str, *arguments: str) -> str:
    """What git answers; empty when it is missing or refuses."""
    done = call(folder, *arguments)
    return done.stdout.decode("utf-8", "replace") if done is not None and done.returncode == 0 else ""
