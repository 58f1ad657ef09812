"""`@rule`: a function that reads one thing of a file and yields what is wrong with it.

The annotation of its first parameter is the subscription: a syntax node (`From`, `Run`, `Instruction`, ...), a `Stage`,
the shell `Script` of a RUN or a `Command` in it, a `PythonScript`, a `File`, a `Component` or the `Project`. Further
parameters of the kinds `Stage`, `File`, `Component`, `Project` and `Settings` get what the first one belongs to; a rule
that asks for a `Component` or `Stage` is silent outside one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dflint.lint.finding import WARNING, Finding, Severity
from dflint.model.component import Component
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.python_script import PythonScript
from dflint.model.script import Command, Script
from dflint.model.stages import Stage
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.settings import Settings
from dflint.syntax.nodes import Instruction

if TYPE_CHECKING:
    from typing import Any

Check = Callable[..., Iterator[Finding]]
KINDS = (Instruction, Stage, Script, Command, PythonScript, File, Component, Project)
CONTEXT = (Stage, File, Component, Project, Settings)


class Rule(NamedTuple):
    """A rule as registered: its codes and names, where it is documented, and what it subscribes to."""

    code: str
    name: str
    severity: Severity
    aliases: tuple[str, ...]
    default: bool
    check: Check
    kind: type
    needs: tuple[type, ...]
    chapter: str
    programs: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The code that is printed: a rule of dflint that says what another linter's rule says, too, has its code."""
        found = [alias for alias in self.alias_codes if alias.startswith("DL")] or list(self.alias_codes)
        return found[0] if found and self.code.startswith("DF") else self.code

    @property
    def alias_codes(self) -> tuple[str, ...]:
        """The aliases that are codes: `BK005`."""
        return tuple(alias for alias in self.aliases if alias[-1:].isdecimal())

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that selects this rule alone: code, name, aliases."""
        return (self.code, self.name, *self.aliases)


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    *,
    severity: Severity = WARNING,
    aliases: tuple[str, ...] = (),
    default: bool = True,
    programs: tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Register the decorated function as the rule `code`, also known as `name` and by `aliases`.

    `name` completes the sentence "this file ...". `default` is False for a rule that waits to be selected. A rule for
    commands that names `programs` hears of these alone, one for scripts of those that call one of these.
    TypeError when an annotation names no known kind, ValueError when the code is taken.
    """

    def register(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"rule {code} is defined twice: {RULES[code].check.__qualname__}, {check.__qualname__}")
        kind, *needs = _parameters(check)
        chapter = check.__module__.rpartition(".")[2]
        RULES[code] = Rule(code, name, severity, aliases, default, check, kind, tuple(needs), chapter, programs)
        return check

    return register


def _parameters(check: Check) -> list[type]:
    kinds: dict[str, Any] = {name: kind for name, kind in check.__annotations__.items() if name != "return"}
    if not kinds:
        raise TypeError(f"{check.__qualname__}: annotate the first parameter with what the rule reads")
    first, *needs = kinds.values()
    if not (isinstance(first, type) and issubclass(first, KINDS)):
        raise TypeError(f"{check.__qualname__}: cannot subscribe to {first!r}; use a syntax node, {_names(KINDS[1:])}")
    for need in needs:
        if need not in CONTEXT:
            raise TypeError(f"{check.__qualname__}: {need!r} is no context; use {_names(CONTEXT)}")
    return [first, *needs]


def _names(kinds: tuple[type, ...]) -> str:
    return ", ".join(kind.__name__ for kind in kinds)
