"""`.dockerignore`: what the builder never sees, lines with `!` included."""

import pytest

from dflint.syntax.dockerignore import IgnoreFile

CASES = [
    ("a", "a", True),
    ("a", "a/b", True),
    ("/a/", "a/b", True),
    ("a", "b/a", False),
    ("**/a", "b/a", True),
    ("a/*", "a", False),
    ("a/*", "a/b/c", True),
    ("*.log", "x.log", True),
    ("*.log", "*.log", True),
    ("*.log", "a/x.log", False),
    ("# a", "a", False),
    ("\ufeffa", "a", True),
    ("a\r\nb\r\n", "b", True),
    ("*\n!a", "b", True),
    ("*\n!a", "a", False),
    ("*\n!a/b", "a", False),
    ("*\n!a/b", "a/c", True),
    ("*\n!a.txt", "*.txt", False),
    ("a\n!a/b\na/b", "a/b", True),
    ("*", ".", True),
    ("**/*", ".", True),
    (".*", ".", False),
    ("*\n!a", ".", False),
    ("", "a", False),
    ("a", "b" * 999, False),
]


@pytest.mark.parametrize(("text", "path", "expected"), CASES)
def test_excludes(text: str, path: str, expected: bool) -> None:
    assert IgnoreFile(text).excludes(path) is expected


@pytest.mark.parametrize("text", ["a[", "!", "*a*a*a*a*a*b", "a\n**/a/**/a/**/a/**/a/**"])
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        IgnoreFile(text)
