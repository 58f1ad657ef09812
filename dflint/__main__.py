"""`python -m dflint`."""

import sys

from dflint.cli import command

if __name__ == "__main__":  # not where another process of dflint reads this module once more
    sys.exit(command())
