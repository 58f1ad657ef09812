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

# What is only said when it is selected.
QUIET = frozenset(
    f"{PREFIX}{number}"
    for number in (
        *(1009, 1073),  # parts of what SC1072 says
    )
)


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
