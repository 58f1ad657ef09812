"""A configuration file of hadolint as settings of dflint.

Read are `ignored`, `override`, `failure-threshold`, `no-fail`, `trustedRegistries`, `label-schema`, `strict-labels` and
`disable-ignore-pragma`. `format`, `formats`, `no-color` and `verbose` are options of the command line here, and nothing
is taken from environment variables.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from dflint import disk
from dflint.errors import ConfigError
from dflint.paths import shown
from dflint.records import TYPE_CHECKING
from dflint.syntax.suggest import suggestion

if TYPE_CHECKING:
    from typing import Any

NAMES = (".hadolint.yaml", ".hadolint.yml")
SEVERITIES = ("error", "warning", "info", "style")
OUTPUT = ("format", "formats", "no-color", "verbose")
# Codes that hadolint once had, and that of a file that cannot be parsed: they mean nothing here.
RETIRED = ("DL1000", "DL3005", "DL3017", "DL3031", "DL3039", "DL4002")
LABELS = ("rawtext", "text", "url", "rfc3339", "spdx", "hash", "semver", "email")


def find(folder: str) -> str | None:
    """The configuration file of hadolint in `folder`, or None."""
    paths = (os.path.join(folder, name) for name in NAMES)
    return next((path for path in paths if disk.isfile(path)), None)


def read(path: str) -> dict[str, Any]:
    """The keys of a `.dflint.toml` that say what the file at `path` does; ConfigError when it is wrong."""
    table = _yaml(path)
    if table is None:
        return {"preset": "hadolint"}
    if not isinstance(table, Mapping):
        raise ConfigError(f"{shown(path)}: must be a table of keys and values")
    result: dict[str, Any] = {"preset": "hadolint"}
    for key, value in table.items():
        if key not in READERS and key not in OUTPUT:
            raise ConfigError(f'{shown(path)}: unknown key "{key}"{suggestion(str(key), [*READERS, *OUTPUT])}')
        if key in READERS and value is not None:
            _merge(result, READERS[key](f"{shown(path)}: {key}", value))
    return result


def _merge(result: dict[str, Any], more: Mapping[str, Any]) -> None:
    if result.get("fail-on") == "never":  # no-fail wins whatever the threshold
        more = {key: value for key, value in more.items() if key != "fail-on"}
    result.update(more)


def _yaml(path: str) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(disk.read(path))
    except OSError as error:
        raise ConfigError(f"{shown(path)}: cannot read the configuration: {error.strerror or error}") from None
    except (YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        why = str(getattr(error, "problem", None) or "unreadable").replace("\n", " ")
        raise ConfigError(f"{shown(path)}{place}: is not valid YAML: {why}") from None


def _codes(where: str, value: Any) -> list[str]:
    return [code for code in _texts(where, value) if code not in RETIRED]


def _texts(where: str, value: Any) -> list[str]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{where} must be a list of strings")
    return value


def _ignored(where: str, value: Any) -> dict[str, Any]:
    return {"ignore": _codes(where, value)}


def _override(where: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{where} must be a table of lists: error, warning, info, style")
    severity: dict[str, str] = {}
    for name, codes in value.items():
        if name not in SEVERITIES:
            raise ConfigError(f'{where}: unknown severity "{name}"; known are {", ".join(SEVERITIES)}')
        severity |= dict.fromkeys(_codes(f"{where}.{name}", codes or []), str(name))
    return {"severity": severity, "extend-select": list(severity)}


def _threshold(where: str, value: Any) -> dict[str, Any]:
    if value in ("ignore", "none"):
        return {"fail-on": "never"}
    if value not in SEVERITIES:
        raise ConfigError(f'{where} cannot be "{value}"; known are {", ".join(SEVERITIES)}, ignore')
    return {"fail-on": value}


def _labels(where: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{where} must be a table of labels, each with the kind of its value")
    for name, kind in value.items():
        if kind not in LABELS:
            raise ConfigError(f'{where}.{name} cannot be "{kind}"; known are {", ".join(LABELS)}')
    return {"label-schema": {str(name): str(kind) for name, kind in value.items()}}


def _flag(key: str, on: Any, off: Any = None) -> Callable[[str, Any], dict[str, Any]]:
    def reader(where: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, bool):
            raise ConfigError(f"{where} must be true or false")
        chosen = on if value else off
        return {} if chosen is None else {key: chosen}

    return reader


READERS: dict[str, Callable[[str, Any], dict[str, Any]]] = {
    "no-fail": _flag("fail-on", "never"),
    "failure-threshold": _threshold,
    "ignored": _ignored,
    "override": _override,
    "trustedRegistries": lambda where, value: {"trusted-registries": _texts(where, value)},
    "label-schema": _labels,
    "strict-labels": _flag("strict-labels", True, False),
    "disable-ignore-pragma": _flag("inline-ignores", False, True),
}


def to_toml(table: Mapping[str, Any]) -> str:
    """`table` as TOML: plain keys first, then tables."""
    lines = [f"{key} = {_value(value)}" for key, value in table.items() if not isinstance(value, Mapping)]
    for key, value in table.items():
        if isinstance(value, Mapping) and value:
            lines += ["", f"[{key}]", *(f"{_value(name)} = {_value(item)}" for name, item in value.items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    import json

    # What JSON writes of texts, truth values and lists of texts is TOML, too.
    return json.dumps(value, ensure_ascii=False)
