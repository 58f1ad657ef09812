"""The rules that are on, by what they subscribe to: a table for each configuration."""

from collections.abc import Callable, Iterable
from functools import cached_property

from dflint.lint.foreign import with_orders
from dflint.lint.rule import Check, Rule
from dflint.lint.scripts import Wishes
from dflint.lint.selection import Active, active
from dflint.model.file import File
from dflint.model.script import Command, Script
from dflint.records import NamedTuple
from dflint.settings import Settings


class Batch(NamedTuple):
    """Rules that need the same: their functions, each with its rule."""

    needs: tuple[type, ...]
    checks: tuple[tuple[Check, Rule], ...]


def batches(rules: Iterable[Rule]) -> list[Batch]:
    """`rules` by what they need, so that this is looked up once for all of them."""
    found: dict[tuple[type, ...], list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.needs, []).append(rule)
    return [Batch(needs, tuple((rule.check, rule) for rule in some)) for needs, some in found.items()]


class Table:
    """The rules that are on for one configuration, by what they subscribe to."""

    def __init__(self, settings: Settings) -> None:
        self.active: Active = active(settings)
        self.preset = settings.preset
        self._by_kind: dict[type, list[Batch]] = {}
        self._by_program: dict[str, list[Batch]] = {}
        self._by_programs: dict[frozenset[str], list[Batch]] = {}

    def rules(self, kind: type) -> list[Rule]:
        """The rules for things of `kind`, those of its base classes included."""
        return [rule for rule in self.active.rules.values() if issubclass(kind, rule.kind)]

    def batches(self, kind: type) -> list[Batch]:
        """The same by what they need."""
        if kind not in self._by_kind:
            self._by_kind[kind] = batches(self.rules(kind))
        return self._by_kind[kind]

    def batches_for(self, program: str) -> list[Batch]:
        """The rules for commands that call `program`."""
        if program not in self._by_program:
            rules = self.rules(Command)
            self._by_program[program] = batches(rule for rule in rules if not rule.programs or program in rule.programs)
        return self._by_program[program]

    def batches_for_script(self, programs: frozenset[str]) -> list[Batch]:
        """The rules for scripts that call `programs`."""
        asked = programs & self._programs
        if asked not in self._by_programs:
            rules = self.rules(Script)
            self._by_programs[asked] = batches(
                rule for rule in rules if not rule.programs or not asked.isdisjoint(rule.programs)
            )
        return self._by_programs[asked]

    @cached_property
    def _programs(self) -> frozenset[str]:
        """The programs that rules for scripts name."""
        return frozenset(program for rule in self.rules(Script) for program in rule.programs)


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
