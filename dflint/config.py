"""Configuration: `.dflint.toml`, or `[tool.dflint]` of `pyproject.toml`, to `Settings`.

The file nearest to a Dockerfile counts, and it alone; the search goes up to the repository's root. What is wrong in
one is a `ConfigError` of one line that names the file and the key. tomllib is imported only when there is a file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping

from dflint import disk, hadolint
from dflint.errors import ConfigError
from dflint.paths import absolute, shown, working_folder
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.settings import PRESETS, Reporting, Settings, Template, preset
from dflint.syntax.suggest import suggestion

if TYPE_CHECKING:
    from typing import Any

SEVERITIES = ("error", "warning", "info", "style")
NEVER = "never"
ONLY = ("declared", "shipped", "all")
# Settings that are tables of their own.
TABLES = (Template, Reporting)
CHOICES = {"preset": tuple(PRESETS), "fail_on": (*SEVERITIES, NEVER), "severity": SEVERITIES}
SELECTORS = ("select", "extend_select", "ignore", "severity", "per_file_ignores", "fixable", "unfixable")
ADDED = ("extend_select", "ignore")


class Origin(NamedTuple):
    """Settings, the absolute folder at which the patterns of `exclude` start, and that of the file they are from.

    `foreign` says that the file is one of hadolint.
    """

    settings: Settings
    folder: str
    home: str | None = None
    foreign: bool = False


class Configuration:
    """The settings of every file of one run.

    `overrides` are fields of `Settings` as the command line gives them: `select` takes the place of what files say
    about selection, `ignore` and `extend_select` add to it, others replace. `build_args` are added to those of the
    files. `isolated` reads no file; `file` reads that one for all. Each file is read once; a broken one raises its
    `ConfigError` for every path that it governs.
    """

    def __init__(
        self,
        overrides: Mapping[str, object] | None = None,
        *,
        isolated: bool = False,
        file: str | None = None,
        build_args: Mapping[str, str] | None = None,
    ) -> None:
        self._build_args = build_args or {}
        given = {_key(name): value for name, value in (overrides or {}).items()}
        self.overrides = fields_of(given, "options")
        _check(self.overrides, "options")
        self._default: Origin = Origin(self._build({}), working_folder())
        self._fixed = isolated or file is not None
        if file is not None:
            self._default = Origin(self._read(absolute(file)), working_folder())
        self._folders: dict[str, Origin | ConfigError] = {}

    def of(self, path: str) -> Origin:
        """The settings that govern the absolute `path`; ConfigError when their file is broken."""
        if self._fixed:
            return self._default
        found = self._at(os.path.dirname(path))
        if isinstance(found, ConfigError):
            raise found
        return found

    def _at(self, folder: str) -> Origin | ConfigError:
        if folder not in self._folders:
            try:
                self._folders[folder] = self._search(folder)
            except ConfigError as error:
                self._folders[folder] = error
        return self._folders[folder]

    def _search(self, folder: str) -> Origin | ConfigError:
        for name in (".dflint.toml", "pyproject.toml"):
            path = os.path.join(folder, name)
            table = read_table(path) if disk.isfile(path) else None
            if table is not None:
                start = working_folder() if "exclude" in self.overrides else folder
                return Origin(self._settings(table, path), start, folder)
        above = os.path.dirname(folder)
        is_top = above == folder or disk.lexists(os.path.join(folder, ".git"))
        found = self._default if is_top else self._at(above)
        other = hadolint.find(folder) if isinstance(found, Origin) and (found.home is None or found.foreign) else None
        if other is not None:
            return Origin(self._settings(hadolint.read(other), other), folder, folder, foreign=True)
        if isinstance(found, ConfigError):
            raise found
        return found

    def _read(self, path: str) -> Settings:
        table = hadolint.read(path) if path.endswith((".yaml", ".yml")) else read_table(path)
        if table is None:
            raise ConfigError(f"{shown(path)}: has no table [tool.dflint]")
        return self._settings(table, path)

    def _settings(self, table: dict[str, Any], path: str) -> Settings:
        values = fields_of(table, shown(path))
        _check(values, shown(path))
        return self._build(values)

    def _build(self, values: Mapping[str, Any]) -> Settings:
        start = preset(str(self.overrides.get("preset", values.get("preset", Settings().preset))))
        if "build_args" in values:
            values = {**values, "build_args": {**start.build_args, **values["build_args"]}}
        if "template" in values:
            given = {**values["template"]}
            given["definitions"] = {**start.template.definitions, **given.get("definitions", {})}
            values = {**values, "template": start.template._replace(**given)}
        if "report" in values:
            values = {**values, "report": start.report._replace(**values["report"])}
        settings = _overridden(start._replace(**values), self.overrides)
        return settings._replace(build_args={**settings.build_args, **self._build_args})


def configuration_for(path: str, isolated: bool = False) -> Settings:
    """The settings that govern one file; ConfigError when their file is broken."""
    return Configuration(isolated=isolated).of(absolute(path)).settings


def _overridden(settings: Settings, overrides: Mapping[str, Any]) -> Settings:
    if "select" in overrides:
        settings = settings._replace(extend_select=(), ignore=())
    added = {name: getattr(settings, name) + tuple(overrides[name]) for name in ADDED if name in overrides}
    return settings._replace(**{**overrides, **added})


def read_table(path: str) -> dict[str, Any] | None:
    """The table of dflint in the TOML file `path`, None when it is a `pyproject.toml` without one."""
    shared = os.path.basename(path) == "pyproject.toml"
    try:
        data = disk.read(path)
    except OSError as error:
        raise ConfigError(f"{shown(path)}: cannot read the configuration: {error.strerror or error}") from None
    if shared and b"dflint" not in data:
        return None
    table = _toml(data, path)
    if shared:
        tools = table.get("tool")
        table = tools.get("dflint") if isinstance(tools, dict) else None  # type: ignore[assignment]
    if table is None or isinstance(table, dict):
        return table
    raise ConfigError(f"{shown(path)}: tool.dflint must be a table: write [tool.dflint]")


def _toml(data: bytes, path: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{shown(path)}:{line}: is not UTF-8; save the file as UTF-8") from None
    except RecursionError:
        raise ConfigError(f"{shown(path)}: is nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_toml_message(str(error), data, shown(path))) from None


def _toml_message(message: str, data: bytes, file: str) -> str:
    import re

    text, _, _ = message.partition(" (at ")
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    at = f"{place[1]}:{place[2]}" if place else f"{len(data.splitlines()) or 1}"
    return f"{file}:{at}: is not valid TOML: {text[:1].lower()}{text[1:]}"


def fields_of(table: Mapping[str, object], file: str, kind: Any = Settings, path: str = "") -> dict[str, Any]:
    """The fields of `kind` that `table` gives; ConfigError for an unknown key or a wrong type.

    `path` is what stands before the keys of a nested table: `template.`.
    """
    names = {_key(name): name for name in kind._fields}
    for key in table:
        if key not in names:
            raise ConfigError(f"{file}: unknown key {_quoted(path + key)}{suggestion(key, names)}")
    kinds = kind.__annotations__
    return {names[key]: _typed(path + key, kinds[names[key]], value, file) for key, value in table.items()}


def _typed(key: str, kind: Any, value: object, file: str) -> Any:
    if kind in TABLES and isinstance(value, Mapping):
        return fields_of(value, file, kind, f"{key}.")
    if kind in TABLES and isinstance(value, kind):
        return value._asdict()
    wanted, read = READERS.get(kind, ("a table", _nothing))
    found = read(value)
    if found is None:
        raise ConfigError(f"{file}: {key} must be {wanted}, not {_quoted(value)}")
    return tuple(item.strip("/") for item in found) if key == "roots" else found


def _nothing(value: object) -> None:
    return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: object) -> tuple[str, ...] | None:
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _table_of(read: Callable[[object], object]) -> Callable[[object], object]:
    def table(value: object) -> object:
        if not isinstance(value, Mapping):
            return None
        found = {key: read(item) for key, item in value.items()}
        return None if None in found.values() else found

    return table


def _tables(value: object) -> tuple[Mapping[str, str], ...] | None:
    if not isinstance(value, (list, tuple)):
        return None
    found = tuple(_table_of(_text)(item) for item in value)
    return None if None in found else found  # type: ignore[return-value]


READERS: dict[Any, tuple[str, Callable[[object], Any]]] = {
    str: ("a string", _text),
    bool: ("true or false", _flag),
    tuple[str, ...]: ("a list of strings", _texts),
    Mapping[str, str]: ("a table of strings", _table_of(_text)),
    tuple[Mapping[str, str], ...]: ("a list of tables of strings", _tables),
    Mapping[str, tuple[str, ...]]: ("a table of lists of strings", _table_of(_texts)),
}


def _check(values: Mapping[str, Any], file: str) -> None:
    """Refuse values that no `Settings` may hold."""
    for name, choices in CHOICES.items():
        value = values.get(name)
        for word in value.values() if isinstance(value, Mapping) else (value,):
            if word is not None and word not in choices:
                hint = suggestion(str(word), choices) or f"; known are {', '.join(choices)}"
                raise ConfigError(f"{file}: {_key(name)} cannot be {_quoted(word)}{hint}")
    only = values.get("report", {}).get("only", ONLY[0])
    if only not in ONLY:
        hint = suggestion(str(only), ONLY) or f"; known are {', '.join(ONLY)}"
        raise ConfigError(f"{file}: report.only cannot be {_quoted(only)}{hint}")
    for name in SELECTORS:
        check_selectors(_selectors(values.get(name, ())), f"{file}: {_key(name)}")


def _selectors(value: object) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield from value  # type: ignore[misc]
        return
    for key, item in value.items():
        yield from (key,) if isinstance(item, str) else item


def check_selectors(selectors: Iterable[str], where: str) -> None:
    """ConfigError, with a suggestion, for the first of `selectors` that selects no rule."""
    for selector in selectors:
        from dflint.lint.selection import ALL, find, is_uncheckable, suggest
        from dflint.lint.shellcheck import is_shellcheck

        if selector.upper() != ALL and not (find(selector) or is_shellcheck(selector) or is_uncheckable(selector)):
            hint = suggest(selector) or "; dflint rules lists them"
            raise ConfigError(f"{where} names no rule: {_quoted(selector)}{hint}")


def _key(name: str) -> str:
    return name.replace("_", "-")


def _quoted(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
