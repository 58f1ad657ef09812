"""The examples on the rules' pages, as tests read them.

A fence is tagged `dockerfile KIND [name=FILE]`, KIND one of `bad`, `good`, `fixed`, `beside`, or `text beside
name=FILE`. `beside` is a file of the same folder for the next example; `fixed` is what the fixes of the `bad` fence
before it make of it. In a `bad` fence a comment of carets under the offending text states the place and the message;
such lines are taken out before the rule reads the rest. A fence `toml options` is the configuration for the examples
behind it in its section.
"""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from dflint.config import fields_of
from dflint.settings import Settings

RULES = Path(__file__).parent.parent / "rules"
CARETS = re.compile(r"(?P<lead>#?\s*)(?P<carets>\^+|\|) (?P<message>.+)")


class Expected(NamedTuple):
    """A finding that an example states: 1-based line and column, end column, message."""

    line: int
    column: int
    end_column: int
    message: str


class Example(NamedTuple):
    """One `bad` or `good` fence: the rule's code, where it stands, its files, what is expected of its own file."""

    code: str
    place: str
    kind: str
    name: str
    text: str
    beside: dict[str, str]
    expected: tuple[Expected, ...]
    fixed: str | None
    settings: Settings = Settings()


class Section(NamedTuple):
    """One rule's section: code, name, text."""

    code: str
    name: str
    page: str
    text: str


def sections() -> list[Section]:
    """The sections of all pages."""
    found = []
    for page in sorted(RULES.glob("*.md")):
        parts = re.split(r"^## (?=[A-Z]+\d+ )", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        for part in parts:
            code, name = part.split("\n", 1)[0].split()
            found.append(Section(code, name, page.stem, part))
    return found


def examples() -> list[Example]:
    """The `bad` and `good` examples of all sections."""
    return [example for section in sections() for example in _examples(section)]


def _examples(section: Section) -> list[Example]:
    found: list[Example] = []
    beside: dict[str, str] = {}
    settings = Settings()
    for number, (info, text) in enumerate(_fences(section.text), 1):
        language, kind, *options = [*info.split(), ""][:3]
        name = options[0].removeprefix("name=") if options and options[0] else "Dockerfile"
        if (language, kind) == ("toml", "options"):
            settings = Settings(**fields_of(tomllib.loads(text), section.page))
        elif kind == "beside":
            beside[name] = text
        elif kind == "fixed":
            found[-1] = found[-1]._replace(fixed=text)
        elif kind in ("bad", "good") and language == "dockerfile":
            plain, expected = _take_carets(text)
            place = f"{section.page}.md {section.code} fence {number} ({kind})"
            found.append(Example(section.code, place, kind, name, plain, beside, expected, None, settings))
            beside = {}
    return found


def _fences(text: str) -> list[tuple[str, str]]:
    from markdown_it import MarkdownIt

    return [(token.info, token.content) for token in MarkdownIt().parse(text) if token.type == "fence"]


def _take_carets(text: str) -> tuple[str, tuple[Expected, ...]]:
    lines: list[str] = []
    expected = []
    for line in text.splitlines(keepends=True):
        match = CARETS.fullmatch(line.rstrip("\n"))
        if match:
            start = 1 if match["lead"] == "#" else match.start("carets") + 1
            end = start if match["carets"] == "|" else match.end("carets") + 1
            expected.append(Expected(len(lines), start, end, match["message"]))
        else:
            lines.append(line)
    return "".join(lines).replace("\u2409", "\t").replace("\u240d", "\r").replace("\u2420", " "), tuple(expected)
