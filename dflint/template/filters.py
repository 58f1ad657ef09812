"""Ansible's filters and tests, as far as Dockerfile templates use them. None touches the disk or the network."""

import base64
import hashlib
import json
import os.path
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Undefined

TRUE = {"yes", "on", "1", "true", "t", "y"}


def _flags(ignorecase: bool, multiline: bool) -> int:
    return (re.IGNORECASE if ignorecase else 0) | (re.MULTILINE if multiline else 0)


def regex_replace(
    value: Any,
    pattern: str = "",
    replacement: str = "",
    ignorecase: bool = False,
    multiline: bool = False,
    **options: Any,
) -> str:
    """`value` with every match of `pattern` replaced."""
    return re.sub(
        str(pattern),
        str(replacement),
        str(value),
        count=int(options.get("count", 0)),
        flags=_flags(ignorecase, multiline),
    )


def regex_search(value: Any, pattern: str, *groups: str, ignorecase: bool = False, multiline: bool = False) -> Any:
    """The first match or its `groups` (`\\\\1`, `\\\\g<name>`); nothing when there is none."""
    found = re.search(str(pattern), str(value), _flags(ignorecase, multiline))
    if found is None or not groups:
        return found.group() if found else None
    names = [re.sub(r"^\\(?:g<(.+)>|(\d+))$", r"\1\2", group) for group in groups]
    return [found.group(int(name) if name.isdigit() else name) for name in names]


def regex_findall(value: Any, pattern: str, multiline: bool = False, ignorecase: bool = False) -> list[Any]:
    """All matches."""
    return re.findall(str(pattern), str(value), _flags(ignorecase, multiline))


def regex_escape(value: Any, re_type: str = "python") -> str:
    """`value` as a pattern that matches itself."""
    return re.escape(str(value)) if re_type == "python" else re.sub(r"([].[^$*\\])", r"\\\1", str(value))


def to_bool(value: Any) -> Any:
    """What Ansible takes for true."""
    return value if value is None or isinstance(value, bool) else str(value).lower() in TRUE


def ternary(value: Any, true_value: Any, false_value: Any, none_value: Any = None) -> Any:
    """One of two values, or a third for nothing."""
    if value is None and none_value is not None:
        return none_value
    return true_value if value else false_value


def to_json(value: Any, indent: int | None = None, **options: Any) -> str:
    """`value` as JSON."""
    sort_keys = bool(options.get("sort_keys", indent is not None))
    return json.dumps(value, default=str, indent=indent, sort_keys=sort_keys, ensure_ascii=False)


def to_nice_json(value: Any, indent: int = 4, sort_keys: bool = True, **_: Any) -> str:
    """`value` as JSON for people."""
    return to_json(value, indent, sort_keys=sort_keys)


def b64encode(value: Any, encoding: str = "utf-8") -> str:
    """`value` in base 64."""
    return base64.b64encode(str(value).encode(encoding, "surrogateescape")).decode()


def b64decode(value: Any, encoding: str = "utf-8") -> str:
    """The text behind base 64."""
    return base64.b64decode(str(value)).decode(encoding, "surrogateescape")


def combine(*values: Any, recursive: bool = False, **_: Any) -> dict[Any, Any]:
    """Mappings, or lists of them, as one; later keys win."""
    result: dict[Any, Any] = {}
    for value in values:
        for one in [value] if isinstance(value, Mapping) else list(value):
            for key, new in one.items():
                both = recursive and isinstance(new, Mapping) and isinstance(result.get(key), Mapping)
                result[key] = combine(result[key], new, recursive=True) if both else new
    return result


def mandatory(value: Any, msg: str | None = None) -> Any:
    """`value`; an undefined one is used here, which notes it."""
    return str(value) if isinstance(value, Undefined) else value


def digest(value: Any, name: str = "sha1") -> str | None:
    """The hash of `value`."""
    return hashlib.new(name, str(value).encode("utf-8", "surrogateescape")).hexdigest()


