"""Which rules are on: selectors to rules, and the severities that a user gave them.

A selector is `ALL`, a code (`WL010`), the beginning of codes (`WL`, `WL01`), or a rule's name or alias. The more
specific one wins; between equals, `ignore` does. Syntax errors are on unless they are ignored by name.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from dflint.lint.finding import Severity
from dflint.lint.registry import load
from dflint.lint.rule import Rule
from dflint.lint.shellcheck import PREFIX, is_shellcheck, rule_of
from dflint.records import NamedTuple
from dflint.settings import QUIET, Settings

ALL = "ALL"
EXACT = 99
SYNTAX = "E"
# The builder compares the platform of the image that it pulled: nothing that a file says.
UNCHECKABLE = ("BK014", "InvalidBaseImagePlatform")
HADOLINT = "hadolint"


class Active(NamedTuple):
    """The rules that are on, by code, and their severities where these differ from the rule's own."""

    rules: Mapping[str, Rule]
    severities: Mapping[str, Severity]

    def severity(self, rule: Rule) -> Severity:
        """Severity of `rule` as configured."""
        return self.severities.get(rule.code, rule.severity)


def weight(selector: str, rule: Rule) -> float:
    """How specifically `selector` means `rule`: -1 not at all, 0 for ALL, else the letters that match.

    The beginning of the code that another tool gave the rule counts a little less than that of its own.
    """
    wanted = selector.casefold()
    if wanted == ALL.casefold():
        return 0
    names, codes = _folded(rule)
    if wanted in names:
        return EXACT
    if not wanted or (len(wanted) == 1 and wanted != SYNTAX.casefold()):
        return -1
    if names[0].startswith(wanted):
        return len(wanted)
    return len(wanted) - 0.5 if codes and any(code.startswith(wanted) for code in codes) else -1


@cache
def _folded(rule: Rule) -> tuple[list[str], list[str]]:
    """The names of `rule`, its code first, and its further codes, for comparison without regard to case."""
    return [name.casefold() for name in rule.names], [code.casefold() for code in rule.alias_codes]


def _heaviest(selectors: Iterable[str], rule: Rule) -> float:
    return max((weight(selector, rule) for selector in selectors), default=-1)


def is_on(rule: Rule, settings: Settings) -> bool:
    """True when `settings` have `rule` on."""
    wanted = _heaviest((*settings.select, *settings.extend_select), rule)
    is_quiet = rule.code in QUIET.get(settings.preset, ())
    default = rule.default and not settings.select and not is_quiet
    if is_quiet and settings.preset == HADOLINT and 0 < wanted < EXACT:  # the preset selects by the beginning of codes
        wanted = -1
    if wanted < 0 and (rule.code.startswith(SYNTAX) or default):
        wanted = 0
    return wanted > _heaviest(settings.ignore, rule)


def is_named(rule: Rule, settings: Settings) -> bool:
    """True when `settings` select `rule`, so that it is not only on by default."""
    return _heaviest((*settings.select, *settings.extend_select), rule) >= 0


def is_fixable(rule: Rule, settings: Settings) -> bool:
    """True when `settings` let the fixes of `rule` be made."""
    if settings.fixable == (ALL,) and not settings.unfixable:
        return True
    wanted = _heaviest(settings.fixable, rule)
    return wanted >= 0 and wanted > _heaviest(settings.unfixable, rule)


def active(settings: Settings) -> Active:
    """The rules that `settings` have on."""
    rules = load()
    on = {code: rule for code, rule in rules.items() if is_on(rule, settings)}
    severities: dict[str, Severity] = {}
    if settings.preset == HADOLINT:
        severities = {rule.code: rules[rule.shown].severity for rule in on.values() if rule.shown in rules}
    for selector, label in sorted(settings.severity.items(), key=lambda item: len(item[0])):
        for code, rule in rules.items():
            if weight(selector, rule) >= 0:
                severities[code] = Severity[label.upper()]
    return Active(on, severities)


def find(name: str) -> list[Rule]:
    """The rules that `name` selects, ordered by code; none when it means nothing.

    What means codes of ShellCheck gives one rule for all of them, which `covers` them.
    """
    found = [rule for rule in load().values() if weight(name, rule) >= 0]
    if is_shellcheck(name):
        return [*found, rule_of(name.upper() if name[2:].isdecimal() else PREFIX)]
    return [*found, rule_of(PREFIX)] if name.upper() == ALL else found


def names_shellcheck(settings: Settings) -> bool:
    """True when `settings` select a code of ShellCheck, or all rules."""
    selected = (*settings.select, *settings.extend_select)
    return any(is_shellcheck(name) or name.upper() == ALL for name in selected)


def wants_shellcheck(settings: Settings) -> bool:
    """True when any code of ShellCheck is on."""
    return is_on(rule_of(PREFIX), settings) or any(map(is_shellcheck, (*settings.select, *settings.extend_select)))


def severity_given(rule: Rule, settings: Settings) -> Severity | None:
    """The severity that `settings` give to `rule`, a code of ShellCheck."""
    given = [(len(name), label) for name, label in settings.severity.items() if weight(name, rule) >= 0]
    return Severity[max(given)[1].upper()] if given else None


def is_uncheckable(name: str) -> bool:
    """True for a check of the builder that needs an image's registry."""
    return name.casefold() in (other.casefold() for other in UNCHECKABLE)


def suggest(name: str) -> str:
    """`, did you mean X?` for a selector that means nothing."""
    from dflint.syntax.suggest import suggestion

    return suggestion(name.upper(), load()) or suggestion(
        name.lower(), {alias.lower(): alias for rule in load().values() for alias in rule.names}
    )
