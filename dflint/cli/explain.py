"""`dflint explain`: the section of a rule's page."""

import argparse
from collections.abc import Sequence

from dflint.cli import fail
from dflint.cli.parser import Parser
from dflint.output.pages import section


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    parser = Parser("explain", "Explain rules: why they are there, how to mend what they find.")
    parser.add_argument("rules", nargs="+", metavar="CODE", help="code or name of a rule: WL010, DL3014")
    arguments: argparse.Namespace = parser.parse_args(argv)
    status, texts = 0, []
    for name in arguments.rules:
        text = section(name)
        if text is None:
            status = fail(_unknown(name))
        else:
            texts.append(text)
    print("\n".join(texts), end="")
    return status


def _unknown(name: str) -> str:
    from dflint.lint.selection import is_uncheckable, suggest

    if is_uncheckable(name):
        return f"{name} cannot be checked without the image's registry; docker build --check does so"
    return f"there is no rule {name}{suggest(name) or '; dflint rules lists them'}"
