"""The rules that are on, by what they subscribe to: a table for each configuration."""

from collections.abc import Callable

from dflint.lint.foreign import with_orders
from dflint.lint.rule import Rule
from dflint.lint.scripts import Wishes
from dflint.lint.selection import Active, active
from dflint.model.file import File
from dflint.model.script import Command, Script
from dflint.settings import Settings


class Table:
    """The rules that are on for one configuration, by what they subscribe to."""

    def __init__(self, settings: Settings) -> None:
        self.active: Active = active(settings)
        self.preset = settings.preset
        self._by_kind: dict[type, list[Rule]] = {}
        self._by_program: dict[str, list[Rule]] = {}

    def rules(self, kind: type) -> list[Rule]:
        """The rules for things of `kind`, those of its base classes included."""
        if kind not in self._by_kind:
            self._by_kind[kind] = [rule for rule in self.active.rules.values() if issubclass(kind, rule.kind)]
        return self._by_kind[kind]

    def rules_for(self, program: str) -> list[Rule]:
        """The rules for commands that call `program`."""
        if program not in self._by_program:
            rules = self.rules(Command)
            self._by_program[program] = [rule for rule in rules if not rule.programs or program in rule.programs]
        return self._by_program[program]

    def rules_for_script(self, programs: frozenset[str]) -> list[Rule]:
        """The rules for scripts that call `programs`."""
        return [rule for rule in self.rules(Script) if not rule.programs or not programs.isdisjoint(rule.programs)]


class Tables:
    """The tables of a run: for each configuration, and for what files say of it themselves in `# check=`.

    `speaks` tells whether there is a ShellCheck; with `sifts` it is to read no more than it has to.
    """

    def __init__(self, speaks: Callable[[], bool] = bool, sifts: bool = True) -> None:
        self.speaks = speaks
        self.sifts = sifts
        self.wishes = Wishes()
        self._tables: dict[int, Table] = {}
        self._ordered: dict[tuple[int, str], Table] = {}

    def of_settings(self, settings: Settings) -> Table:
        """The rules that are on under `settings`."""
        if id(settings) not in self._tables:
            self._tables[id(settings)] = Table(settings)
        return self._tables[id(settings)]

    def of_file(self, file: File) -> Table:
        """The rules that are on for `file`."""
        order = next((one.value for one in file.document.directives if one.name == "check"), None)
        if order is None:
            return self.of_settings(file.settings)
        key = (id(file.settings), order)
        if key not in self._ordered:
            self._ordered[key] = Table(with_orders(file.settings, file.document))
        return self._ordered[key]
