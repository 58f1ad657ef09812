"""dflint reads the Dockerfiles of a repository, checks its rules and writes down what each image is made of.

The interface for programs: `parse` one text, `check` and `fix` paths, `report` on paths. Each is imported at its first
use, so that `import dflint` costs nothing.
"""

import os.path

TYPE_CHECKING = False  # as in dflint.records, of which `import dflint` has no need
if TYPE_CHECKING:
    from dflint.api import ConfigError, DflintError, Diagnostic, Dockerfile, Report, check, fix, parse, report

__version__ = "0.1.0"
__all__ = [
    "ConfigError",
    "DflintError",
    "Diagnostic",
    "Dockerfile",
    "Report",
    "__version__",
    "check",
    "fix",
    "parse",
    "report",
]

# In a checkout the chapters of rules stand beside the package; a wheel carries them inside it.
if not os.path.isdir(os.path.join(os.path.dirname(__file__), "rules")):
    __path__.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'dflint' has no attribute {name!r}")
    from dflint import api

    return getattr(api, name)
