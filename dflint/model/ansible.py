"""Ingredients that Ansible roles of a component declare: keys of their `defaults` with the suffixes of ingredients.

Read are `template/ansible/**/defaults/*.yml` (or `.yaml`), and such files one folder below `defaults`.
"""

import os
import re
from collections.abc import Iterator
from functools import cache

from dflint.files import read_text
from dflint.model.ingredients import Role, split_name
from dflint.records import NamedTuple
from dflint.text import Span

ROLES = os.path.join("template", "ansible")
ENDINGS = (".yml", ".yaml")


class Default(NamedTuple):
    """One key of a `defaults` file: as written, what it declares, its value with the names in it resolved, its place.

    `path` is relative to the project's root, `line` 1-based; `raw` is the value as written, without quotes, `span` its
    place in the text, quotes included.
    """

    name: str
    stem: str
    role: Role
    value: str
    path: str
    line: int
    raw: str
    span: Span


def read_defaults(root: str, group: str) -> list[Default]:
    """The ingredients of the roles of the component `group`, a folder relative to `root`, by path and line."""
    values: dict[str, str] = {}
    return [
        default
        for path in default_files(root, group)
        for default in declared(read_text(path), os.path.relpath(path, root).replace(os.sep, "/"), values)
    ]


def declared(text: str, path: str, values: dict[str, str]) -> Iterator[Default]:
    """The ingredients that `text`, the file `path`, declares; `values` has what names stand for, and gets more."""
    for number, name, raw, span in _entries(text):
        value = values[name] = _resolve(raw, values)
        split = split_name(name) if name.isupper() or name.islower() else None
        if split:
            yield Default(name, *split, value, path, number, raw, span)


def default_files(root: str, group: str) -> Iterator[str]:
    """The absolute paths of the `defaults` files of the component `group`."""
    folder = os.path.join(root, group, ROLES)
    for parent, folders, names in os.walk(folder):
        folders.sort()
        inside = os.path.relpath(parent, folder).split(os.sep)
        if "defaults" in inside[-2:]:
            yield from (os.path.join(parent, name) for name in sorted(names) if name.endswith(ENDINGS))


@cache
def _entry() -> "re.Pattern[str]":
    return re.compile(r"""[ \t]*(?:- )?["']?(?P<name>[A-Za-z_]\w*)["']?[ \t]*:[ \t]+(?P<value>\S.*?)[ \t\r]*$""")


def _entries(text: str) -> Iterator[tuple[int, str, str, Span]]:
    """Line, key and value of each key of a YAML text that has a value on its own line, and the place of the value."""
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        match = _entry().match(line)
        if match and not line.lstrip().startswith("#"):
            start = at + match.start("value")
            token = _token(match["value"])
            yield number, match["name"], scalar(token), Span(start, start + len(token))
        at += len(line) + 1


def _token(text: str) -> str:
    """A plain or quoted YAML scalar without what follows it."""
    quote = text[:1]
    if quote in ("'", '"'):
        end = text.find(quote, 1)
        while quote == "'" and end > 0 and text[end + 1 : end + 2] == "'":
            end = text.find(quote, end + 2)
        return text[: end + 1] if end > 0 else text
    return re.split(r"[ \t]#", text, maxsplit=1)[0].rstrip()


def scalar(text: str) -> str:
    """A plain or quoted YAML scalar, without quotes and comment."""
    token = _token(text)
    quote = token[:1]
    if quote in ("'", '"') and token != quote and token.endswith(quote):
        return token[1:-1].replace("''", "'")
    return token


def _resolve(text: str, values: dict[str, str]) -> str:
    """`text` with `{{ name }}` replaced by what the name stands for so far; another expression stays as it is."""
    return re.sub(r"\{\{ *([A-Za-z_]\w*) *\}\}", lambda match: values.get(match[1], match[0]), text)
