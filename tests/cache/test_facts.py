"""The database of small results: it gives what was put into it, or nothing."""

import sqlite3
import sys
from pathlib import Path

import pytest

from dflint.cache import facts
from dflint.cache.facts import Facts
from tests.cache.damage import DAMAGES, Damage

ITEMS = {f"{number:040x}": bytes([number % 256]) * (number * 37 % 900) for number in range(300)}


def put(folder: Path, items: dict[str, bytes]) -> Facts:
    """Save `items`; gives what they were saved with, closed."""
    store = Facts(str(folder))
    for key, value in items.items():
        store.put(key, value)
    store.save()
    store.close()
    return store


def test_gives_what_was_put(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    assert put(folder, ITEMS).trouble == ""
    store = Facts(str(folder))
    assert dict(store.get_all([*ITEMS, "unknown"])) == ITEMS
    assert store.get("unknown") is None
    store.close()
    put(folder, {"0" * 40: b"new"})
    assert Facts(str(folder)).get("0" * 40) == b"new"
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "CACHEDIR.TAG", "facts.db", "runs"]


def test_without_a_folder_nothing_is_made(tmp_path: Path) -> None:
    store = Facts(str(tmp_path / "cache"))
    assert store.get("a") is None
    store.save()
    assert list(tmp_path.iterdir()) == [] and store.trouble == ""


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damage_costs_values_and_nothing_else(tmp_path: Path, damage: Damage) -> None:
    folder = tmp_path / "cache"
    put(folder, ITEMS)
    damage(folder)
    for _ in range(2):
        store = Facts(str(folder))
        found = dict(store.get_all(ITEMS))
        assert found.items() <= ITEMS.items()
        for key in ITEMS.keys() - found.keys():
            store.put(key, ITEMS[key])
        store.save()
        store.close()
    if store.trouble:
        assert "\n" not in store.trouble and str(folder) in store.trouble
    else:
        assert dict(Facts(str(folder)).get_all(ITEMS)) == ITEMS  # it mends itself


def test_two_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "PATIENCE", 0.01)
    put(tmp_path, {"a": b"1"})
    other = sqlite3.connect(tmp_path / "facts.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    one = put(tmp_path, {"b": b"2"})
    assert one.trouble == ""  # it is nobody's fault
    assert Facts(str(tmp_path)).get("a") is None
    other.execute("COMMIT")
    other.close()
    assert Facts(str(tmp_path)).get("a") == b"1"


@pytest.mark.parametrize("there", [None, b"", b"of no use" * 500, sqlite3])
@pytest.mark.parametrize("when", ["it has read", "it makes one", "it writes"])
def test_another_makes_a_new_one_meanwhile(tmp_path: Path, there: object, when: str) -> None:
    """Neither loses the other's values, nor does either call it trouble."""
    if isinstance(there, bytes):
        (tmp_path / "CACHEDIR.TAG").write_bytes(b"")
        (tmp_path / "facts.db").write_bytes(there)
    elif there is not None:
        put(tmp_path, {"c": b"3"})

    def intrude(*given: object) -> object:
        patch.undo()
        others.append(put(tmp_path, {"b": b"2"}))
        return original(*given)

    others: list[Facts] = []
    one = Facts(str(tmp_path))
    one.put("a", b"1")
    assert one.get("a") is None
    with pytest.MonkeyPatch.context() as patch:
        places = {"it makes one": (facts, "prepare"), "it writes": (Facts, "_write"), "it has read": (Facts, "_store")}
        original = getattr(*places[when])
        patch.setattr(*places[when], intrude)
        one.save()
        one.close()
    assert [store.trouble for store in (one, *others)] == [""] * (1 + len(others))
    assert [Facts(str(tmp_path)).get("b") for _ in others] == [b"2"] * len(others)


@pytest.mark.skipif(sys.platform == "win32", reason="an open file stays there")
@pytest.mark.parametrize("with_file", [False, True])
def test_the_file_is_replaced_while_it_is_open(tmp_path: Path, with_file: bool) -> None:
    put(tmp_path, {"a": b"1"})
    one = Facts(str(tmp_path))
    assert one.get("a") == b"1"
    (tmp_path / "facts.db").unlink()
    if with_file:
        put(tmp_path, {"b": b"2"})
    one.put("c", b"3")
    one.save()
    assert one.trouble == ""
    assert Facts(str(tmp_path)).get("b") == (b"2" if with_file else None)


@pytest.mark.parametrize("statement", ["INSERT", "COMMIT", "BEGIN"])
def test_killed_while_writing(tmp_path: Path, statement: str) -> None:
    """What a killed run leaves behind is rolled back by the next one."""
    import os

    put(tmp_path, {"a": b"1"})
    child = os.fork()
    if child == 0:
        base = sqlite3.connect(tmp_path / "facts.db", isolation_level=None)
        base.execute("PRAGMA cache_size = 1")
        base.set_trace_callback(
            lambda text: os._exit(1) if text.startswith(statement) and statement != "BEGIN" else None
        )
        base.execute("BEGIN IMMEDIATE")
        base.execute("UPDATE fact SET value = zeroblob(100000)")
        if statement == "BEGIN":
            os._exit(1)
        base.execute("INSERT INTO fact VALUES ('b', 0, zeroblob(100))")
        base.execute("COMMIT")
        os._exit(1)
    os.waitpid(child, 0)
    assert dict(Facts(str(tmp_path)).get_all(["a", "b"])) == {"a": b"1"}


def test_old_results_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 0.0)
    put(tmp_path, {"old": b"1", "used": b"2"})
    monkeypatch.setattr("time.time", lambda: 20.0 * facts.DAY)
    store = Facts(str(tmp_path))
    assert store.get("used") == b"2"
    store.save()
    store.close()
    monkeypatch.setattr("time.time", lambda: 40.0 * facts.DAY)
    put(tmp_path, {"new": b"3"})
    assert dict(Facts(str(tmp_path)).get_all(["old", "used", "new"])) == {"used": b"2", "new": b"3"}


def test_size_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "MOST", 300_000)
    for number in range(30):
        put(tmp_path, {f"{number} {at}": bytes(5_000) for at in range(10)})
        assert (tmp_path / "facts.db").stat().st_size < 400_000
    assert Facts(str(tmp_path)).get("29 9") is not None


def test_little_waits_to_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "AT_ONCE", 1_000)
    store = Facts(str(tmp_path / "cache"))
    for key, value in ITEMS.items():
        store.put(key, value)
    other = Facts(str(tmp_path / "cache"))
    assert len(dict(other.get_all(ITEMS))) > len(ITEMS) - 30
    store.save()
    assert dict(store.get_all(ITEMS)) == ITEMS
    other.close()
    store.close()
