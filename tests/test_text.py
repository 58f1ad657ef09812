"""Offsets, positions and edits."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.text import Position, Source, Span, apply, delete, display, insert, replace, safe, unsafe

texts = st.text(st.sampled_from("ab\u00e9\U0001f600\r\n\n"))

# text, lines without their endings
LINES = [
    ("", []),
    ("a", ["a"]),
    ("a\n", ["a"]),
    ("\n", [""]),
    ("\n\n", ["", ""]),
    ("a\nb", ["a", "b"]),
    ("a\r\nb\r\n", ["a", "b"]),
    ("a\rb", ["a\rb"]),
    ("a\u2028b\x0cc\x85d", ["a\u2028b\x0cc\x85d"]),
]


@pytest.mark.parametrize(("text", "lines"), LINES)
def test_lines(text, lines):
    source = Source(text)
    assert [source.line_text(number + 1) for number in range(source.line_count)] == lines


@pytest.mark.parametrize("line", [0, -1, 3])
def test_no_such_line(line):
    with pytest.raises(IndexError):
        Source("a\nb\n").line_span(line)


# offset in "ab\n\ncd\n", its position
POSITIONS = [(0, (1, 1)), (1, (1, 2)), (2, (1, 3)), (3, (2, 1)), (4, (3, 1)), (6, (3, 3)), (7, (3, 4))]


@pytest.mark.parametrize(("offset", "position"), POSITIONS)
def test_positions(offset, position):
    assert Source("ab\n\ncd\n").position(offset) == Position(*position)


def test_position_in_an_empty_text():
    assert Source("").position(0) == Position(1, 1)


@given(texts.filter(bool), st.data())
def test_offset_is_the_inverse_of_position(text, data):
    source = Source(text)
    offset = data.draw(st.integers(0, len(text)))
    assert source.offset(source.position(offset)) == offset


@given(texts)
def test_lines_tile(text):
    source = Source(text)
    assert "".join(source[source.line_span(line + 1)] for line in range(source.line_count)) == text
    assert source.starts == [at for at in range(len(text)) if at == 0 or text[at - 1] == "\n"]


@given(st.binary())
def test_bytes_come_back(data):
    assert Source.from_bytes(data).to_bytes() == data


def test_span_contains():
    assert Span(1, 3).contains(Span(1, 3)) and Span(1, 3).contains(Span(2, 2))
    assert not Span(1, 3).contains(Span(0, 2)) and not Span(1, 3).contains(Span(3, 4))


# edits of "abcdef", the outcome
EDITS = [
    ([], "abcdef"),
    ([insert(0, "x"), insert(6, "y")], "xabcdefy"),
    ([replace(Span(1, 3), "x")], "axdef"),
    ([delete(Span(0, 6))], ""),
    ([delete(Span(4, 5)), delete(Span(0, 1))], "bcdf"),
    ([insert(2, "y"), insert(2, "x")], "abyxcdef"),
    ([insert(2, "x"), replace(Span(2, 4), "y")], "abxyef"),
    ([replace(Span(2, 4), "y"), insert(4, "x")], "abyxef"),
    ([replace(Span(2, 4), "y"), replace(Span(4, 5), "z")], "abyzf"),
]


@pytest.mark.parametrize(("edits", "outcome"), EDITS)
def test_apply(edits, outcome):
    assert apply("abcdef", tuple(edits)) == outcome


@pytest.mark.parametrize("edits", [(Span(0, 2), Span(1, 3)), (Span(0, 4), Span(2, 2)), (Span(1, 2), Span(1, 2))])
def test_overlapping_edits(edits):
    with pytest.raises(ValueError, match="overlap"):
        apply("abcdef", tuple(map(delete, edits)))


@given(texts, st.lists(st.integers(0, 20), unique=True), texts)
def test_edits_leave_the_rest_alone(text, cuts, new):
    cuts = sorted(cut for cut in cuts if cut <= len(text))
    spans = [Span(start, end) for start, end in pairwise(cuts)]
    kept = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
    changed, unchanged = spans[::2], kept[:1] + [new if n % 2 else part for n, part in enumerate(kept[1:-1], 1)]
    outcome = "".join(unchanged + kept[-1:]) if cuts else text
    assert apply(text, tuple(replace(span, new) for span in reversed(changed))) == outcome


def test_fixes():
    edit = insert(0, "x")
    assert [fix(edit).applicability for fix in (safe, unsafe, display)] == ["safe", "unsafe", "display"]
    assert safe(edit).edits == (edit,)