def flatten(value: Iterable[Any], levels: int | None = None) -> list[Any]:
    """Lists in lists as one list."""
    result: list[Any] = []
    for one in value:
        deeper = isinstance(one, list | tuple) and levels != 0
        result += flatten(one, None if levels is None else levels - 1) if deeper else [one]
    return result


def to_yaml(value: Any, *_: Any, **options: Any) -> str:
    """`value` as YAML."""
    import yaml  # type: ignore[import-untyped,unused-ignore]

    return str(yaml.safe_dump(value, allow_unicode=True, default_flow_style=options.get("default_flow_style")))


def to_nice_yaml(value: Any, *_: Any, **__: Any) -> str:
    """`value` as YAML for people."""
    return to_yaml(value, default_flow_style=False)


def from_yaml(value: Any) -> Any:
    """The value that a YAML text stands for."""
    import yaml  # type: ignore[import-untyped,unused-ignore]

    return yaml.safe_load(str(value))


def _versions(value: Any) -> list[tuple[bool, int, str]]:
    """A key that orders versions."""
    parts = re.findall(r"\d+|[a-z]+", str(value).lower())
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


def version(value: Any, other: Any, operator: str = "==", **_: Any) -> bool:
    """True when the version `value` stands to `other` as `operator` says."""
    one, two = _versions(value), _versions(other)
    orders = {"<": one < two, "lt": one < two, "<=": one <= two, "le": one <= two, ">": one > two, "gt": one > two}
    orders |= {">=": one >= two, "ge": one >= two, "!=": one != two, "ne": one != two, "<>": one != two}
    return orders.get(operator, one == two)


def _has_yaml() -> bool:
    from importlib.util import find_spec

    return find_spec("yaml") is not None


FILTERS: dict[str, Callable[..., Any]] = {
    "b64decode": b64decode,
    "b64encode": b64encode,
    "basename": lambda value: os.path.basename(str(value)),
    "bool": to_bool,
    "checksum": digest,
    "combine": combine,
    "dict2items": lambda value, key_name="key", value_name="value": [
        {key_name: key, value_name: one} for key, one in value.items()
    ],
    "difference": lambda value, other: [one for one in value if one not in other],
    "dirname": lambda value: os.path.dirname(str(value)),
    "expanduser": str,
    "extract": lambda key, container: container[key],
    "flatten": flatten,
    "from_json": lambda value: json.loads(str(value)),
    "hash": digest,
    "intersect": lambda value, other: [one for one in value if one in other],
    "items2dict": lambda value, key_name="key", value_name="value": {one[key_name]: one[value_name] for one in value},
    "mandatory": mandatory,
    "md5": lambda value: digest(value, "md5"),
    "quote": lambda value: shlex.quote(str(value)),
    "realpath": lambda value: os.path.normpath(str(value)),
    "regex_escape": regex_escape,
    "regex_findall": regex_findall,
    "regex_replace": regex_replace,
    "regex_search": regex_search,
    "sha1": digest,
    "split": lambda value, separator=None: str(value).split(separator),
    "splitext": lambda value: os.path.splitext(str(value)),
    "ternary": ternary,
    "to_json": to_json,
    "to_nice_json": to_nice_json,
    "zip": lambda *values: [list(one) for one in zip(*values, strict=False)],
    "union": lambda value, other: list(dict.fromkeys([*value, *other])),
}
if _has_yaml():
    FILTERS |= {"from_yaml": from_yaml, "to_nice_yaml": to_nice_yaml, "to_yaml": to_yaml}

TESTS: dict[str, Callable[..., Any]] = {
    "contains": lambda value, one: one in value,
    "falsy": lambda value, convert_bool=False: not (to_bool(value) if convert_bool else value),
    "match": lambda value, pattern, **_: re.match(str(pattern), str(value)) is not None,
    "regex": lambda value, pattern, **_: re.search(str(pattern), str(value)) is not None,
    "search": lambda value, pattern, **_: re.search(str(pattern), str(value)) is not None,
    "subset": lambda value, other: set(value) <= set(other),
    "superset": lambda value, other: set(value) >= set(other),
    "truthy": lambda value, convert_bool=False: bool(to_bool(value) if convert_bool else value),
    "version": version,
    "version_compare": version,
}
