"""The parser class of dockerfile-parse, without what it loads in vain.

It imports `logging` for messages that the grouping of lines never prints; that is a tenth of the start of a check.
"""

from __future__ import annotations

import sys
from types import ModuleType

from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

SPARED = "logging"


class _Silent(ModuleType):
    """Stands in for `logging` while dockerfile-parse is imported; its loggers say nothing."""

    def getLogger(self, name: str) -> _Silent:  # noqa: N802
        """A logger."""
        return self

    def debug(self, *args: object) -> None:
        """Say nothing."""

    error = debug


def parser_class() -> Any:
    """The class `DockerfileParser`, without `logging` where nobody has loaded that, nor any other thread just could."""
    spare = "dockerfile_parse" not in sys.modules and not {SPARED, "threading"} & set(sys.modules)
    if spare:
        sys.modules[SPARED] = _Silent(SPARED)
    try:
        from dockerfile_parse import DockerfileParser
    finally:
        if spare:
            del sys.modules[SPARED]
    return DockerfileParser
