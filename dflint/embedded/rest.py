"""What is left of a shell text when most is cut out of it: a frame of which it may be known what ShellCheck says.

The frame is taken apart from the inside: what is known becomes a word (`x`), until it is all a list of such words. What
is said of its variables is told by `dflint.embedded.values`.
"""

from functools import cache

from dflint.embedded.flow import exits_plainly
from dflint.embedded.plain import FORMED, INSIDE, MASK, UTILITIES, Patterns
from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

VARIABLE = r"\$(?:\w++|\{\w++\})"
_WORD = (
    r"(?:[x:]|=(?:[ \t]++=)*+|set[ \t]++-[eux]++|exit(?:[ \t]++[0-9]++)?+"
    r"|(?:export|unset)(?:[ \t]++[A-Za-z_]\w*+)++(?!=))"
)
# `a && b || c` is spoken of unless `c` is one of a few.
_CHAIN = (
    rf"{_WORD}(?:\s*+\|\|\s*+{_WORD})*+(?:\s*+&&\s*+{_WORD})*+"
    r"(?:\s*+\|\|\s*+(?::|exit(?:[ \t]++[0-9]++)?+)(?!\s*+[\w&|]))?+"
)
_LIST = rf"{_CHAIN}(?:[ \t]*+[;\n]\s*+{_CHAIN})*+"
_DONE = r"[ \t]*+(?:;(?!;))?+\s*+"
_THEN = r"[ \t]*+[;\n]\s*+"
_PATTERN = r"(?:[\w./-]++|'[\w./ -]++'|\"[\w./ -]++\")"
_PATTERNS = rf"{_PATTERN}(?:[ \t]*+\|[ \t]*+{_PATTERN})*+"
# What commands print is spoken of in a loop, that of ls and others.
_LOOPED = rf"(?!\$\{{{MASK}){VARIABLE}"
_ITEM = rf"(?:(?:[\w./:=,+@%*-]|{_LOOPED})++|\"[\w ./:=,+@%-]*+\")"
_CASE_WORD = rf"(?:{VARIABLE}|\"(?:{VARIABLE}|\$\{{\w++[#%]{{1,2}}[\w.*-]++\}})\")"
_SOURCES = {
    # A word with its variables.
    "filled": rf"(?<![\w$./\"'=-])x(?:[ \t]++(?:\"{VARIABLE}\"|{VARIABLE}|x(?!\w)))++",
    "assignment": (
        r"(?<![^\s;&|(){}])(export[ \t]++)?+([A-Za-z_]\w*+)="
        rf"((?:(?!\+?=)[\w./:=,+@%-]|{VARIABLE})*+|'(?!~){INSIDE}*+'|\"(?!~)(?:{INSIDE}|['!]|{VARIABLE}|{FORMED})*+\")"
        r"(?=[\s;&|)]|\Z)"
    ),
    "if": (
        rf"\bif\s++{_LIST}{_THEN}then\s++{_LIST}{_THEN}(?:elif\s++{_LIST}{_THEN}then\s++{_LIST}{_THEN})*+"
        rf"(?:else\s++{_LIST}{_THEN})?+fi\b"
    ),
    "case": (
        rf"\bcase[ \t]++{_CASE_WORD}[ \t]++in\s++"
        rf"((?:{_PATTERNS}[ \t]*+\)\s*+{_LIST}{_DONE};;\s*+)++(?:\*\)\s*+{_LIST}{_DONE}(?:;;\s*+)?+)?+)esac\b"
    ),
    "for": rf"\bfor[ \t]++(\w++)[ \t]++in(?:[ \t]++{_ITEM})++{_THEN}do\s++{_LIST}{_THEN}done\b",
    "group": (
        rf"(?:\{{\s++{_LIST}{_THEN}\}}|\(\s*+{_LIST}[ \t]*+;?\s*+\))"
        r"(?:[ \t]*+>>?[ \t]*+/[\w./-]++(?![^\s;&|)]))?+"
    ),
    "all": rf"\s*+{_LIST}[ \t]*+;?\s*+",
    "else_if": r"\belse[ \t]+if\b",
    "branch": rf"({_PATTERNS})[ \t]*+\)",
    "pattern": _PATTERN,
    "name": r"\w++",
}


@cache
def _patterns() -> Patterns:
    """What a frame is made of."""
    return Patterns(_SOURCES)


class Assignment(NamedTuple):
    """A variable that is set, at the offset `start`; the places of its name and its value; whether it is exported."""

    start: int
    name: str
    place: tuple[int, int]
    value: str
    value_place: tuple[int, int]
    exported: bool

    @property
    def quoted(self) -> bool:
        """True when there are quotes around the value."""
        return self.value[:1] in ("'", '"')

    @property
    def is_plain(self) -> bool:
        """False where something may be said of the value itself: it is the variable, a command, meant to be a sum."""
        if self.value.strip('"') in (f"${self.name}", f"${{{self.name}}}") or self.value in UTILITIES:
            return False
        is_sum = not self.quoted and not self.exported and any(mark in self.value for mark in "-+*/")
        return not is_sum or self.name not in _patterns().name.findall(self.value)


def assignments(frame: str) -> list[Assignment]:
    """The assignments in `frame`, in order; `export` counts for all that stand behind it."""
    found: list[Assignment] = []
    end = 0
    for each in _patterns().assignment.finditer(frame):
        goes_on = bool(found) and found[-1].exported and not frame[end : each.start()].strip(" \t")
        found.append(Assignment(each.start(), each[2], each.span(2), each[3], each.span(3), bool(each[1]) or goes_on))
        end = each.end()
    return found


def without_assignments(frame: str) -> str:
    """`frame` with as many `=` for each assignment as that has characters."""
    return _patterns().assignment.sub(lambda found: (found[1] or "").ljust(len(found[0]), "="), frame)


def filled(frame: str) -> "Iterator[re.Match[str]]":
    """The words of `frame` that have variables."""
    return _patterns().filled.finditer(frame)


def is_known(frame: str) -> bool:
    """True when `frame` is made of what is known, and nothing else."""
    known = _patterns()
    if not exits_plainly(frame) or known.else_if.search(frame):
        return False
    frame, number = known.assignment.subn("=", frame.replace("\\\n", " "))
    if number and "(" in frame:  # what is set in a subshell is lost
        return False
    before, frame = "", known.filled.sub("x", frame)
    while before != frame:
        before = frame
        for name in ("group", "for", "if"):
            frame = getattr(known, name).sub("x", frame)
        frame = known.case.sub(lambda found: "x" if _differ(found[1]) else found[0], frame)
    return known.all.fullmatch(frame) is not None


def _differ(branches: str) -> bool:
    """True when no pattern of a `case` stands there twice."""
    known = _patterns()
    found = [each.strip("'\"") for branch in known.branch.findall(branches) for each in known.pattern.findall(branch)]
    return len(set(found)) == len(found)
