"""Which of the things that ShellCheck says hold in an image."""

import re
from functools import cache

from dflint.lint.shelltexts import Comment
from dflint.model.script import Script
from dflint.model.stages import Stage
from dflint.syntax.nodes import Run

# Names that the builder itself gives to every RUN.
PROXIES = frozenset(f"{name}_proxy" for name in ("all", "ftp", "http", "https", "no"))
# What is said of a name, and which word of the message that is; none of it holds for names of ARG and ENV.
OF_NAMES = {2034: 0, 2153: 2, 2154: 0, 3028: 3}
# Images of Debian and Ubuntu, the names of their releases in tags, and images that these are built on when `slim`.
DEBIAN = (
    *("debian", "ubuntu", "buildpack-deps", "stretch", "buster", "bullseye", "bookworm", "trixie"),
    *("xenial", "bionic", "focal", "jammy", "noble", "ubuntu20.04", "ubuntu22.04", "ubuntu24.04"),
)
SLIM = ("golang", "node", "openjdk", "perl", "php", "postgres", "python", "ruby", "rust")
# Names and numbers of releases whose dash has no pipefail.
OLD = (
    *("stretch", "buster", "bullseye", "bookworm", "xenial", "bionic", "focal", "jammy", "noble"),
    *("9", "10", "11", "12", "16.04", "18.04", "20.04", "22.04", "24.04"),
)
# What is said of one comparison made twice, which a command in it may answer in two ways.
TWICE = (2055, 2252, 2333, 2334)
POWERSHELL = ("$ErrorActionPreference", "$ProgressPreference", "Write-Host ", "powershell ")


def is_about_known_name(comment: Comment, script: Script) -> bool:
    """True for what is said of a name that ARG or ENV give to the shell."""
    place = OF_NAMES.get(comment["code"])
    if place is None:
        return False
    name = comment["message"].split(" ", place + 1)[place]
    return name in script.stage.scope_at(script.node) or name in PROXIES


def is_certain(comment: Comment, script: Script) -> bool:
    """True for what holds in any image, as far as that can be told; the rest is said only to those who select it."""
    code, text = comment["code"], script.text
    if comment["level"] in ("info", "style") or any(mark in text for mark in POWERSHELL):
        return False
    if code == 2154:
        return not _sets_unseen_names().search(text)
    if 3000 <= code < 4000:
        is_known = code == 3037 and ("/echo -" in text or "echo -n" in text)
        return has_dash(script.stage) and not is_known and not (code == 3040 and _is_new(script.stage))
    return code not in TWICE or not any(mark in text for mark in ("$(", "`"))


@cache
def _sets_unseen_names() -> "re.Pattern[str]":
    """What assigns names that the text does not show: a file that is read, and what a command prints."""
    given = r"(?:export|declare|typeset|local|readonly)[ \t]+(?:-\w+[ \t]+)*[\"']?(?:\$|`)"
    return re.compile(rf"(?:^|[\s;&|(){{}}`!])(?:(?:\.|source|eval)[ \t]|{given})")


def has_dash(stage: Stage) -> bool:
    """True when /bin/sh is certainly dash, as Debian and Ubuntu have it; elsewhere it knows more."""
    image = stage.line_of_descent[-1].image
    if any(_changes_sh(node.rest.text) for each in stage.line_of_descent for node in each.of(Run)):
        return False
    name, _, tag = image.text.partition("@")[0].rpartition("/")[2].partition(":")
    parts = tag.split("-")
    return image.known and (
        name in DEBIAN or ("slim" in parts and name in SLIM) or any(each in DEBIAN for each in parts)
    )


def _changes_sh(text: str) -> bool:
    """True for a RUN that makes another shell of /bin/sh."""
    return ("ln " in text and "/bin/sh" in text) or "dpkg-reconfigure dash" in text


def _is_new(stage: Stage) -> bool:
    """True where dash may know pipefail: in releases that are not known to be too old."""
    tag = stage.line_of_descent[-1].image.text.partition("@")[0].rpartition(":")[2]
    return not any(part in OLD for part in tag.split("-"))
