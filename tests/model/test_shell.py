"""The commands in the shell texts of instructions, with their places."""

import pytest

from dflint.embedded.shell import commands
from dflint.model.shell import placed_commands
from tests.model.texts import file

NAMES = [
    ("a && b || c; d & e", ["a", "b", "c", "d", "e"]),
    ("a | b | c", ["a", "b", "c"]),
    ("(a; b) && { c; d; }", ["a", "b", "c", "d"]),
    ("if a; then b; else c; fi", ["a", "b", "c"]),
    ("for x in 1 2; do a; done", ["a"]),
    ("while a; do b; done", ["a", "b"]),
    ("case $x in a) b ;; *) c ;; esac", ["b", "c"]),
    ("a $(b) `c`", ["a", "b", "c"]),
    ("X=1 a", ["a"]),
    ("X=1", []),
    ("/usr/bin/a x", ["a"]),
    ("a # b", ["a"]),
    ("# a", []),
    ("'a' \"b\"", ["a"]),
    ("sudo a x", ["sudo", "a"]),
    ("sudo -E -u root /bin/a x", ["sudo", "a"]),
    ("sudo env X=1 a", ["sudo", "env", "a"]),
    ("env -u Y X=1 a", ["env", "a"]),
    ("exec a", ["exec", "a"]),
    ("time -p a", ["time", "a"]),
    ("nohup a &", ["nohup", "a"]),
    ("bash -c 'a && b'", ["bash", "a", "b"]),
    ("/bin/sh -ec \"a; b\"", ["sh", "a", "b"]),
    ("sudo bash -c 'a'", ["sudo", "bash", "a"]),
    ("bash -c \"bash -c 'a'\"", ["bash", "bash", "a"]),
    ("bash a.sh -c b", ["bash"]),
    ("bash -e -o pipefail -c a", ["bash", "a"]),
    ("bash -euo pipefail +x -c a b", ["bash", "a"]),
    ("bash --norc -c a", ["bash", "a"]),
    ("cat <<E\nrm -rf /\nE\na", ["cat", "a"]),
    ("f() { a; }; f", ["a", "f"]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_commands(text: str, expected: list[str]) -> None:
    assert [command.name for command in commands(text)] == expected


def test_broken_texts_do_no_harm() -> None:
    for text in ("&& ( ' \"", "'" * 1000, "$(" * 500, "\0", "\ud800", "a" * 100_000):
        commands(text)


WORDS = [
    ("a 'b c' d", ["b c", "d"]),
    ('a "b c" d', ["b c", "d"]),
    ("a b'c'd", ["bcd"]),
    ('a --x="y z"', ["--x=y z"]),
    ("a $B", ["$B"]),
    ("a *.log", ["*.log"]),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words(text: str, expected: list[str]) -> None:
    assert list(commands(text)[0].args) == expected


REDIRECTS = [
    ("a > x", [["x"]]),
    ("a >> x 2>&1", [["x"]]),
    ("(a; b) > x", [["x"], ["x"]]),
    ("{ a; b; } 2> y", [["y"], ["y"]]),
    ("(a > x; b) > y", [["y", "x"], ["y"]]),
    ("a | b > x", [[], ["x"]]),
    ("a && b > x", [[], ["x"]]),
    ("a > y && b | c > x", [["y"], [], ["x"]]),
    ("(a && b | c) > x", [["x"], ["x"], ["x"]]),
    ("a | (b; c) > x", [[], ["x"], ["x"]]),
    ("a < x", [[]]),
    ("a <<E > x\nE\n", [["x"]]),
    ("a > \"x y\"", [["x y"]]),
    ("bash -c 'a > x' > y", [["y"], ["x", "y"]]),
    ("if a; then b; fi > x", [["x"], ["x"]]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REDIRECTS)
def test_redirects(text: str, expected: list[list[str]]) -> None:
    assert [[word.text for word in command.redirects] for command in commands(text)] == expected


PLACES = [
    ("RUN a b && c d", ["a b", "c d"]),
    ("RUN --network=none a b", ["a b"]),
    ("RUN a \\\n  # no\n  b && \\\n  c", ["a \\\n  # no\n  b", "c"]),
    ("RUN \u00e9\u00e9 && b c", ["\u00e9\u00e9", "b c"]),
    ('RUN ["a", "b"]', ['["a", "b"]']),
    ('RUN ["bash", "-c", "a; b"]', ['["bash", "-c", "a; b"]', '"a; b"', '"a; b"']),
    ("RUN bash -c 'a; b'", ["bash -c 'a; b'", "a", "b"]),
    ("RUN <<EOF\na\nEOF", ["a\n"]),
    ("RUN bash <<EOF\na\nEOF", ["bash", "a\n"]),
    ("RUN python3 <<EOF\na\nEOF", ["python3"]),
    ("RUN <<EOF\n#!/bin/bash\na\nEOF", ["#!/bin/bash\na\n"]),
    ("RUN <<EOF\n#!/usr/bin/env bash\na\nEOF", ["#!/usr/bin/env bash\na\n"]),
    ("RUN <<EOF\n#!/usr/bin/python3\na\nEOF", []),
    ("RUN cat <<EOF > /a\nrm -rf /\nEOF", ["cat"]),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_places(text: str, expected: list[str]) -> None:
    model = file(f"FROM a\n{text}\n")
    found = [model.source[placed.span] for placed in placed_commands(model.stages[0].instructions[0])]
    assert [place.partition(" <<")[0].rstrip("> /a") if "<<" in place else place for place in found] == expected
