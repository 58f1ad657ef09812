"""What is to be upgraded: an upgrade file, or `NAME=VERSION` of the command line."""

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from dflint.errors import DflintError
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.syntax.suggest import suggestion
from dflint.upgrading.selection import Selection

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

SELECTORS = {
    "PLATFORM": "platform",
    "SOURCEROOT": "source_root",
    "WORKLOAD": "workload",
    "STACK": "stack",
    "DOCKERFILE": "dockerfile",
}
ANY = "*"
LARGEST = 1_000_000


class Wish(NamedTuple):
    """An ARG that is to get the value `new` where it has the value `old`, or whatever it has where `old` is None.

    `name` is that of the ARG, or what stands before `_VER` in it; `place` is where the wish is written down.
    """

    name: str
    old: str | None
    new: str
    selection: Selection
    place: str


def is_pair(word: str) -> bool:
    """True for a word of the command line that reads `NAME=VERSION`."""
    return re.match(r"[A-Za-z_][\w.+-]*=", word) is not None


def read_pair(word: str, selection: Selection) -> Wish:
    """The wish `NAME=VERSION`; DflintError when the version is none."""
    name, _, new = word.partition("=")
    if not new:
        raise DflintError(f"{word}: has no version; write {name}=VERSION")
    if not new.isprintable():
        raise DflintError(f"{word}: a version holds no line breaks and no control characters")
    return Wish(name, None, new, selection, word)


def read_spec(data: bytes, shown: str, globs: tuple[str, ...] = ()) -> list[Wish]:
    """The wishes of an upgrade file; DflintError, with the line, for what it cannot mean.

    All values are taken as they are written: `1.10` is no number.
    """
    reader = _Reader(shown, globs)
    wishes = [wish for node in _documents(data, shown) for wish in reader.document(node)]
    if not wishes:
        raise DflintError(f"{shown}: names nothing to upgrade; write an ARG's name, and FROM and TO below it")
    return wishes


def _documents(data: bytes, shown: str) -> "list[Node]":
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        text = data[: LARGEST + 1].decode("utf-8-sig")
        if len(data) > LARGEST:
            raise DflintError(f"{shown}: is larger than {LARGEST // 1_000_000} MB; an upgrade file is small")
        return [node for node in YAML(typ="safe", pure=True).compose_all(text) if node is not None]
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DflintError(f"{shown}:{line}: is not UTF-8; save the file as UTF-8") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise DflintError(f"{shown}:{line}: is not valid YAML: {error.problem or error.context}") from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise DflintError(f"{shown}:{line}: is not valid YAML: {error.reason}") from None
    except (YAMLError, RecursionError, ValueError) as error:
        raise DflintError(f"{shown}: is not valid YAML: {str(error).splitlines()[0] or 'nested too deeply'}") from None


class _Text(NamedTuple):
    """A scalar: its text and its line, from 1."""

    text: str
    line: int


class _Steps:
    """The FROMs and TOs of ARGs `names`."""

    def __init__(self, names: list[_Text]) -> None:
        self.names = names
        self.old: list[_Text] = []
        self.new: list[_Text] = []

    def add(self, key: str, values: list[_Text]) -> None:
        """Values of the key FROM or TO."""
        (self.old if key == "FROM" else self.new).extend(values)


