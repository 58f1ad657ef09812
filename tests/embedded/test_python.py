"""Python texts: where they are none, and what Python 2 becomes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.embedded.python import Version, fault, python_2
from dflint.text import apply

FAULTS: list[tuple[str, Version | None, str | None]] = [
    ("", None, None),
    ("import os\n", None, None),
    ("type X = int\n", None, None),
    ("def f[T](a): pass\n", (3, 14), None),
    ("a b\n", None, "b"),
    ("x = (1,\n", None, "("),
    ("if a:\nb\n", None, "b"),
    ("'open\n", None, "'"),
    ("(n := 1)\n", (3, 7), ")"),
    ("(n := 1)\n", (3, 8), None),
    ("match a:\n  case 1: pass\n", (3, 9), ""),
    ("'\\d'\n", None, None),
    ("x" * 300_000 + " y", None, None),
    ("(" * 5_000, None, None),
    ("-" * 50_000 + "a b", None, None),
]


@pytest.mark.parametrize(("text", "version", "expected"), FAULTS)
def test_fault(text: str, version: Version | None, expected: str | None) -> None:
    found = fault(text, version)
    assert (found and text[found.span.start : found.span.end][:1]) == expected


OLD = [
    ("print 1", "print(1)"),
    ("print", None),
    ("print\nprint 2", "print()\nprint(2)"),
    ("print 'a', b", "print('a', b)"),
    ("print a,", 'print(a, end=" ")'),
    ("print 1; print >>f, a", "print(1); print(a, file=f)"),
    ("print >>f, a", None),
    ("import a; print a.b", "import a; print(a.b)"),
    ("if a: print b", "if a: print(b)"),
    ("if a:\n    print b  # why\n", "if a:\n    print(b)  # why\n"),
    ("for x in {1: 2}: print x", "for x in {1: 2}: print(x)"),
    ("print 'a;b' % (c,)", "print('a;b' % (c,))"),
    ("exec 'a'", "exec('a')"),
    ("try:\n  a\nexcept E, e:\n  b", "try:\n  a\nexcept E as e:\n  b"),
    ("raise E, 'a'", "raise E('a')"),
    ("a <> b", "a != b"),
    ("os.chmod(a, 0755)", "os.chmod(a, 0o755)"),
    ("a = 10L", "a = 10"),
    ("print(a)", None),
    ("print (a) % b", None),
    ("print = 3", None),
    ("a.print", None),
    ("print a b", None),
    ("x = 0", None),
    ("'print 1'", None),
    ("# print 1", None),
]


@pytest.mark.parametrize(("text", "expected"), OLD)
def test_python_2(text: str, expected: str | None) -> None:
    edits = tuple(edit for piece in python_2(text) for edit in piece.edits)
    assert (apply(text, edits) if edits else None) == expected


@settings(deadline=None, max_examples=20)
@given(st.text(alphabet="print exc,:;()'\"\n\\#<>=0L", max_size=40))
def test_any_text(text: str) -> None:
    """Nothing raises, and what is offered is Python."""
    fault(text)
    edits = tuple(edit for piece in python_2(text) for edit in piece.edits)
    assert fault(apply(text, edits)) is None or not edits
