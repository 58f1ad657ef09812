"""Files that list packages: requirements of pip, environments of conda, `package.json`, `Gemfile`."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from dflint.embedded.packages import CONDA, NODE, PYTHON, RUBY, Named, conda, npm, pip
from dflint.records import NamedTuple

LARGEST = 1_000_000


class Item(NamedTuple):
    """A package of a list, at a line counted from 1; an `include` is the path of another list in place of a package."""

    kind: str
    named: Named
    line: int
    include: str = ""


def requirements(text: str) -> Iterator[Item]:
    """The requirements in `text`, as pip reads it; constraints are left out, and what comes from the disk."""
    number, joined = 0, ""
    for at, line in enumerate(text.splitlines(), 1):
        number = number if joined else at
        if line.rstrip().endswith("\\"):
            joined += line.rstrip()[:-1] + " "
            continue
        yield from _requirement(joined + line, number)
        joined = ""
    yield from _requirement(joined, number)


def _requirement(line: str, number: int) -> Iterator[Item]:
    line = re.sub(r"(^|\s)#.*", "", line).strip()
    option = _option().match(line)
    if option:
        name, value = option[1], option[2].strip().strip("'\"")
        if name in ("-r", "--requirement") and value:
            yield Item(PYTHON, Named(""), number, value)
        line = value if name in ("-e", "--editable") else ""
    word, _, rest = line.partition(" --")
    named = pip(word.strip()) if word.strip() else None
    if named is not None and not word.startswith("-"):
        hashes = re.findall(r"hash[= ]([a-z0-9]+:[0-9a-f]+)", rest)
        yield Item(PYTHON, named._replace(pin=named.pin or hashes[0]) if hashes else named, number)


@cache
def _option() -> "re.Pattern[str]":
    return re.compile(r"(--?[A-Za-z][\w-]*)[ =]?\s*(.*)")


def environment(text: str) -> Iterator[Item]:
    """The dependencies of an environment of conda, those for pip as such; a plain list of packages will do, too."""
    inside, pip_indent = not re.search(r"^dependencies:", text, re.MULTILINE), -1
    for number, line in enumerate(text.splitlines(), 1):
        bare = re.sub(r"(^|\s)#.*", "", line).rstrip()
        indent = len(bare) - len(bare.lstrip())
        word = bare.strip()
        if re.match(r"[\w-]+:", bare):
            inside = word.startswith("dependencies:")
        elif inside and word and (word.startswith("- ") or ":" not in word):
            word = word.removeprefix("- ").strip().strip("'\"")
            if word == "pip:":
                pip_indent = indent
                continue
            pip_indent = pip_indent if indent > pip_indent else -1
            yield from _dependency(word, number, pip_indent >= 0)


def _dependency(word: str, number: int, is_pip: bool) -> Iterator[Item]:
    if is_pip:
        yield from _requirement(word, number)
        return
    named = conda(word) if word and not word.startswith(("@", "-")) else None
    if named is not None:
        yield Item(CONDA, named, number)


def package_json(text: str) -> Iterator[Item]:
    """The dependencies of `package.json`, those for development left out."""
    import json

    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        return
    given = table.get("dependencies") if isinstance(table, dict) else None
    lines = text.splitlines()
    for name, version in given.items() if isinstance(given, dict) else ():
        named = npm(f"{name}@{version}") if isinstance(version, str) else None
        if named is not None:
            key = f'"{name}"'
            line = next((at for at, line in enumerate(lines, 1) if key in line), 1)
            yield Item(NODE, named, line)


def gemfile(text: str) -> Iterator[Item]:
    """The gems of a `Gemfile`, those of groups for development and tests left out."""
    skipped = False
    for number, line in enumerate(text.splitlines(), 1):
        word = line.strip()
        if word.startswith("group ") and word.endswith("do"):
            skipped = ":development" in word or ":test" in word
        elif word == "end":
            skipped = False
        match = _gem().match(word)
        if match and not skipped:
            yield Item(RUBY, Named(match[1], (match[2] or "").removeprefix("= ")), number)


@cache
def _gem() -> "re.Pattern[str]":
    return re.compile(r"""gem[ (]+["']([\w.-]+)["'](?:\s*,\s*["']([^"']+)["'])?""")


FORMS: dict[str, Callable[[str], Iterator[Item]]] = {
    "requirements": requirements,
    "environment": environment,
    "package.json": package_json,
    "Gemfile": gemfile,
}
