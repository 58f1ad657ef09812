"""What ShellCheck says of the variables in a frame (`dflint.embedded.rest`): that they lack quotes, or are not set.

Quotes may lack where a variable is known to hold one word, whatever way the text takes. Here that is known of few: of
those that are set to a word first of all, and never to anything else.
"""

from collections.abc import Callable, Collection
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dflint.embedded.comments import Comments, hides_failure, is_done_once, no_quotes, not_set
from dflint.embedded.plain import MASKED, UTILITIES, Patterns, patterns
from dflint.embedded.rest import VARIABLE, assignments, filled, is_exported, is_known, without_assignments
from dflint.embedded.scan import is_like
from dflint.embedded.ways import Ways

if TYPE_CHECKING:
    import re

_SOURCES = {
    "loop": r"\bfor[ \t]++(\w++)(?:[ \t]++in[ \t]++([\w./:=,+@%-]++|\"[\w ./:=,+@%-]*+\")[ \t]*+[;\n])?+",
    "exported": r"\bexport((?:[ \t]++[A-Za-z_]\w*+)++)(?!=)",
    "unset": r"\bunset((?:[ \t]++[A-Za-z_]\w*+)++)",
    "remark": r"(?m)^[ \t]*#.*$",
    "formed": r"\$\{(\w++)[^\w}]",
    "read": r"\$\{?(\w+)",
    "bare": rf"(?<=[ \t]){VARIABLE}(?=[ \t])",
    "word": r"['\"]?[^\s*?\['\"$]++['\"]?",
    "variable": rf"{VARIABLE}",
}


@cache
def _patterns() -> Patterns:
    """What tells where variables stand, and what they hold."""
    return Patterns(_SOURCES)


class Variables(NamedTuple):
    """The variables of a frame: where they are set and first read, and the values, None where that is not one text."""

    frame: str
    ways: Ways
    values: dict[str, list[tuple[int, str | None]]]
    reads: dict[str, int]

    @classmethod
    def of(cls, frame: str, found: "list[re.Match[str]]") -> "Variables":
        """Those of `frame`, with the assignments that were `found` in it."""
        values: dict[str, list[tuple[int, str | None]]] = {}
        for each in found:
            values.setdefault(each[2], []).append((each.start(), each[3]))
        for loop in _patterns().loop.finditer(frame):
            values.setdefault(loop[1], []).append((loop.start(), None))
        reads: dict[str, int] = {}
        for each in _patterns().read.finditer(frame):
            reads.setdefault(each[1], each.start())
        return cls(frame, Ways(frame, without_assignments(frame)), values, reads)

    def needs_quotes(self, name: str, at: int, around: frozenset[str] = frozenset()) -> bool | None:
        """True when `name` may hold anything where it is read at the offset `at`, False when it is one word; None:
        that is not known. `around` are variables whose values are made of this one.
        """
        if name in around:
            return None
        values = self.values.get(name, [])
        kinds = {self._kind(start, value, around | {name}) for start, value in values}
        if kinds <= {True}:
            return True
        if kinds != {False}:
            return None
        first = self.ways.first(name, [start for start, _ in values])
        if first is None:
            return True if self.ways.is_outside(at) else None
        return False if first < at else None

    def _kind(self, at: int, value: str | None, around: frozenset[str]) -> bool | None:
        """The same of one value, set at the offset `at`."""
        if value is None:
            return None
        if self.ways.is_decided(at):
            return True
        inner = [found.strip("${}") for found in _patterns().variable.findall(value)]
        kinds = {self.needs_quotes(name, at, around) for name in inner}
        if True in kinds or not _patterns().word.fullmatch(_patterns().variable.sub("x", value)):
            return True
        return None if None in kinds else False


def said(frame: str, shell: str, is_free: Callable[[str], bool], odd: Collection[str]) -> Comments | None:
    """What is said of `frame`, which `shell` is to do; None where that is not known.

    `is_free` tells of a variable that nothing is to be said of but that quotes lack; `odd` are names of which it is
    hard to tell whether they are set.
    """
    frame = _patterns().remark.sub(lambda remark: " " * len(remark[0]), frame)
    found = assignments(frame)
    if found is None:
        return None
    variables = Variables.of(frame, found)
    exported = {each[2] for each in found if is_exported(frame, each)}
    named = {name for names in _patterns().exported.findall(frame) for name in names.split()}
    gone = {name for names in _patterns().unset.findall(frame) for name in names.split()}
    if not gone.isdisjoint((*variables.values, *variables.reads)) or not named <= variables.values.keys():
        return None
    exported |= named
    loops = [loop[1] for loop in _patterns().loop.finditer(frame)]
    if len(set(loops)) < len(loops):  # one may be in the other
        return None
    unset = _unset(variables, exported, is_free, odd)
    formed = set(_patterns().formed.findall(frame))
    if unset is None or not formed <= variables.values.keys() or not is_known(frame):
        return None
    bare = [place for words in filled(frame) for place in _bare(frame, words)]
    exports = [place for each in found if is_exported(frame, each) for place in _unquoted(each)]
    if exports and shell != "sh":  # others do not split what is exported
        return None
    bare += exports
    needs = [variables.needs_quotes(frame[start:end].strip("${}"), start) for start, end in bare]
    if None in needs:
        return None
    comments = [not_set(frame, *place) for place in unset]
    comments += [is_done_once(frame, *loop.span(2)) for loop in _patterns().loop.finditer(frame) if loop[2]]
    comments += [
        hides_failure(frame, *each.span(2)) for each in found if MASKED in each[3] and is_exported(frame, each)
    ]
    return comments + [no_quotes(frame, *place) for place, needed in zip(bare, needs, strict=True) if needed]


def _bare(frame: str, words: "re.Match[str]") -> list[tuple[int, int]]:
    """The places of the variables in `words` that lack quotes."""
    return [found.span() for found in _patterns().bare.finditer(frame, *words.span())]


def _unquoted(assignment: "re.Match[str]") -> list[tuple[int, int]]:
    """The places of the variables in the value of `assignment`, if quotes lack around that."""
    if assignment[3][:1] in ("'", '"'):
        return []
    return [found.span() for found in _patterns().variable.finditer(assignment.string, *assignment.span(3))]


def _unset(
    variables: Variables, exported: Collection[str], is_free: Callable[[str], bool], odd: Collection[str]
) -> list[tuple[int, int]] | None:
    """The places of variables that nothing sets; None where that, or what is set for nothing, is not known."""
    for name in variables.values:
        if name == "PATH" or patterns().special.fullmatch(name) or not (name in exported or name in variables.reads):
            return None
    places = []
    for name, at in variables.reads.items():
        if name in variables.values:
            if min(variables.values[name])[0] > at:
                return None
        elif not is_free(name):
            if (
                name != name.lower()
                or name in UTILITIES
                or any(is_like(name, other) for other in (*variables.values, *odd))
            ):
                return None
            found = _patterns().variable.match(variables.frame, at)
            if found is None:
                return None
            places.append(found.span())
    return places
