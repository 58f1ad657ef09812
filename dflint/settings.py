"""What a user can configure, as one value. `dflint.config` reads it from files; presets are starting points."""

from collections.abc import Mapping
from typing import NamedTuple


class Settings(NamedTuple):
    """All options with their defaults; the keys of a configuration file are these with `-` for `_`.

    `select` and `ignore` hold codes, prefixes of codes or names. `roots` are the folders whose folders are
    components. `build_args` are what the build passes as `--build-arg`: names with values.
    """

    preset: str = "workload"
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = {}
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    fail_on: str = "warning"
    exclude: tuple[str, ...] = ()
    conventions: bool = True
    roots: tuple[str, ...] = ("workload", "stack")
    fifo: str = "/export-logs"
    platforms: tuple[str, ...] = ()
    build_args: Mapping[str, str] = {"RELEASE": ":latest", "IMAGESUFFIX": "", "REGISTRY": ""}
    upper_case_names: bool = True
    source_url: str = ""


# What each preset changes of the defaults above.
PRESETS: dict[str, dict[str, object]] = {
    "workload": {},
    "docker": {"conventions": False, "build_args": {}, "upper_case_names": False},
}


def preset(name: str) -> Settings:
    """The settings of the preset `name`; KeyError when there is none."""
    return Settings()._replace(preset=name, **PRESETS[name])  # type: ignore[arg-type]
