"""Modules of packages without the packages: what a package imports besides may take longer than all that is of use."""

import sys
from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def part(package: str, name: str) -> ModuleType:
    """The module `name` of `package`, which must import nothing of its package; ImportError when it is not there."""
    from importlib.machinery import PathFinder

    whole = f"{package}.{name}"
    if whole in sys.modules:
        return sys.modules[whole]
    home = PathFinder.find_spec(package)
    spec = PathFinder.find_spec(whole, home.submodule_search_locations) if home else None
    if spec is None or spec.loader is None:  # it does not lie in a folder
        return import_module(whole)
    module = spec.loader.create_module(spec) or ModuleType(whole)
    spec.loader.exec_module(module)
    return module
