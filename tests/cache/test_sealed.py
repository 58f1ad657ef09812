"""Sealed files: what was written comes back, or nothing does."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.cache import sealed

TEXTS = st.lists(st.text(st.characters(), max_size=20), max_size=4)


@given(TEXTS, st.text(max_size=5))
def test_comes_back(parts: list[str], key: str) -> None:
    assert sealed.unsealed(key, sealed.sealed(key, parts)) == parts


@given(TEXTS, st.data())
def test_every_change_is_seen(parts: list[str], data: st.DataObject) -> None:
    good = sealed.sealed("key", parts)
    at = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != good[at]))
    for bad in (good[:at], good[:at] + bytes([byte]) + good[at + 1 :], good + b"x", good[at + 1 :]):
        assert sealed.unsealed("key", bad) is None
    assert sealed.unsealed("other", good) is None


@pytest.mark.parametrize("body", [b"", b"x\n", b"1 -5\nabc", b"9\nab", b"1\n\xff"])
def test_sealed_nonsense(tmp_path: Path, body: bytes) -> None:
    seal = sealed.digest(b"key", body).encode()
    (tmp_path / "a").write_bytes(sealed.MAGIC + seal + b"\n" + body)
    assert sealed.load(str(tmp_path / "a"), "key") in (None, [], ["ab"], ["", ""], ["a", ""], ["a", "bc"])


def test_nothing_stays_of_what_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        sealed.store(str(tmp_path / "a"), "key", ["text"])
    assert list(tmp_path.iterdir()) == []
