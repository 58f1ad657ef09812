"""`dflint rules`: a table of all rules."""

from collections.abc import Sequence

from dflint.cli.parser import Parser
from dflint.lint.registry import load
from dflint.lint.rule import Rule
from dflint.lint.selection import UNCHECKABLE
from dflint.lint.shellcheck import NAME, PREFIX, WIKI

HEADERS = ("code", "name", "severity", "default", "also known as")


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    Parser("rules", "List all rules. dflint explain CODE tells more about one.").parse_args(argv)
    from tabulate import tabulate

    rows = [*map(_row, load().values()), (PREFIX, NAME, "ShellCheck's", "in part", WIKI)]
    print(tabulate(rows, HEADERS, tablefmt="simple", disable_numparse=True))
    print(f"\nNot checkable without the image's registry: {UNCHECKABLE[1]} ({UNCHECKABLE[0]}).")
    return 0


def _row(rule: Rule) -> tuple[str, ...]:
    default = "on" if rule.default else "off"
    return rule.code, rule.name, rule.severity.label, default, ", ".join(rule.aliases)
