"""What became of the files: each is read again with its new text, and compared with what it was."""

from collections import Counter
from collections.abc import Sequence

from dflint.lint.guard import remarks
from dflint.model.ansible import declared
from dflint.model.file import File
from dflint.syntax.nodes import Arg, Instruction
from dflint.upgrading.reread import Texts, reread
from dflint.upgrading.targets import Dockerfile, Owner, Role, arguments, unquoted

Outcome = list[tuple[str, str]] | str
"""The targets of a file, each as its value and as what is written; or why they cannot be told."""


def values_after(owners: Sequence[Owner], texts: Texts) -> list[Outcome]:
    """What becomes of each of `owners` when its files have the new `texts`.

    Nothing but the values of targets may differ in it.
    """
    files = reread([owner for owner in owners if isinstance(owner, Dockerfile)], texts)
    return [
        _role_values(owner, texts) if isinstance(owner, Role) else _file_values(owner.file, files[id(owner)])
        for owner in owners
    ]


def _file_values(old: File, new: File | None) -> Outcome:
    if new is None or not new.readable:
        return "the template could not be expanded any more"
    if [*map(_skeleton, old.document.instructions)] != [*map(_skeleton, new.document.instructions)]:
        return "something else would change, too"
    if [remark.text for remark in remarks(old.document)] != [remark.text for remark in remarks(new.document)]:
        return "a comment would be lost"
    if Counter(it.code for it in new.document.errors) != Counter(it.code for it in old.document.errors):
        return "the file would not be valid any more"
    return [(value.text, unquoted(pair)) for pair, value in arguments(new)]


def _skeleton(node: Instruction) -> tuple[object, ...]:
    """All of an instruction but the defaults of ARGs."""
    if isinstance(node, Arg):
        return node.written, [(pair.name.text, pair.value is None) for pair in node.pairs]
    heredocs = [(item.name, item.content, item.fd) for item in node.heredocs]
    return node.written, node.rest.text, [flag.text for flag in node.options], heredocs


def _role_values(owner: Role, texts: Texts) -> Outcome:
    new = texts[owner.parts[0]]
    before, after = _scalars(owner.source.text), _scalars(new.text)
    if before is None:
        return "the file is not valid YAML"
    if after is None:
        return "the file would not be valid YAML any more"
    found = list(declared(new.text, owner.candidate.path, {}))
    # What a YAML reader sees must be what this program sees.
    made = Counter((target.plain, default.raw) for target, default in zip(owner.targets, found, strict=False))
    seen = Counter(pair for pair in zip(before, after, strict=False) if pair[0] != pair[1])
    if len(after) != len(before) or len(found) != len(owner.targets) or seen - made:
        return "something else would change, too"
    return [(default.value, default.raw) for default in found]


def _scalars(text: str) -> list[str] | None:
    """All scalars of a YAML text in its order, None when it cannot be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    found: list[str] = []
    try:
        for node in YAML(typ="safe", pure=True).compose_all(text):
            _collect(node, found, set())
    except (YAMLError, RecursionError, ValueError):
        return None
    return found


def _collect(node: object, found: list[str], seen: set[int]) -> None:
    """Add the scalars below `node`, each once though aliases lead to it again."""
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        found.append(node.value)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            _collect(item, found, seen)
    elif isinstance(node, MappingNode):
        for pair in node.value:
            for item in pair:
                _collect(item, found, seen)
