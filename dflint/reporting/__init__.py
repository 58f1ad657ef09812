"""What each image is made of: `build` makes a `Report` of projects, its methods print it.

The data flows `declared` and `found` -> `rows` -> `facts` -> one of `pages`, `bom`, `delimited`, `json`; pages are made
of `nodes`, which one of `flavours` writes.
"""

from dflint.reporting.declared import ONLY, Only
from dflint.reporting.facts import Argument, Build, Component, Counts, Place, Report, Row, count
from dflint.reporting.rows import build

__all__ = ["ONLY", "Argument", "Build", "Component", "Counts", "Only", "Place", "Report", "Row", "build", "count"]
