"""`dflint config import`: take over the configuration of hadolint."""

import os
import sys
from collections.abc import Sequence

from dflint import hadolint
from dflint.cli.parser import Parser
from dflint.config import Configuration
from dflint.errors import ConfigError
from dflint.files import replace_file

EPILOG = """\
The new file says the same as the old one, for dflint. It starts from the preset hadolint: the rules of hadolint with
its severities. Delete the line with the preset to get dflint's own choice of rules.
"""


def parser() -> Parser:
    """The options of the command."""
    config = Parser("config", "Take over a configuration of hadolint.", epilog=EPILOG)
    config.add_argument("action", choices=("import",), help="what to do")
    config.add_argument(
        "file", nargs="?", metavar="FILE", default=".hadolint.yaml", help="file to read (default: .hadolint.yaml)"
    )
    config.add_argument(
        "--output", "-o", metavar="FILE", help="file to write, - for the standard output (default: .dflint.toml beside)"
    )
    config.add_argument("--force", action="store_true", help="replace a file that is there already")
    return config


def main(argv: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    arguments = parser().parse_args(argv)
    table = hadolint.read(arguments.file)
    Configuration(table, isolated=True)  # what it means must be understood before anything is written
    text = hadolint.to_toml(table)
    output = arguments.output or os.path.join(os.path.dirname(arguments.file), ".dflint.toml")
    if output == "-":
        sys.stdout.write(text)
        return 0
    if os.path.lexists(output) and not arguments.force:
        raise ConfigError(f"{output}: is there already; write elsewhere with --output, or replace it with --force")
    replace_file(output, text.encode())
    print(f"{output} says what {arguments.file} says")
    return 0
