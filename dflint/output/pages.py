"""The pages of the rules: `## CODE name` sections of the Markdown files beside the chapters."""

import os
from collections.abc import Iterator
from importlib import import_module


def section(name: str) -> str | None:
    """The sections of the rules with the code, name or alias `name`, in any case; None when no rule is called so.

    The rule whose own code or name it is comes first, those that have it as an alias follow.
    """
    from dflint.lint.registry import load

    wanted = name.strip().casefold()
    named = [rule for rule in load().values() if any(wanted == known.casefold() for known in rule.names)]
    named.sort(key=lambda rule: wanted not in (rule.code.casefold(), rule.name.casefold()))
    texts = {code: text for heading, text in _sections() for code in heading} if named else {}
    found = [texts.get(rule.code.casefold(), f"## {rule.code} {rule.name}\n") for rule in named]
    return "\n".join(found) or _of_shellcheck(name)


def _of_shellcheck(name: str) -> str | None:
    from dflint.lint.shellcheck import is_shellcheck, url

    code = name.strip().upper()
    if not is_shellcheck(code):
        return None
    return f"{code} is what ShellCheck says of the shell text of a RUN; {url(code)} explains it.\n"


def _sections() -> Iterator[tuple[set[str], str]]:
    """Each section of each page: the code and the name of its heading in lower case, and its text."""
    folder = os.path.dirname(str(import_module("dflint.rules").__file__))
    for page in sorted(name for name in os.listdir(folder) if name.endswith(".md")):
        with open(os.path.join(folder, page), encoding="utf-8") as stream:
            text = stream.read()
        for part in text.split("\n## ")[1:]:
            heading = part.partition("\n")[0].casefold().split()
            yield set(heading[:2]), f"## {part.rstrip()}\n"
