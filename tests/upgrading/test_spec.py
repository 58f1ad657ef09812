"""Upgrade files: what they mean, and what they cannot mean."""

import pytest

from dflint.errors import DflintError
from dflint.upgrading.selection import Selection
from dflint.upgrading.spec import is_pair, read_pair, read_spec

NONE = Selection()


def read(text: str) -> list[tuple[str, str | None, str, str]]:
    """The wishes of a text: name, old value, new value, line."""
    return [(it.name, it.old, it.new, it.place) for it in read_spec(text.encode(), "s.yaml")]


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("A_VER:\n  FROM: 1.0\n  TO: 1.10\n", [("A_VER", "1.0", "1.10", "s.yaml:3")]),
        ("A_VER:\n  TO: 1.10\n", [("A_VER", None, "1.10", "s.yaml:2")]),
        ("A_VER:\n  FROM: '*'\n  TO: \"2024-01-01\"\n", [("A_VER", None, "2024-01-01", "s.yaml:3")]),
        ("A_VER:\n  FROM: ''\n  TO: yes\n", [("A_VER", "", "yes", "s.yaml:3")]),
        ("A_VER: {FROM: 0x10, TO: 1_0}\n", [("A_VER", "0x10", "1_0", "s.yaml:1")]),
        (
            "A_VER:\n  FROM: [1, 2]\n  TO:\n  - 3\n  - 4\n",
            [("A_VER", "1", "3", "s.yaml:4"), ("A_VER", "2", "4", "s.yaml:5")],
        ),
        (
            "A_VER: {FROM: 1, TO: 2}\nA_VER: {FROM: 3, TO: 4}\n",
            [("A_VER", "1", "2", "s.yaml:1"), ("A_VER", "3", "4", "s.yaml:2")],
        ),
        (
            "A_VER:\nFROM: 1\nTO: 2\nB_VER:\nFROM: 3\nTO: 4\n",
            [("A_VER", "1", "2", "s.yaml:3"), ("B_VER", "3", "4", "s.yaml:6")],
        ),
        (
            "\ufeff---\r\nA_VER: {TO: 2}\r\n---\r\n---\r\nB_VER: {TO: 3}\r\n---\r\n",
            [("A_VER", None, "2", "s.yaml:2"), ("B_VER", None, "3", "s.yaml:5")],
        ),
    ],
)
def test_wishes(text: str, wishes: list[tuple[str, str | None, str, str]]) -> None:
    assert read(text) == wishes


def test_selectors() -> None:
    text = "PLATFORM: SPR\nSOURCEROOT: workload/A\nWORKLOAD: a\nSTACK: b\nDOCKERFILE: Dockerfile.1.x\nA: {TO: 1}"
    (wish,) = read_spec(text.encode(), "s.yaml", ("x/*",))
    assert wish.selection == ("SPR", "workload/A", "a", "b", "Dockerfile.1.x", ("x/*",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "s.yaml: names nothing to upgrade; write an ARG's name, and FROM and TO below it"),
        ("---\n# nothing\n---\n", "s.yaml: names nothing to upgrade; write an ARG's name, and FROM and TO below it"),
        ("SOURCEROOT: a\n", "s.yaml:1: names no ARG; write an ARG's name, and FROM and TO below it"),
        ("- A_VER\n", "s.yaml:1: is no list of names; write NAME: with FROM and TO below it"),
        ("\nA_VER:\n  FROM: 1\n", "s.yaml:2: A_VER has no TO; write the new version"),
        ("A_VER:\n  FROM: 1\n  TO:\n", "s.yaml:3: TO is empty; write the new version"),
        ("A_VER:\n  FROM:\n  TO: 1\n", "s.yaml:2: FROM is empty; write the old version, or * for any"),
        (
            "A_VER:\n  FROM: [1, 2]\n  TO: 3\n",
            "s.yaml:1: A_VER has 2 FROM and 1 TO; give one TO for each FROM",
        ),
        ("A_VER:\n  TO: [1, 2]\n", "s.yaml:1: A_VER has 2 TO and no FROM; give the FROM of each"),
        (
            "A:\nFROM: 1\nTO: 2\nB:\nFROM: 1\n",
            "s.yaml:1: A, B has 2 FROM and 1 TO for 2 ARGs; give one TO for each FROM",
        ),
        ("FROM: 1\nTO: 2\n", "s.yaml:1: FROM and TO without the name of an ARG before them"),
        (
            "PLATFROM: SPR\nA: {TO: 1}",
            "s.yaml:1: PLATFROM is no selector, did you mean PLATFORM?; below an ARG's name, write FROM and TO",
        ),
        ("WORKLOAD:\nA: {TO: 1}", "s.yaml:1: WORKLOAD has no value; leave the line out to select all"),
        ("STACK: [a]\nA: {TO: 1}", "s.yaml:1: expected one value for STACK"),
        ("STACK: a\nSTACK: b\n", "s.yaml:2: STACK is there twice; begin a new document with ---"),
        ("A:\n  FORM: 1\n  TO: 1", "s.yaml:2: unknown key FORM below A, did you mean FROM?"),
        ("A:\n  TO: {x: 1}", "s.yaml:2: expected a value or a list of values for TO"),
        ('A:\n  TO: "1\\n2"', "s.yaml:2: TO holds a line break or a control character; a version has none"),
        ("? [a]\n: 1\n", "s.yaml:1: expected a name"),
        ("A:\n  TO: 'x\n", "s.yaml:3: is not valid YAML: found unexpected end of stream"),
        ("A:\n\tTO: 1\n", "s.yaml:2: is not valid YAML: found character '\\t' that cannot start any token"),
        ("A: *x\n", "s.yaml:1: is not valid YAML: found undefined alias 'x'"),
        ("A:\n  TO: \x01\n", "s.yaml:2: is not valid YAML: special characters are not allowed"),
    ],
)
def test_mistakes(text: str, message: str) -> None:
    with pytest.raises(DflintError) as found:
        read(text)
    assert str(found.value) == message


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(DflintError, match=r"s.yaml:2: is not UTF-8"):
        read_spec(b"A:\n  TO: \xff\n", "s.yaml")


def test_deep_nesting() -> None:
    with pytest.raises(DflintError, match=r"^s.yaml: is not valid YAML"):
        read_spec(b"A: " + b"[" * 100_000, "s.yaml")


@pytest.mark.parametrize(
    ("word", "pair"), [("A=1", True), ("IPP-CRYPTO=2", True), ("a.yaml", False), ("./x=y.yaml", False), ("=1", False)]
)
def test_words(word: str, pair: bool) -> None:
    assert is_pair(word) is pair


@pytest.mark.parametrize("word", ["A=", "A=1\n2", "A=\x1b[0m"])
def test_bad_pairs(word: str) -> None:
    with pytest.raises(DflintError):
        read_pair(word, NONE)


def test_version_with_an_equals_sign() -> None:
    assert read_pair("A=b=c", NONE)[:3] == ("A", None, "b=c")
