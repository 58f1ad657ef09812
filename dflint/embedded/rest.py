"""What is left of a shell text when most is cut out of it: a frame of which it may be known what ShellCheck says.

The frame is taken apart from the inside: what is known becomes a word (`x`), until it is all a list of such words. What
is said of its variables is told by `dflint.embedded.values`.
"""

from functools import cache
from typing import TYPE_CHECKING

from dflint.embedded.flow import exits_plainly
from dflint.embedded.plain import FORMED, INSIDE, UTILITIES, Patterns

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

VARIABLE = r"\$(?:\w++|\{\w++\})"
_WORD = r"(?:[x:]|=(?:[ \t]++=)*+|set[ \t]++-[eux]++|exit(?:[ \t]++[0-9]++)?+|(?:export|unset)(?:[ \t]++[A-Za-z_]\w*+)++(?!=))"
# `a && b || c` is spoken of unless `c` is one of a few.
_CHAIN = (
    rf"{_WORD}(?:\s*+\|\|\s*+{_WORD})*+(?:\s*+&&\s*+{_WORD})*+"
    r"(?:\s*+\|\|\s*+(?::|exit(?:[ \t]++[0-9]++)?+)(?!\s*+[\w&|]))?+"
)
_LIST = rf"{_CHAIN}(?:[ \t]*+[;\n]\s*+{_CHAIN})*+"
_THEN = r"[ \t]*+[;\n]\s*+"
_PATTERN = r"(?:[\w./-]++|'[\w./ -]++'|\"[\w./ -]++\")"
_PATTERNS = rf"{_PATTERN}(?:[ \t]*+\|[ \t]*+{_PATTERN})*+"
_ITEM = rf"(?:(?:[\w./:=,+@%*-]|{VARIABLE})++|\"(?:[\w ./:=,+@%-]|{VARIABLE})*+\")"
_CASE_WORD = rf"(?:{VARIABLE}|\"(?:{VARIABLE}|\$\{{\w++[#%]{{1,2}}[\w.*-]++\}})\")"
_SOURCES = {
    # A word with its variables.
    "filled": rf"(?<![\w$./\"'=-])x(?:[ \t]++(?:\"{VARIABLE}\"|{VARIABLE}|x(?!\w)))++",
    "assignment": (
        r"(?<![^\s;&|(){}])(export[ \t]++)?+([A-Za-z_]\w*+)="
        rf"((?:(?!\+?=)[\w./:=,+@%-]|{VARIABLE})*+|'(?!~){INSIDE}*+'|\"(?!~)(?:{INSIDE}|['!]|{VARIABLE}|{FORMED})*+\")"
        r"(?=[\s;&|)]|\Z)"
    ),
    "exporting": r"\bexport[ \t](?:[^;&|\n'\"]|'[^']*'|\"[^\"]*\")*\Z",
    "if": (
        rf"\bif\s++{_LIST}{_THEN}then\s++{_LIST}{_THEN}(?:elif\s++{_LIST}{_THEN}then\s++{_LIST}{_THEN})*+"
        rf"(?:else\s++{_LIST}{_THEN})?+fi\b"
    ),
    "case": (
        rf"\bcase[ \t]++{_CASE_WORD}[ \t]++in\s++"
        rf"((?:{_PATTERNS}[ \t]*+\)\s*+{_LIST}[ \t]*+(?:;(?!;))?+\s*+;;\s*+)++(?:\*\)\s*+{_LIST}[ \t]*+(?:;(?!;))?+\s*+(?:;;\s*+)?+)?+)esac\b"
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


def assignments(frame: str) -> "list[re.Match[str]] | None":
    """The assignments in `frame`: whether exported, name, value; None where something may be said of one itself."""
    found = list(_patterns().assignment.finditer(frame))
    return found if all(_is_plain(each, is_exported(frame, each)) for each in found) else None


def is_exported(frame: str, assignment: "re.Match[str]") -> bool:
    """True for an assignment behind `export`, be it the first one there or a further one."""
    return bool(assignment[1]) or _patterns().exporting.search(frame, 0, assignment.start()) is not None


def _is_plain(assignment: "re.Match[str]", exported: bool) -> bool:
    """False where something may be said of the value that is assigned."""
    _, name, value = assignment.groups()
    if value.strip('"') in (f"${name}", f"${{{name}}}") or value in UTILITIES:
        return False
    if exported:
        return True
    is_sum = value[:1] not in ("'", '"') and any(mark in value for mark in "-+*/")
    return not is_sum or name not in _patterns().name.findall(value)


def without_assignments(frame: str) -> str:
    """`frame` with as many `=` for each assignment as that has characters."""
    return _patterns().assignment.sub(
        lambda found: (found[1] or "") + "=" * (len(found[0]) - len(found[1] or "")), frame
    )


def filled(frame: str) -> "Iterator[re.Match[str]]":
    """The words of `frame` that have variables."""
    return _patterns().filled.finditer(frame)


def is_known(frame: str) -> bool:
    """True when `frame` is made of what is known, and nothing else."""
    known = _patterns()
    if not exits_plainly(frame) or known.else_if.search(frame):
        return False
    frame, number = known.assignment.subn("=", frame)
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
