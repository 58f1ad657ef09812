"""Ropes: a text with the origin of each character."""

from hypothesis import given
from hypothesis import strategies as st

from dflint.template.rope import EMPTY, Builder, Origin, Rope, join

TEXT = "The text of a file, long enough to cut pieces from it."


@st.composite
def ropes(draw):
    """Pieces of a file and texts that a call made."""
    pieces = []
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(TEXT)))
        end = draw(st.integers(start, len(TEXT)))
        made = Rope.of(draw(st.text("xyz", max_size=3)), Origin(0, start, end, False))
        pieces.append(draw(st.sampled_from([Rope.of(TEXT[start:end], Origin(0, start, end, True)), made])))
    return join(pieces)


def spread(rope):
    """Each character with its origin."""
    return [(char, rope.origin(at)) for at, char in enumerate(rope.text)]


@given(ropes())
def test_a_literal_character_is_that_of_the_file(rope):
    for char, origin in spread(rope):
        if origin.literal:
            assert TEXT[origin.start : origin.end] == char


@given(ropes(), ropes())
def test_join_keeps_every_origin(one, two):
    assert spread(join([one, two])) == spread(one) + spread(two)


@given(ropes(), st.integers(0, 80), st.integers(0, 80))
def test_a_slice_keeps_every_origin(rope, start, end):
    assert spread(rope[start:end]) == spread(rope)[start:end]


@given(ropes(), st.integers(0, 80))
def test_parts_that_continue_each_other_become_one_again(rope, at):
    again = join([rope[:at], rope[at:]])
    assert (again.text, again.starts, again.origins) == (rope.text, rope.starts, rope.origins)


def test_empty():
    assert len(EMPTY) == 0
    assert join([]) is EMPTY
    assert Rope.of("", Origin(0, 0, 0, True)) is EMPTY
    assert Builder().rope() is EMPTY
    assert EMPTY[0:5] is EMPTY


def test_weight_counts_pieces():
    rope = join([Rope.of("ab", Origin(0, 0, 2, True)), Rope.of("c", Origin(0, 5, 6, True))])
    assert rope.weight == 23
