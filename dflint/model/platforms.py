"""Files of one component that are variants of each other for different platforms."""

import re
from collections import Counter

from dflint.model.file import File

PLATFORMS = ("arm", "arm64", "aarch64", "amd64", "x64", "x86_64", "intel", "amd")


def differ_by_platform(file: File, other: File) -> bool:
    """True when the names of the two files differ by one platform name, so that a build takes only one of them."""
    known = {name.lower() for name in (*PLATFORMS, *file.settings.platforms)}
    mine, theirs = Counter(_parts(file, known)), Counter(_parts(other, known))
    only_mine, only_theirs = list((mine - theirs).elements()), list((theirs - mine).elements())
    different = only_mine + only_theirs
    return bool(different) and max(len(only_mine), len(only_theirs)) == 1 and all(part in known for part in different)


def _parts(file: File, known: set[str]) -> list[str]:
    """The parts of what follows the number in a file name; `x86_64` and its like stay whole."""
    text = file.name.removeprefix("Dockerfile").lstrip(".").lower()
    text = re.sub(r"^[0-9]\.", "", text)
    names = "|".join(sorted((re.escape(name) for name in known), key=len, reverse=True))
    return [part for part in re.findall(rf"(?:{names})(?![a-z0-9])|[^._-]+", text) if part]
