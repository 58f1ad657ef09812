"""What ShellCheck says of the variables in a frame (`dflint.embedded.rest`): that they lack quotes, or are not set.

Quotes may lack where a variable is known to hold one word, whatever way the text takes. Here that is known of few: of
those that are set to a word first of all, and never to anything else.
"""

from collections.abc import Callable, Collection
from functools import cache

from dflint.embedded.comments import Comments, hides_failure, is_done_once, no_quotes, not_set
from dflint.embedded.plain import MASKED, UTILITIES, Patterns, patterns
from dflint.embedded.rest import VARIABLE, Assignment, assignments, filled, is_known, without_assignments
from dflint.embedded.scan import is_like
from dflint.embedded.ways import Ways

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


class Variables:
    """The variables of a frame: where each is set, with its values (None for those of loops), and where first read.

    `assigned` are all assignments, `exported` the names that may be read elsewhere, `gone` those that are unset.
    """

    def __init__(self, frame: str) -> None:
        self.assigned = assignments(frame)
        self.values: dict[str, list[tuple[int, str | None]]] = {}
        for each in self.assigned:
            self.values.setdefault(each.name, []).append((each.start, each.value))
        self.loops = [(loop[1], loop.start(), loop.span(2)) for loop in _patterns().loop.finditer(frame)]
        for name, at, _ in self.loops:
            self.values.setdefault(name, []).append((at, None))
        self.reads: dict[str, int] = {}
        for found in _patterns().read.finditer(frame):
            self.reads.setdefault(found[1], found.start())
        self.exported = _names(_patterns().exported.findall(frame))
        self.gone = _names(_patterns().unset.findall(frame))
        self._ways = Ways(frame, without_assignments(frame))

    def are_used(self) -> bool:
        """True when each variable that is set is set first, then read or exported, and nothing is odd about it."""
        names = [name for name, _, _ in self.loops]
        used = {*self.reads, *self.exported, *(each.name for each in self.assigned if each.exported)}
        odd = any(name == "PATH" or patterns().special.fullmatch(name) for name in self.values)
        if odd or not used.issuperset(self.values) or not self.exported <= self.values.keys():
            return False
        if len(set(names)) < len(names) or not self.gone.isdisjoint(used | self.values.keys()):
            return False  # a loop may be in another one of the same variable
        return all(min(places)[0] <= self.reads.get(name, places[0][0]) for name, places in self.values.items())

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
        first = self._ways.first(name, [start for start, _ in values])
        if first is None:
            return True if self._ways.is_outside(at) else None
        return False if first < at else None

    def _kind(self, at: int, value: str | None, around: frozenset[str]) -> bool | None:
        """The same of one value, set at the offset `at`."""
        if value is None:
            return None
        if self._ways.is_decided(at):
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
    variables = Variables(frame)
    if not all(each.is_plain for each in variables.assigned) or not variables.are_used() or not is_known(frame):
        return None
    unset = _unset(frame, variables, is_free, odd)
    bare = _bare(frame, variables.assigned, shell)
    if unset is None or bare is None or not variables.values.keys() >= set(_patterns().formed.findall(frame)):
        return None
    needs = [variables.needs_quotes(frame[start:end].strip("${}"), start) for start, end in bare]
    if None in needs:
        return None
    comments = [no_quotes(frame, *place) for place, needed in zip(bare, needs, strict=True) if needed]
    return [*comments, *(not_set(frame, *place) for place in unset), *_of_statements(frame, variables)]


def _of_statements(frame: str, variables: Variables) -> Comments:
    """What is said of loops and assignments themselves."""
    once = [is_done_once(frame, *words) for _, _, words in variables.loops if words[0] >= 0]
    exports = [each for each in variables.assigned if each.exported and MASKED in each.value]
    return [*once, *(hides_failure(frame, *each.place) for each in exports)]


def _bare(frame: str, assigned: list[Assignment], shell: str) -> list[tuple[int, int]] | None:
    """The places of the variables that lack quotes where these matter; None where that is not known."""
    exports = [each for each in assigned if each.exported and not each.quoted and "$" in each.value]
    if exports and shell != "sh":  # others do not split what is exported
        return None
    found = [place for words in filled(frame) for place in _patterns().bare.finditer(frame, *words.span())]
    found += [place for each in exports for place in _patterns().variable.finditer(frame, *each.value_place)]
    return [place.span() for place in found]


def _unset(
    frame: str, variables: Variables, is_free: Callable[[str], bool], odd: Collection[str]
) -> list[tuple[int, int]] | None:
    """The places of variables that nothing sets; None where that is not known."""
    places = []
    for name, at in variables.reads.items():
        if name in variables.values or is_free(name):
            continue
        found = _patterns().variable.match(frame, at)
        is_odd = name != name.lower() or name in UTILITIES or found is None
        if is_odd or found is None or any(is_like(name, other) for other in (*variables.values, *odd)):
            return None
        places.append(found.span())
    return places


def _names(groups: list[str]) -> set[str]:
    return {name for names in groups for name in names.split()}
