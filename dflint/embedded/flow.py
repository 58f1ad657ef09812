"""Texts of which ShellCheck says the same without following the flow of values and of control, which takes it long.

What it says of a variable without quotes may depend on what the variable was set to before (SC2086), and of a command
on whether it is reached (SC2317, SC2329) and whose `$?` it asks for (SC2319). In doubt the flow matters.
"""

from collections import Counter
from functools import cache

from dflint.embedded.plain import KNOWN, SPECIAL, Patterns

_SOURCES = {
    "control": r"\$\?|\$\{\?|\(\)|(?<![\w./-])(?:function|return|exec|break|continue)\b",
    "exit": r"\bexit\b",
    # An exit where it ends one of several ways: a choice, a branch of a case, an if without else, a group.
    "choice": r"(?:&&|\|\|)\s*+exit\b(?:[ \t]++[0-9]++)?+(?!\s*+;;)",
    "case": r"\bcase\b((?:(?!\bcase\b|\besac\b)[\s\S])*+)\besac\b",
    "if": r"\bif\b((?:(?!\bif\b|\bfi\b|\bel(?:se|if)\b)[\s\S])*+)\bfi\b",
    "group": r"\|\|\s*+\{([^{}]*+)\}",
    "ending": r"\bexit(?:[ \t]++[0-9]++)?+\s*+;?+\s*+\Z",
    # What makes it hard to tell where quotes end.
    "hidden": r"(?<=[\s;&|(){}])#|<<|\$['\"]|\$\{[^}]*+[\"'`]|`[^`]*+\\",
    "token": r"(\\[\s\S])|([\"`()]|\$\(|'|\bcase\b)|\$\{?[#!]?+(\w+)",
    "single": r"[^']*+'",
    "name": r"\$\{?[#!]?+(\w+)",
    "mention": r"(?<![\w$])(?<!\$[{#!])(?<!\$\{[#!])[A-Za-z_]\w*+",
    # Set to the output of a command, or to words with blanks between them.
    "several": (
        r"(?<![\w$./-])([A-Za-z_]\w*+)="
        r"(?:\"?(?:\$\((?!\()|`)|\"[^\"`$\\ ]*+ [^\"`$\\]*+\"|'[^' ]*+ [^']*+')"
    ),
    # Set by the shell itself.
    "own": rf"{SPECIAL}|{KNOWN}|IFS|OPTARG|[0-9]+",
}


@cache
def _patterns() -> Patterns:
    """What texts are looked through for."""
    return Patterns(_SOURCES)


def is_flowless(text: str) -> bool:
    """True when ShellCheck says the same of `text` without following its flow."""
    known = _patterns()
    if known.control.search(text) or not exits_plainly(text):
        return False
    bare = _bare(text)
    if not bare:
        return True
    # A variable may stand anywhere but where it is set to a single word.
    mentions, several = Counter(known.mention.findall(text)), Counter(known.several.findall(text))
    return not any(known.own.fullmatch(name) or mentions[name] != several[name] for name in bare)


def exits_plainly(text: str) -> bool:
    """True when it is clear of each `exit` in `text` that there is a way around it."""
    known = _patterns()
    exits = len(known.exit.findall(text))
    if not exits:
        return True
    plain = len(known.choice.findall(text))
    for body in known.case.findall(text):
        ways = [way for way in body.split(";;") if way.strip()]
        ended = [way for way in ways if known.ending.search(way.strip())]
        plain += len(ended) if len(ended) < len(ways) else 0
    for name in ("if", "group"):
        plain += sum(known.ending.search(body.strip()) is not None for body in getattr(known, name).findall(text))
    return exits == plain


def _bare(text: str) -> set[str]:
    """The names of the variables in `text` that may lack quotes."""
    known = _patterns()
    found = None if known.hidden.search(text) else _unquoted(text)
    return set(known.name.findall(text)) if found is None else found


def _unquoted(text: str) -> set[str] | None:
    """The names of the variables without quotes; None where it is hard to tell where quotes end."""
    known, names, around, at = _patterns(), set(), [""], 0
    while found := known.token.search(text, at):
        mark, name, at = found[2], found[3], found.end()
        top = around[-1]
        if name and top != '"':
            names.add(name)
        elif mark == "'" and top != '"':
            end = known.single.match(text, at)
            if end is None:
                return None
            at = end.end()
        elif mark in ('"', "`"):
            around.pop() if top == mark else around.append(mark)
        elif mark == "$(" or (mark == "(" and top != '"'):
            around.append("(")
        elif mark == ")" and top == "(":
            around.pop()
        elif mark == "case" and len(around) > 1 and top != '"':
            return None
    return names if len(around) == 1 else None
