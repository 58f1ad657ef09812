"""How the result of `dflint check` is shown."""

from dflint.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dflint.lint.work import Print
    from dflint.output.result import Result


class View(NamedTuple):
    """The `format` text or json, with or without `color` and the last lines; `statistics` in the stead of findings."""

    format: str
    color: bool = False
    quiet: bool = False
    statistics: bool = False

    @property
    def name(self) -> str:
        """A word that tells it from other views."""
        return self.format + "".join("-" + name for name in self._fields[1:] if getattr(self, name))

    @property
    def printer(self) -> "Print | None":
        """What makes lines for people of a finding, where each is shown so."""
        if self.format == "json" or self.statistics:
            return None
        from dflint.output.text import Printer

        return Printer(self.color, self.quiet).block

    def of(self, result: "Result") -> "Iterable[str]":
        """What `result` looks like, in pieces: there may be much of it."""
        if self.format == "json":
            from dflint.output import json

            return [json.counts(result)] if self.statistics else json.pieces(result)
        from dflint.output.text import Printer

        printer = Printer(self.color, self.quiet)
        return [printer.statistics(result)] if self.statistics else printer.pieces(result)
