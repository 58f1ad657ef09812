"""References to images taken apart: registry, repository, tag and digest, as far as the text tells.

After distribution/reference; an image without a registry comes from Docker Hub.
"""

import re
from functools import cache
from typing import NamedTuple

HUB = "docker.io"


class ImageName(NamedTuple):
    """An image reference: `registry` is empty where none is named; `path` is the rest without `tag` and `digest`."""

    registry: str
    path: str
    tag: str
    digest: str

    @property
    def full(self) -> str:
        """Registry and path as the builder completes them."""
        if self.registry:
            return f"{self.registry}/{self.path}"
        return f"{HUB}/{self.path}" if "/" in self.path else f"{HUB}/library/{self.path}"


def read_name(text: str) -> ImageName:
    """Take `text` apart; any text will do."""
    name, _, digest = text.partition("@")
    first, slash, rest = name.partition("/")
    has_registry = bool(slash) and ("." in first or ":" in first or first == "localhost" or first != first.lower())
    registry, path = (first, rest) if has_registry else ("", name)
    path, _, tag = path.partition(":")
    return ImageName(registry, path, tag, digest)


def is_image(text: str) -> bool:
    """True for a text that can be the reference of an image."""
    return bool(_whole().fullmatch(text)) and not re.fullmatch("[0-9a-f]{64}", text)


@cache
def _whole() -> "re.Pattern[str]":
    part = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
    label = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
    host = rf"(?:{label}(?:\.{label})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
    digest = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
    return re.compile(rf"(?:{host}/)?{part}(?:/{part})*(?::\w[\w.-]{{0,127}})?(?:@{digest})?", re.ASCII)
