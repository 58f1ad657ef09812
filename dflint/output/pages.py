"""The pages of the rules: `## CODE name` sections of the Markdown files beside the chapters."""

import os
from collections.abc import Iterator
from importlib import import_module


def section(name: str) -> str | None:
    """The section of the rule with the code, name or alias `name`, in any case; None when no rule is called so."""
    wanted = name.strip().casefold()
    for heading, text in _sections():
        if wanted in heading:
            return text
    from dflint.lint.registry import load

    for rule in load().values():
        if any(wanted == known.casefold() for known in rule.names):
            pages = (text for heading, text in _sections() if rule.code.casefold() in heading)
            return next(pages, f"## {rule.code} {rule.name}\n")
    return None


def _sections() -> Iterator[tuple[set[str], str]]:
    """Each section of each page: the code and the name of its heading in lower case, and its text."""
    folder = os.path.dirname(str(import_module("dflint.rules").__file__))
    for page in sorted(name for name in os.listdir(folder) if name.endswith(".md")):
        with open(os.path.join(folder, page), encoding="utf-8") as stream:
            text = stream.read()
        for part in text.split("\n## ")[1:]:
            heading = part.partition("\n")[0].casefold().split()
            yield set(heading[:2]), f"## {part.rstrip()}\n"
