"""`.dockerignore` files: which paths of a build context the builder never sees.

The matching itself is that of e2b-dockerfile-utils, a port of the builder's (moby/patternmatcher); this is the one door
to it. It is imported when there is a pattern.
"""

from dflint.parts import part
from dflint.text import BOM

EVERYTHING = frozenset(("*", "**", "**/*"))
# Beyond these, matching can take very long.
MOST_STARS = 4
LONGEST_PATH = 150


class IgnoreFile:
    """The patterns of one `.dockerignore`: cleaned, `!` in front of those that take a path back in."""

    __slots__ = ("_matcher", "has_exceptions", "patterns")

    def __init__(self, text: str) -> None:
        """ValueError for a pattern that the builder refuses, or with very many wildcards."""
        lines = text.removeprefix(BOM).split("\n")
        if any(line.replace("**", "*").count("*") > MOST_STARS for line in lines if not line.startswith("#")):
            raise ValueError("a pattern has too many wildcards")
        self._matcher = part("e2b_dockerfile_utils", "dockerignore").PatternMatcher(lines)
        self.patterns: list[str] = self._matcher.patterns
        self.has_exceptions = any(pattern.startswith("!") for pattern in self.patterns)

    def excludes(self, path: str) -> bool:
        """True when neither `path` nor anything below it reaches the builder.

        `path` is relative to the context, with `/`, clean, `.` for the context itself; it may be a pattern.
        """
        if path == ".":
            return not self.has_exceptions and not EVERYTHING.isdisjoint(self.patterns)
        if self.has_exceptions and (is_pattern(path) or self._matcher.may_match_under(path)):
            return False
        return len(path) <= LONGEST_PATH and bool(self._matcher.matches(path))


def is_pattern(path: str) -> bool:
    """True for a COPY source that stands for the files that match it."""
    return any(mark in path for mark in "*?[")
