"""Which of two versions is the newer one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.reporting.versions import order


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.9", "1.10"),
        ("22.04", "24.04"),
        ("v1.2", "1.3"),
        ("v1.2.0", "v1.2.1"),
        ("1.2", "1.2.1"),
        ("1.0-rc1", "1.0"),
        ("1.0rc1", "1.0rc2"),
        ("1.0a1", "1.0b1"),
        ("1.0.dev1", "1.0"),
        ("2.0.0-SNAPSHOT", "2.0.0"),
        ("1.1.1", "1.1.1a"),
        ("1.1.1k", "1.1.1w"),
        ("1.1.1w", "1.1.2"),
        ("2020u3", "2021"),
        ("8u412", "8u422"),
        ("fio-3.9", "fio-3.38"),
        ("release/v5.9", "release/6.0"),
        ("jdk-17.0.1+12", "jdk-17.0.2+8"),
        ("3.38-1ubuntu1", "3.38-1ubuntu2"),
        ("20230801", "20240102"),
        ("3.11-slim", "3.12-slim"),
        ("0", "0.1"),
    ],
)
def test_newer(old: str, new: str) -> None:
    assert (order(old, new), order(new, old)) == (1, -1)


@pytest.mark.parametrize(("old", "new"), [("1.0", "1"), ("v1", "1.0.0"), ("1.0-1", "1.0.1")])
def test_same(old: str, new: str) -> None:
    assert order(old, new) == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("main", "v1.0"),
        ("latest", "stable"),
        ("", "1.0"),
        ("fio-3.9", "3.10"),
        ("4a5aa3f", "168256a"),
        ("17b459c8a23ac17d7423c2627b837b3e8cb326c2", "27b459c8a23ac17d7423c2627b837b3e8cb326c2"),
        ("sha256:0a", "sha256:1b00000"),
        ("${X}.1", "${X}.2"),
        ("2021.1", "5.0"),
        ("20230801", "1.2"),
        ("ubi8:8.6", "8.5"),
    ],
)
def test_in_no_order(old: str, new: str) -> None:
    assert order(old, new) is None


WORDS = st.sampled_from(["1", "0", "10", "2023", ".", "-", "rc", "a", "b", "v", "u", "+", "_", "é", "١", "x" * 5])
VERSIONS = st.lists(WORDS, max_size=7).map("".join)


@given(VERSIONS, VERSIONS, VERSIONS)
def test_order_is_one(one: str, two: str, three: str) -> None:
    assert order(one, one) in (0, None)
    there, back = order(one, two), order(two, one)
    assert there == (None if back is None else -back)
    if there == 1 and order(two, three) == 1:
        assert order(one, three) in (1, None)
