"""Shell text taken apart: commands with what joins and surrounds them, assignments, pipes, places."""

import pytest

from dflint.embedded.shell import read_shell
from dflint.embedded.words import unquoted


def joined(text: str) -> list[tuple[str, str]]:
    """What joins each command of `text` to those before it, and its name."""
    return [(command.operator, command.name) for command in read_shell(text).commands]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", [("", "a")]),
        ("a && b || c", [("", "a"), ("&&", "b"), ("||", "c")]),
        ("a; b & c", [("", "a"), (";", "b"), ("&", "c")]),
        ("a | b |& c", [("", "a"), ("|", "b"), ("|&", "c")]),
        ("a\nb && c", [("", "a"), ("\n", "b"), ("&&", "c")]),
        ("# c\na\n# d\nb", [("", "a"), ("\n", "b")]),
        ("a && (b; c) && d", [("", "a"), ("", "b"), (";", "c"), ("&&", "d")]),
        ("if a; then b; else c; fi; d", [("", "a"), (";", "b"), ("", "c"), (";", "d")]),
        ("case $x in 1) a; b;; *) c;; esac", [("", "a"), (";", "b"), ("", "c")]),
        ("X=1 && a", [("&&", "a")]),
        ("[ -f x ] && a", [("&&", "a")]),
        ("a | sudo b", [("", "a"), ("|", "sudo"), ("|", "b")]),
        ("a && b > f", [("", "a"), ("&&", "b")]),
    ],
)
def test_operators(text: str, expected: list[tuple[str, str]]) -> None:
    assert joined(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", ()),
        ("(a)", ("subshell",)),
        ("{ a; }", ("group",)),
        ("f() { a; }", ("function", "group")),
        ("if a; then true; fi", ("if",)),
        ("for x in 1 2; do a; done", ("loop",)),
        ("while a; do true; done", ("loop",)),
        ("until a; do true; done", ("loop",)),
        ("case x in x) a;; esac", ("case",)),
        ("echo $(a)", ("substitution",)),
        ("echo `a`", ("substitution",)),
        ("! a", ("not",)),
        ("bash -c 'a'", ("nested",)),
        ("(bash -c '{ a; }')", ("subshell", "nested", "group")),
    ],
)
def test_constructs(text: str, expected: tuple[str, ...]) -> None:
    assert next(command.inside for command in read_shell(text).commands if command.name == "a") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("X=1 Y=2; Z=$X && a", ["X=1", "Y=2", "Z=$X"]),
        ("export X=1 Y && a", ["X=1"]),
        ("X=1 a", []),
        ("for x in 1 2; do a; done", ["x"]),
        ("if a; then X=1; fi", ["X=1"]),
        ("local x=3; readonly y=4", ["x=3", "y=4"]),
    ],
)
def test_assignments(text: str, expected: list[str]) -> None:
    """In the order of the text; those before a command belong to the command."""
    assert [word.raw for word, _ in read_shell(text).assignments] == expected


def test_assignments_of_a_command() -> None:
    (command,) = read_shell("X=1 Y='2 3' a b").commands
    assert [word.raw for word in command.assignments] == ["X=1", "Y='2 3'"]
    assert (command.name, command.args) == ("a", ("b",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a && b", ""),
        ("a | b", "2-3"),
        ("a || b", ""),
        ("é | b | c", "2-3 6-7"),
        ("a $(b | c)", "6-7"),
        ("a |& b", "2-4"),
    ],
)
def test_pipes(text: str, expected: str) -> None:
    assert " ".join(f"{start}-{end}" for start, end in read_shell(text).pipes) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", True),
        ("a && b", True),
        ("set -e; a", False),
        ("a || b", False),
        ("a | b", False),
        ("a && b &", False),
        ("a;", False),
        ("a\nb", False),
        ("X=1\na", False),
        ("a && (b; c | d)", True),
        ("a && if b; then c; fi", True),
        ("a && { b || true; }", True),
        ("a $(b | c) && d", True),
        ("! a && b", False),
        ("a # c", False),
        ("a &&", False),
        ("a 'b", False),
        ("bash -c 'a; b' && c", True),
        ("", False),
    ],
)
def test_is_chain(text: str, expected: bool) -> None:
    assert read_shell(text).is_chain is expected


@pytest.mark.parametrize(("text", "expected"), [("a && b", False), ("a && b)", True), ("a 'b", True), ("if a", True)])
def test_broken(text: str, expected: bool) -> None:
    assert read_shell(text).broken is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > f", ["f"]),
        ("a > f 2>&1", ["f"]),
        ("a < f", []),
        ("a >> f 2> g", ["f", "g"]),
        ("a | b > f", []),
        ("bash -c 'a' > f", ["f"]),
    ],
)
def test_redirects(text: str, expected: list[str]) -> None:
    command = next(command for command in read_shell(text).commands if command.name == "a")
    assert [word.text for word in command.redirects] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sudo -u x a b", "a b"),
        ("env -i X=1 a b", "a b"),
        ("sudo env X=1 nice -n 5 a b", "a b"),
        ("timeout -k 5 10 a b", "a b"),
        ("echo x | xargs -n 1 a b", "a b"),
        ("chroot /x a b", "a b"),
        ("time -p a b", "a b"),
        ("command a b", "a b"),
        ("sh -c 'a b'", "a b"),
        ("bash -euxo pipefail -c 'a b'", "a b"),
        ("/bin/bash -lc \"a b\"", "a b"),
        ("sudo sh -c 'a b'", "a b"),
        ("su - x -c 'a b'", "a b"),
        ("su x --command 'a b'", "a b"),
    ],
)  # fmt: skip
def test_prefixes(text: str, expected: str) -> None:
    """What another command runs is a command, and says so."""
    found = [command for command in read_shell(text).commands if command.name == "a"]
    assert [(" ".join(word.text for word in command.words), command.prefixed) for command in found] == [
        (expected, True)
    ]


@pytest.mark.parametrize("text", ["command -v a", "command -V a", "echo a", "bash -x a", "su a", "sudo -l", "sh"])
def test_no_prefix(text: str) -> None:
    assert [command.name for command in read_shell(text).commands if command.name == "a"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("é && bash -c 'a b'", "a b"),
        ('sh -c "a b"', "a b"),
        ("sh -c a", "a"),
        ("sh -c \"bash -c 'a b'\"", "a b"),
        ('sh -c "a \\"b\\""', '"a \\"b\\""'),
        ("sh -c 'a '\"b\"", "'a '\"b\""),
    ],
)
def test_places_in_nested_text(text: str, expected: str) -> None:
    """Exact where the quoted text is written letter by letter, else the whole of it; only the first can be changed."""
    command = next(command for command in read_shell(text).commands if command.name == "a")
    assert text[command.start : command.end] == expected
    assert [word.literal for word in command.words] == [not expected.startswith(("'", '"'))] * len(command.words)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a", "a"),
        ("'a b'", "a b"),
        ('"a b"', "a b"),
        ("a'b'\"c\"", "abc"),
        ("a\\ b", "a b"),
        ('"a\\"b"', 'a"b'),
        ('"a\\nb"', "a\\nb"),
        ("'a\\'", "a\\"),
        ('"$x"', "$x"),
        ("a\\\nb", "ab"),
        ('"a\\\nb"', "ab"),
        ("''", ""),
    ],
)
def test_unquoted(raw: str, expected: str) -> None:
    assert unquoted(raw) == expected
