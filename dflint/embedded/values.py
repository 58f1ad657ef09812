"""What ShellCheck says of the variables in a frame (`dflint.embedded.rest`): that they lack quotes, or are not set.

Quotes may lack where a variable is known to hold one word, whatever way the text takes. Here that is known of few: of
those that are set to a word first of all, and never to anything else.
"""

from collections.abc import Callable, Collection
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dflint.embedded.comments import Comments, hides_failure, is_done_once, no_quotes, not_set
from dflint.embedded.plain import MASKED, UTILITIES, Patterns, patterns
from dflint.embedded.rest import VARIABLE, assignments, filled, is_exported, is_known
from dflint.embedded.scan import is_like

if TYPE_CHECKING:
    import re

_SOURCES = {
    "loop": r"\bfor[ \t]++(\w++)(?:[ \t]++in[ \t]++([\w./:=,+@%-]++)[ \t]*+[;\n])?+",
    "exported": r"\bexport((?:[ \t]++[A-Za-z_]\w*+)++)(?!=)",
    "unset": r"\bunset((?:[ \t]++[A-Za-z_]\w*+)++)",
    "remark": r"(?m)^[ \t]*#.*$",
    "formed": r"\$\{(\w++)[^\w}]",
    "read": r"\$\{?(\w+)",
    "bare": rf"(?<=[ \t]){VARIABLE}(?=[ \t])",
    "word": r"['\"]?[^\s*?\['\"$]++['\"]?",
    "variable": rf"{VARIABLE}",
    # A command that is always done: the first one, or one after a `;`.
    "always": r"(?:\A|[;\n])[ \t]*(?:export[ \t]+)?\Z",
    "perhaps": r"(?:&&|\|\|)\s*(?:export[ \t]+)?\Z",
    "nested": r"\b(?:if|then|else|case|do)\b|[({]",
}


@cache
def _patterns() -> Patterns:
    """What tells where variables stand, and what they hold."""
    return Patterns(_SOURCES)


class Variables(NamedTuple):
    """The variables of a frame: where they are set and first read, and the values, None where that is not one text."""

    frame: str
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
        return cls(frame, values, reads)

    def needs_quotes(self, name: str, around: frozenset[str] = frozenset()) -> bool | None:
        """True when `name` may hold anything wherever it is read, False when it is one word; None: not known.

        `around` are variables whose values are made of this one.
        """
        if name in around:
            return None
        around |= {name}
        kinds = {self._kind(at, value, around) for at, value in self.values.get(name, ())}
        if kinds <= {True}:
            return True
        is_word = kinds == {False} and self._is_always_set(min(self.values[name])[0])
        return False if is_word else None

    def _kind(self, at: int, value: str | None, around: frozenset[str]) -> bool | None:
        """The same of one value, set at the offset `at`."""
        if value is None:
            return None
        if _patterns().perhaps.search(self.frame, max(0, at - 12), at):
            return True
        kinds = {self.needs_quotes(found.strip("${}"), around) for found in _patterns().variable.findall(value)}
        if True in kinds or not _patterns().word.fullmatch(_patterns().variable.sub("x", value)):
            return True
        return None if None in kinds else False

    def _is_always_set(self, at: int) -> bool:
        before = self.frame[:at]
        return bool(_patterns().always.search(before)) and not _patterns().nested.search(before)


def said(frame: str, is_free: Callable[[str], bool], odd: Collection[str]) -> Comments | None:
    """What is said of `frame`; None where that is not known.

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
    unset = _unset(variables, exported, is_free, odd)
    formed = set(_patterns().formed.findall(frame))
    if unset is None or not formed <= variables.values.keys() or not is_known(frame):
        return None
    bare = [place for words in filled(frame) for place in _bare(frame, words)]
    needs = {name: variables.needs_quotes(name) for name in {frame[slice(*place)].strip("${}") for place in bare}}
    if None in needs.values():
        return None
    comments = [not_set(frame, *place) for place in unset]
    comments += [is_done_once(frame, *loop.span(2)) for loop in _patterns().loop.finditer(frame) if loop[2]]
    comments += [
        hides_failure(frame, *each.span(2)) for each in found if MASKED in each[3] and is_exported(frame, each)
    ]
    return comments + [no_quotes(frame, *place) for place in bare if needs[frame[slice(*place)].strip("${}")]]


def _bare(frame: str, words: "re.Match[str]") -> list[tuple[int, int]]:
    """The places of the variables in `words` that lack quotes."""
    return [found.span() for found in _patterns().bare.finditer(frame, *words.span())]


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
