"""Baselines as files: their text, and what cannot be read or written."""

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.errors import DflintError
from dflint.lint.baseline import Entries, Key, check_target, key, merged, read, rendered, write

ENTRIES: Entries = {
    "b/Dockerfile": Counter({key("DL3008", "curl"): 2, key("DL3008", "git"): 1, key("DL3004", "sudo make"): 1}),
    "a/Dockerfile": Counter({key("WL001", ""): 1}),
}
TEXT = """\
{
  "version": 1,
  "findings": {
    "a/Dockerfile": [
      {"code": "WL001", "count": 1, "fingerprint": "e3b0c44298fc1c14"}
    ],
    "b/Dockerfile": [
      {"code": "DL3004", "count": 1, "fingerprint": "4de4612a52c9a2a5"},
      {"code": "DL3008", "count": 2, "fingerprint": "427e4b79b1f0fc90"},
      {"code": "DL3008", "count": 1, "fingerprint": "9a881b9b9f238494"}
    ]
  }
}
"""


def test_text_is_sorted_with_a_line_for_each_entry() -> None:
    assert rendered(ENTRIES) == rendered(dict(reversed(ENTRIES.items()))) == TEXT
    assert rendered({}) == rendered({"a": {}}) == '{\n  "version": 1,\n  "findings": {}\n}\n'


CODES = st.sampled_from(["DL3008", "SC2086", "E001"])
TEXTS = st.text(alphabet="a \nä\udc80", max_size=5)
NAMES = st.sampled_from(["a", "ä/b", "c d\n", "\udcff", '"', "../x"])
TABLES = st.dictionaries(
    NAMES, st.dictionaries(st.builds(key, CODES, TEXTS), st.integers(1, 9), min_size=1).map(Counter)
)


@given(entries=TABLES)
def test_what_is_written_is_read_again(entries: Entries) -> None:
    path = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"dflint-{os.getpid()}.json")
    try:
        write(path, "x", entries)
        assert read(path, "x") == entries
        with open(path, encoding="utf-8", newline="") as stream:
            assert stream.read() == rendered(dict(reversed(entries.items())))
    finally:
        os.unlink(path)


@given(old=TABLES, new=TABLES, judged=st.sets(NAMES))
def test_merging_keeps_what_was_not_looked_at(old: Entries, new: Entries, judged: set[str]) -> None:
    result = merged(old, new, lambda path, code: path in judged)
    for path in {*old, *new}:
        kept = {} if path in judged else old.get(path, {})
        assert result.get(path, {}) == {**new.get(path, {}), **kept}


GOOD = '{"version": 1, "findings": {"a": [{"code": "DL3008", "count": 1, "fingerprint": "x"}]}}'
BROKEN = {
    "": ":1:1: is not valid JSON",
    "<<<<<<< HEAD\n" + GOOD: ":1:1: is not valid JSON; mend it, or delete it and run dflint check --write-baseline",
    GOOD[:-1]: "is not valid JSON",
    "[]": "is no baseline of dflint",
    "{}": "is no baseline of dflint",
    "[" * 100_000: "is no baseline of dflint",
    '"\\ud800': "is not valid JSON",
    GOOD.replace("1,", "2,", 1): "is a baseline of version 2, and this dflint reads version 1; use the dflint that",
    GOOD.replace('"count": 1', '"count": 0'): "is no baseline of dflint",
    GOOD.replace('"count": 1', '"count": true'): "is no baseline of dflint",
    GOOD.replace('"count": 1', '"count": "1"'): "is no baseline of dflint",
    GOOD.replace('"x"', "1"): "is no baseline of dflint",
    GOOD.replace('"DL3008"', "null"): "is no baseline of dflint",
    GOOD.replace('"fingerprint"', '"print"'): "is no baseline of dflint",
    GOOD.replace('{"a"', '["a"').replace("]}}", "]]}"): "is no",
    '{"version": 1, "findings": {"a": {}}}': "",
    '{"version": 1, "findings": {"a": [1]}}': "is no baseline of dflint",
    '{"version": 1, "findings": 3}': "is no baseline of dflint",
}


@pytest.mark.parametrize("text", BROKEN)
def test_broken_baselines(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    if not BROKEN[text]:
        assert read(str(path), "x.json") == {"a": Counter()}
        return
    with pytest.raises(DflintError) as error:
        read(str(path), "x.json")
    assert BROKEN[text] in str(error.value)
    assert str(error.value).startswith("x.json:")
    assert "\n" not in str(error.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DflintError, match="is no baseline of dflint"):
        read(str(path), "x.json")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DflintError, match=r"^x: no such baseline; dflint check --write-baseline=x makes it$"):
        read(str(tmp_path / "none"), "x")
    with pytest.raises(DflintError, match=r"^x: cannot read the baseline: "):
        read(str(tmp_path), "x")


@pytest.mark.parametrize("text", ["FROM a\n", "", "{}", '{"version": 1}', "[1]", '"findings version"'])
def test_nothing_else_is_overwritten(tmp_path: Path, text: str) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(text)
    with pytest.raises(DflintError, match="is no baseline, so it is not overwritten"):
        write(str(path), "Dockerfile", {})
    assert path.read_text() == text
    with pytest.raises(DflintError, match="is a folder; name the file"):
        check_target(str(tmp_path), "x")
    with pytest.raises(DflintError, match="cannot write the baseline: No such file"):
        write(str(tmp_path / "none" / "x"), "x", {})


def test_links_stay(tmp_path: Path) -> None:
    (tmp_path / "real").write_text(rendered({}))
    (tmp_path / "link").symlink_to("real")
    write(str(tmp_path / "link"), "link", ENTRIES)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == rendered(ENTRIES)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


def test_keys_tell_texts_and_codes_apart() -> None:
    assert len({key("A", "x"), key("B", "x"), key("A", "y"), key("A", "x ")}) == 4
    assert key("A", "x") == Key("A", "2d711642b726b044")