class _Reader:
    """Reads documents of the upgrade file `shown`."""

    def __init__(self, shown: str, globs: tuple[str, ...]) -> None:
        self.shown = shown
        self.globs = globs

    def document(self, node: Any) -> Iterator[Wish]:
        """The wishes of one document."""
        if _is_empty(node):
            return
        fields: dict[str, str] = {}
        flat = _Steps([])
        steps: list[_Steps] = []
        for key, value in self._pairs(node):
            if key.text in SELECTORS:
                fields[SELECTORS[key.text]] = self._selector(key, value, fields)
            elif key.text in ("FROM", "TO"):
                flat.add(key.text, self._values(key, value))
            elif _is_empty(value):
                flat.names.append(key)
            else:
                steps.append(self._nested(key, value))
        selection = Selection(**fields, globs=self.globs)
        found = [wish for each in [*steps, flat] for wish in self._wishes(each, selection)]
        if not found:
            self._fail(node.start_mark.line + 1, "names no ARG; write an ARG's name, and FROM and TO below it")
        yield from found

    def _pairs(self, node: Any) -> list[tuple[_Text, Any]]:
        from ruamel.yaml.nodes import MappingNode

        if not isinstance(node, MappingNode):
            self._fail(node.start_mark.line + 1, "is no list of names; write NAME: with FROM and TO below it")
        return [(self._scalar(key, "a name"), value) for key, value in node.value]

    def _selector(self, key: _Text, value: Any, known: dict[str, str]) -> str:
        if SELECTORS[key.text] in known:
            self._fail(key.line, f"{key.text} is there twice; begin a new document with ---")
        text = "" if _is_empty(value) else self._scalar(value, f"one value for {key.text}").text
        if not text:
            self._fail(key.line, f"{key.text} has no value; leave the line out to select all")
        return text

    def _nested(self, name: _Text, value: Any) -> _Steps:
        """`NAME:` with FROM and TO below it."""
        from ruamel.yaml.nodes import MappingNode

        if not isinstance(value, MappingNode):
            hint = suggestion(name.text.upper(), SELECTORS)
            known = hint or f"; the selectors are {', '.join(SELECTORS)}"
            self._fail(name.line, f"{name.text} is no selector{known}; below an ARG's name, write FROM and TO")
        steps = _Steps([name])
        for key, each in self._pairs(value):
            if key.text not in ("FROM", "TO"):
                hint = suggestion(key.text, ("FROM", "TO"))
                self._fail(key.line, f"unknown key {key.text} below {name.text}{hint or '; write FROM and TO'}")
            steps.add(key.text, self._values(key, each))
        return steps

    def _values(self, key: _Text, value: Any) -> list[_Text]:
        from ruamel.yaml.nodes import SequenceNode

        items = value.value if isinstance(value, SequenceNode) else [value]
        found = [self._scalar(item, f"a value or a list of values for {key.text}") for item in items]
        for item, text in zip(items, found, strict=True):
            if key.text == "TO" and not text.text:
                self._fail(key.line, "TO is empty; write the new version")
            if not text.text and _is_empty(item):
                self._fail(key.line, f"FROM is empty; write the old version, or {ANY} for any")
            if not text.text.isprintable():
                self._fail(text.line, f"{key.text} holds a line break or a control character; a version has none")
        return found

    def _scalar(self, node: Any, wanted: str) -> _Text:
        from ruamel.yaml.nodes import ScalarNode

        line = node.start_mark.line + 1
        if not isinstance(node, ScalarNode):
            self._fail(line, f"expected {wanted}")
        return _Text(node.value, line)

    def _wishes(self, steps: _Steps, selection: Selection) -> Iterator[Wish]:
        """A wish for each step; the lists must be in step."""
        if not steps.names and not steps.old and not steps.new:
            return
        wanted = max(len(steps.names), len(steps.new))
        names = steps.names * wanted if len(steps.names) == 1 else steps.names
        old: list[_Text | None] = [*steps.old] or [None] * wanted
        self._check(steps, names, old)
        for name, before, after in zip(names, old, steps.new, strict=True):
            value = None if before is None or before.text == ANY else before.text
            yield Wish(name.text, value, after.text, selection, f"{self.shown}:{after.line}")

    def _check(self, steps: _Steps, names: list[_Text], old: list[_Text | None]) -> None:
        line = (steps.names or steps.old or steps.new)[0].line
        subject = ", ".join(name.text for name in steps.names)
        if not steps.names:
            self._fail(line, "FROM and TO without the name of an ARG before them")
        if not steps.new:
            self._fail(line, f"{subject} has no TO; write the new version")
        if not len(names) == len(old) == len(steps.new):
            what = f"{len(steps.old)} FROM and {len(steps.new)} TO"
            count = f" for {len(steps.names)} ARGs" if len(steps.names) > 1 else ""
            self._fail(line, f"{subject} has {what}{count}; give one TO for each FROM")
        if len(old) > 1 and len(steps.names) == 1 and old[0] is None:
            self._fail(line, f"{subject} has {len(steps.new)} TO and no FROM; give the FROM of each")

    def _fail(self, line: int, message: str) -> NoReturn:
        raise DflintError(f"{self.shown}:{line}: {message}")


def _is_empty(node: Any) -> bool:
    """True for what YAML reads as nothing."""
    from ruamel.yaml.nodes import ScalarNode

    return isinstance(node, ScalarNode) and node.style is None and node.value in ("", "~", "null")
