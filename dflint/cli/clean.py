"""`dflint clean`: delete the cache."""

import os
from collections.abc import Sequence

from dflint.cache.folder import NAME, clean
from dflint.cli.memory import home_of
from dflint.cli.parser import Parser
from dflint.paths import absolute, shown


def parser() -> Parser:
    """The options of the command."""
    clean_parser = Parser("clean", "Delete the cache, which is the folder .dflint_cache of the project.")
    clean_parser.add_argument(
        "paths", nargs="*", metavar="PATH", default=["."], help="a path in the project (default: the current directory)"
    )
    clean_parser.add_argument("--cache-dir", metavar="DIR", help="delete this cache")
    return clean_parser


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    arguments = parser().parse_args(argv)
    given = [absolute(arguments.cache_dir)] if arguments.cache_dir else []
    folders = given or [os.path.join(home_of([path]), NAME) for path in arguments.paths]
    for folder in dict.fromkeys(folders):
        print(f"{shown(folder)}: deleted" if clean(folder) else f"{shown(folder)}: there is no cache")
    return 0
