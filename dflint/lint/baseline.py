"""Known findings in a file: how many there are of each kind in each Dockerfile, recognised by the flagged text.

    {
      "version": 1,
      "findings": {
        "app/Dockerfile": [
          {"code": "DL3008", "count": 2, "fingerprint": "9f86d081884c7d65"}
        ]
      }
    }

Paths are relative to the folder of the file. No text of a Dockerfile gets into it, so no secret does.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from dflint import disk
from dflint.errors import DflintError
from dflint.files import replace_file
from dflint.records import NamedTuple

VERSION = 1
DIGITS = 16
MEND = "mend it, or delete it and run dflint check --write-baseline"


class Key(NamedTuple):
    """What a finding is recognised by in its file."""

    code: str
    fingerprint: str


Entries = dict[str, Counter[Key]]


def key(code: str, text: str) -> Key:
    """The key of a finding of the rule `code` about `text`."""
    from hashlib import sha256

    return Key(code, sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:DIGITS])


def read(path: str, shown: str) -> Entries:
    """The entries of the baseline at `path`, by the path of the Dockerfile; DflintError when it cannot be used."""
    try:
        data = disk.read(path)
    except FileNotFoundError:
        raise DflintError(f"{shown}: no such baseline; dflint check --write-baseline={shown} makes it") from None
    except OSError as error:
        raise DflintError(f"{shown}: cannot read the baseline: {error.strerror or error}") from None
    try:
        return _entries(json.loads(data))
    except _VersionError as error:
        raise DflintError(f"{shown}: {error}") from None
    except json.JSONDecodeError as error:
        raise DflintError(f"{shown}:{error.lineno}:{error.colno}: is not valid JSON; {MEND}") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DflintError(f"{shown}: is no baseline of dflint; {MEND}") from None


class _VersionError(Exception):
    """The baseline has another version than this dflint."""


def _entries(table: Any) -> Entries:
    version = table["version"]
    if version != VERSION:
        message = f"is a baseline of version {version}, and this dflint reads version {VERSION}"
        raise _VersionError(f"{message}; use the dflint that wrote it, or write it again")
    return {path: Counter(dict(map(_entry, found))) for path, found in table["findings"].items()}


def _entry(found: dict[str, Any]) -> tuple[Key, int]:
    code, fingerprint, count = found["code"], found["fingerprint"], found["count"]
    if not (isinstance(code, str) and isinstance(fingerprint, str) and type(count) is int and count > 0):
        raise ValueError(found)
    return Key(code, fingerprint), count


def rendered(entries: Mapping[str, Mapping[Key, int]]) -> str:
    """The text of a baseline: sorted, a line for each entry."""
    files = [_file(path, found) for path, found in sorted(entries.items()) if found]
    findings = "{\n" + ",\n".join(files) + "\n  }" if files else "{}"
    return f'{{\n  "version": {VERSION},\n  "findings": {findings}\n}}\n'


def _file(path: str, found: Mapping[Key, int]) -> str:
    lines = [
        f"      {json.dumps({'code': code, 'count': count, 'fingerprint': fingerprint})}"
        for (code, fingerprint), count in sorted(found.items())
    ]
    return f"    {json.dumps(path)}: [\n" + ",\n".join(lines) + "\n    ]"


def check_target(path: str, shown: str) -> None:
    """DflintError when a baseline must not be written to `path`: a folder or another kind of file is there."""
    target = os.path.realpath(path)
    if os.path.isdir(target) or _is_other(target):
        what = "is a folder" if os.path.isdir(target) else "is no baseline, so it is not overwritten"
        raise DflintError(f"{shown}: {what}; name the file with --write-baseline=FILE, or another one")


def write(path: str, shown: str, entries: Mapping[str, Mapping[Key, int]]) -> None:
    """Write a baseline, all or nothing; DflintError when that fails, or another kind of file is in the way."""
    check_target(path, shown)
    try:
        replace_file(os.path.realpath(path), rendered(entries).encode())
    except OSError as error:
        raise DflintError(f"{shown}: cannot write the baseline: {error.strerror or error}") from None


def _is_other(path: str) -> bool:
    """True when the file at `path` is something else than a baseline of any version."""
    try:
        with open(path, "rb") as stream:
            table = json.loads(stream.read())
    except FileNotFoundError:
        return False
    except (OSError, ValueError, RecursionError):
        return True
    return not (isinstance(table, dict) and "version" in table and "findings" in table)


def merged(old: Entries, new: Entries, is_judged: Callable[[str, str], bool]) -> Entries:
    """`new`, and those of `old` that were not looked at: `is_judged` says of a path and a code whether it was."""
    result = {path: Counter(found) for path, found in new.items()}
    for path, found in old.items():
        for known, count in found.items():
            if not is_judged(path, known.code):
                result.setdefault(path, Counter())[known] = count
    return result
