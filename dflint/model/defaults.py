"""What FROM says when a build passes no arguments but those of the configuration."""

from dflint.model.file import File
from dflint.model.values import Scope, Value, declare, outer_scope
from dflint.syntax.nodes import Arg

# Stands for a machine: any one will do.
MACHINE = {"PLATFORM": "linux/amd64", "OS": "linux", "ARCH": "amd64", "STAGE": "default"}


def default_scope(file: File) -> Scope:
    """The scope before the first FROM, where an ARG without a default is empty."""
    scope = outer_scope(file.document.escape)
    for name in scope:
        scope[name] = Value(MACHINE.get(name.removeprefix("BUILD").removeprefix("TARGET"), ""))
    for node in file.unstaged:
        if isinstance(node, Arg):
            declare(scope, node, file.settings.build_args, {})
            for pair in node.pairs:
                if pair.value is None and not scope[pair.name.text].known:
                    scope[pair.name.text] = Value("")
    return scope
