"""What the builder rejects in the values of flags: fields of mounts, modes, checksums, and words out of a few.

Nothing is said of a value that holds a variable.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from dflint.syntax.nodes import Flag
from dflint.syntax.suggest import suggestion

MOUNT = "mount"
# What flags of RUN that take one of a few words take.
VALUES = {
    MOUNT: ("bind", "cache", "tmpfs", "secret", "ssh"),
    "network": ("default", "none", "host"),
    "security": ("insecure", "sandbox"),
}
# Fields of a mount that need no value, and those that do.
SWITCHES = ("ro", "readonly", "rw", "readwrite", "required")
FIELDS = (
    "type", "from", "source", "src", "target", "dst", "destination", "id", "sharing", "size", "mode", "uid", "gid",
    "env",
)  # fmt: skip
# Fields that only Podman takes: of a file for it nothing is said.
OTHERS = ("z", "u", "relabel", "notmpcopyup", "bind-propagation", "bind-nonrecursive", "tmpfs-size", "tmpfs-mode")
# Type of a mount -> the fields that it does not take.
EXCEPT = {
    "bind": ("required", "sharing", "size", "mode", "uid", "gid"),
    "cache": ("required", "size"),
    "tmpfs": ("required", "sharing", "mode", "uid", "gid"),
    "secret": ("sharing", "size"),
    "ssh": ("source", "src", "sharing", "size"),
}
NAMING = ("id", "source", "src", "target", "dst", "destination")
SHARING = ("shared", "private", "locked")
BOOLEANS = ("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False")
DIGITS = {"sha256": 64, "sha384": 96, "sha512": 128}


def fault(keyword: str, flag: Flag) -> str | None:
    """What is wrong with the value of `flag` of an instruction `keyword`, or None."""
    value = flag.value or ""
    if keyword == "RUN" and flag.name == MOUNT and '"' not in value:
        return next(_mount(value), None)
    if "$" in value or "'" in value or '"' in value:
        return None
    if keyword == "RUN" and flag.name in VALUES:
        return _word(flag.name, value)
    if keyword in ("ADD", "COPY") and flag.name == "chmod" and value and not _is_mode(value):
        return f'--chmod is a mode such as 755 or u+x, not "{value}"'
    if keyword == "ADD" and flag.name == "checksum" and not _is_digest(value):
        return f'--checksum is sha256: and {DIGITS["sha256"]} digits, not "{value}"'
    return None


def _word(name: str, value: str) -> str | None:
    """What is wrong with a value that is one of a few words."""
    known = VALUES[name]
    if value.lower() in known:
        return None
    hint = suggestion(value, known) or f"; known are {', '.join(known)}"
    return f'--{name} has no {"type " if name == MOUNT else ""}"{value}"{hint}'


def _mount(value: str) -> Iterator[str]:
    """What is wrong with the fields of a mount."""
    pairs = [field.partition("=") for field in value.split(",")]
    fields = {key.lower(): text for key, equals, text in pairs if equals}
    kind = fields.get("type", "bind")
    if "$" not in kind and _word(MOUNT, kind):
        yield str(_word(MOUNT, kind))
        return
    for key, equals, text in pairs:
        if "$" not in key + text:
            yield from _field(kind.lower(), key, equals, text)
    if kind.lower() == "secret" and not any(fields.get(name) for name in NAMING):
        yield "a mount of a secret needs its name; write id=NAME"
    if "$" not in kind and fields.get("target", fields.get("dst", fields.get("destination"))) == "/":
        yield "nothing can be mounted on /; name a folder in it"


def _field(kind: str, key: str, equals: str, text: str) -> Iterator[str]:
    name = key.lower()
    if name in OTHERS:
        return
    if name not in (*FIELDS, *SWITCHES):
        hint = suggestion(name, (*FIELDS, *SWITCHES))
        yield f'--mount has no "{key}"{hint}' if key else "--mount has a comma with nothing beside it; delete it"
    elif not equals and name not in SWITCHES:
        yield f"{key} of --mount needs a value: {key}=..."
    elif name in EXCEPT.get(kind, ()):
        yield f"a mount of type {kind} takes no {key}; delete it"
    elif equals and name in _forms() and not _forms()[name](text):
        yield f'{key} of --mount cannot be "{text}"'


@cache
def _forms() -> "dict[str, Callable[[str], bool]]":
    """Fields of a mount that take values of a certain form only."""
    size = re.compile(r"[0-9]+(?:\.[0-9]+)? ?(?:[kmgtp]i?b?|b)?", re.IGNORECASE)
    forms: dict[str, Callable[[str], bool]] = dict.fromkeys(SWITCHES, BOOLEANS.__contains__)
    forms["mode"] = lambda text: bool(re.fullmatch("[0-7]{1,10}", text))
    forms["uid"] = forms["gid"] = lambda text: bool(re.fullmatch("[0-9]{1,10}", text))
    forms["sharing"] = lambda text: text.lower() in SHARING
    forms["size"] = lambda text: size.fullmatch(text) is not None
    return forms


def _is_mode(text: str) -> bool:
    """True for an octal mode, and for one in letters."""
    if text[0].isdecimal():
        return bool(re.fullmatch("0*[0-7]{1,4}", text))
    clause = "[ugoa]*(?:[-+=](?:[rwxXst]*|[ugo]))+"
    return re.fullmatch(f"{clause}(?:,{clause})*", text) is not None


def _is_digest(text: str) -> bool:
    algorithm, _, digits = text.partition(":")
    return re.fullmatch("[0-9a-f]+", digits) is not None and len(digits) == DIGITS.get(algorithm)
