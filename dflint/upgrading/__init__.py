"""New versions for what Dockerfiles and Ansible roles declare: only the text of the value is edited.

The data flows `spec` -> `matching` (of `targets`) -> `plan`; `proof` reads every result again before it is written.
"""

from dflint.upgrading.plan import Plan, Step, make_plan
from dflint.upgrading.selection import Selection
from dflint.upgrading.spec import Wish, is_pair, read_pair, read_spec

__all__ = ["Plan", "Selection", "Step", "Wish", "is_pair", "make_plan", "read_pair", "read_spec"]
