"""The codes of ShellCheck as rules: there is one for every code that ShellCheck has, now or later."""

from collections.abc import Iterator
from functools import cache

from dflint.lint.finding import ERROR, INFO, STYLE, WARNING, Finding, Severity
from dflint.lint.rule import Rule
from dflint.model.script import Script

PREFIX = "SC"
NAME = "has-shell-text-that-shellcheck-doubts"
CHAPTER = "shellcheck"
WIKI = "https://www.shellcheck.net/wiki/"
LEVELS = {"error": ERROR, "warning": WARNING, "info": INFO, "style": STYLE}

# What is only said when it is selected: what is a matter of taste, what is often meant so in an image, and all that
# goes with another code. Other codes of the levels info and style wait to be selected, too.
QUIET = frozenset(
    f"{PREFIX}{number}"
    for number in (
        *(1001, 1003, 1007, 1009, 1010, 1035, 1036, 1050, 1054, 1056, 1064, 1065, 1073, 1075, 1083, 1088, 2001, 2002),
        *(2003, 2004, 2005, 2006, 2009, 2010, 2011, 2012, 2013, 2015, 2016, 2018, 2019, 2021, 2026, 2027, 2028, 2035),
        *(2038, 2043, 2044, 2045, 2046, 2059, 2062, 2086, 2102, 2103, 2115, 2116, 2125, 2126, 2129, 2140, 2143, 2153),
        *(2155, 2162, 2164, 2166, 2174, 2181, 2185, 2188, 2196, 2197, 2206, 2207, 2211, 2226, 2230, 2231, 2236, 2251),
        *(2267, 2268, 2283, 2291, 2295, 2308, 2317, 3043, 3045),
    )
)  # fmt: skip


def is_shellcheck(name: str) -> bool:
    """True for a code of ShellCheck (`SC2086`) or the beginning of some, and for what means all of them."""
    return name.lower() == NAME or (name[:2].upper() == PREFIX and (not name[2:] or name[2:].isdecimal()))


@cache
def rule_of(code: str) -> Rule:
    """The rule that stands for `code`, or for all codes that begin with it."""
    return Rule(code, NAME, WARNING, (), code not in QUIET, _nothing, Script, (), CHAPTER)


def covers(rule: Rule, other: Rule) -> bool:
    """True when `rule` is `other`, or stands for several codes of ShellCheck and this is one of them."""
    return rule is other or (rule.chapter == other.chapter == CHAPTER and other.code.startswith(rule.code))


def severity_of(level: str) -> Severity:
    """The severity that a level of ShellCheck is."""
    return LEVELS.get(level, WARNING)


def url(code: str) -> str:
    """Where ShellCheck explains `code`; without a number, where it explains all of them."""
    return WIKI + code.removesuffix(PREFIX)


def _nothing(script: Script) -> Iterator[Finding]:
    """ShellCheck speaks elsewhere."""
    return iter(())
