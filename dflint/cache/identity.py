"""What is at work: a text that changes with dflint, the interpreter, and the libraries that findings depend on."""

import os
import sys

from dflint import __version__
from dflint.disk import digest, encoded

# What is imported from elsewhere, also where it is not installed: it could be, next time.
LIBRARIES = (
    *("dflint", "dockerfile", "e2b", "jinja2", "libcst", "markupsafe", "pathspec", "ruamel", "tree_sitter"),
    *("yaml", "_yaml", "pyyaml"),
)


def fingerprint() -> str:
    """The text; it takes no import to find out."""
    return digest(*map(encoded, (__version__, sys.version, sys.executable or "", sys.platform, *_own(), *_installed())))


def _own() -> list[str]:
    """Size and time of dflint's own modules: in a checkout they change while the version stays."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders = [package, os.path.join(os.path.dirname(package), "rules")]
    found = []
    for folder in folders:
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if entry.name.endswith(".py"):
                status = entry.stat()
                found.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
        folders += [entry.path for entry in entries if folder.startswith(package) and "." not in entry.name]
    return found


def _installed() -> list[str]:
    """The names under which `LIBRARIES` lie in the folders that modules are imported from; they hold the versions."""
    found = []
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        found += sorted(name for name in names if name.lower().replace("-", "_").startswith(LIBRARIES))
    return found
