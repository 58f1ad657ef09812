"""New values in the place of old ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.syntax import shellwords
from dflint.syntax.parser import parse
from dflint.text import Source
from dflint.upgrading.words import scalar, word

VALUES = st.text(st.sampled_from("aZ1.-_ \"'\\`$#{}<>|&;!*?[]:,éß☃/=+~%@^()"), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        ("1.2", "1.3", "1.3"),
        ('"1.2"', "1.3", '"1.3"'),
        ("'1.2'", "1.3", "'1.3'"),
        ("1.2", "a b", '"a b"'),
        ("1.2", "a#b", '"a#b"'),
        ("1.2", "$a", r'"\$a"'),
        ("'1.2'", "$a", "'$a'"),
        ("'1.2'", "it's", '"it\'s"'),
        ("1.2", r"a\b", r'"a\\b"'),
        ('"1.2"', 'a"b', r'"a\"b"'),
        ("", "1", "1"),
        ('"a"b', "1", "1"),
    ],
)
def test_word(old: str, new: str, written: str) -> None:
    assert word(old, new, "\\") == written


def test_word_with_another_escape() -> None:
    assert word("1", r"C:\x`y", "`") == r'"C:\x``y"'


@given(VALUES, st.sampled_from(["1", '"1"', "'1'"]), st.sampled_from("\\`"))
@settings(deadline=None)
def test_word_reads_as_the_value(new: str, old: str, escape: str) -> None:
    written = word(old, new, escape)
    assert written is not None
    assert shellwords.expand(written, {}, escape) == new
    document = parse(Source(f"# escape={escape}\nARG A={written} B=2\n"))
    (arg,) = document.instructions
    assert [(pair.name.text, pair.value and pair.value.text) for pair in arg.pairs] == [("A", written), ("B", "2")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        ("1.2", "1.3", "1.3"),
        ('"1.2"', "1.3", '"1.3"'),
        ("'1.2'", "1.3", "'1.3'"),
        ("1.2", "1.10", '"1.10"'),
        ("1.2", "010", '"010"'),
        ("1.2", "1.2.10", "1.2.10"),
        ("a", "yes", '"yes"'),
        ("a", "null", '"null"'),
        ("a", "1:30", '"1:30"'),
        ("a", "2024-01-01", '"2024-01-01"'),
        ("a", "a: b", '"a: b"'),
        ("a", "a #b", '"a #b"'),
        ("'a'", "it's", "'it''s'"),
        ('"a"', "a\\b", "'a\\b'"),
    ],
)
def test_scalar(old: str, new: str, written: str) -> None:
    assert scalar(old, new) == written


@given(VALUES, st.sampled_from(["1", '"1"', "'1'"]))
@settings(deadline=None)
def test_scalar_can_be_written(new: str, old: str) -> None:
    assert scalar(old, new) is not None
