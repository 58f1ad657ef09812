"""What may befall a cache folder: each takes the folder and leaves it in another state."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

Damage = Callable[[Path], object]


def _files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in ("CACHEDIR.TAG",)]


def _each(change: Callable[[bytes], bytes]) -> Damage:
    def damage(folder: Path) -> None:
        for path in _files(folder):
            path.write_bytes(change(path.read_bytes()))

    return damage


def _flip(data: bytes, at: float) -> bytes:
    place = int(len(data) * at)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :] if data else data


def _as_folders(folder: Path) -> None:
    for path in _files(folder):
        path.unlink()
        (path / "inside").mkdir(parents=True)


def _swap(folder: Path) -> None:
    """Each file in the place of another."""
    found = _files(folder)
    texts = [path.read_bytes() for path in found]
    for path, text in zip(found, texts[1:] + texts[:1], strict=True):
        path.write_bytes(text)


def _as_links(folder: Path) -> None:
    for path in _files(folder):
        path.unlink()
        path.symlink_to("/dev/zero")


def _sql(*statements: str) -> Damage:
    def damage(folder: Path) -> None:
        with sqlite3.connect(folder / "facts.db") as base:
            for statement in statements:
                base.execute(statement)
        base.close()

    return damage


def _other_database(folder: Path) -> None:
    path = folder / "facts.db"
    path.unlink(missing_ok=True)
    _sql("CREATE TABLE other (a)", "INSERT INTO other VALUES (1)")(folder)


def _as_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("mine", encoding="utf-8")


def _as_dead_link(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to("nowhere")


def _as_link(folder: Path) -> None:
    shutil.move(folder, folder.parent / "elsewhere")
    folder.symlink_to("elsewhere")


def _foreign(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "precious").write_text("mine", encoding="utf-8")


def _runs_as_file(folder: Path) -> None:
    shutil.rmtree(folder / "runs")
    (folder / "runs").write_text("mine", encoding="utf-8")


def _rows(change: Callable[[bytes], bytes]) -> Damage:
    def damage(folder: Path) -> None:
        with sqlite3.connect(folder / "facts.db") as base:
            rows = base.execute("SELECT key, value FROM fact").fetchall()
            base.executemany("UPDATE fact SET value = ? WHERE key = ?", [(change(value), key) for key, value in rows])
        base.close()

    return damage


def _shift_rows(folder: Path) -> None:
    """Each value under the key of another."""
    with sqlite3.connect(folder / "facts.db") as base:
        rows = base.execute("SELECT key, value FROM fact").fetchall()
        base.execute("DELETE FROM fact")
        keys = [key for key, _ in rows[1:] + rows[:1]]
        base.executemany("INSERT INTO fact VALUES (?, 0, ?)", [(k, v) for k, (_, v) in zip(keys, rows, strict=True)])
    base.close()


DAMAGES: dict[str, Damage] = {
    "nothing": lambda folder: None,
    "is gone": shutil.rmtree,
    "files empty": _each(lambda data: b""),
    "files halved": _each(lambda data: data[: len(data) // 2]),
    "files one byte short": _each(lambda data: data[:-1]),
    "files longer": _each(lambda data: data + b"x"),
    "files garbage": _each(lambda data: os.urandom(len(data))),
    "files of zeros": _each(lambda data: bytes(len(data))),
    **{f"a bit flipped at {at}": _each(lambda data, at=at: _flip(data, at)) for at in (0, 0.01, 0.3, 0.6, 0.9, 0.999)},
    "pages garbage": _each(lambda data: data[:100] + os.urandom(len(data) - 100) if len(data) > 100 else data),
    "half garbage": _each(lambda data: data[: len(data) // 2] + os.urandom(len(data) // 2)),
    "folders for files": _as_folders,
    "files swapped": _swap,
    "links for files": _as_links,
    "no tag": lambda folder: (folder / "CACHEDIR.TAG").unlink(),
    "half a tag": lambda folder: (folder / "CACHEDIR.TAG").write_bytes(b"Sign"),
    "tag of another": lambda folder: (folder / "CACHEDIR.TAG").write_bytes(b"Signature: x\n# of another tool\n"),
    "no ignore file": lambda folder: (folder / ".gitignore").unlink(),
    "runs gone": lambda folder: shutil.rmtree(folder / "runs"),
    "runs a file": _runs_as_file,
    "another schema": _sql("PRAGMA user_version = 99"),
    "another application": _sql("PRAGMA application_id = 7"),
    "no table": _sql("DROP TABLE fact"),
    "another table": _sql("DROP TABLE fact", "CREATE TABLE fact (key, value)"),
    "null values": _sql("DROP TABLE fact", "CREATE TABLE fact (key, used, value)",
                        "INSERT INTO fact VALUES (1, 'x', NULL)"),
    "another database": _other_database,
    "rows emptied": _rows(lambda value: b""),
    "rows cut": _rows(lambda value: value[:-1]),
    "rows changed": _rows(lambda value: _flip(value, 0.9)),
    "rows shifted": _shift_rows,
    "a journal of nothing": lambda folder: (folder / "facts.db-journal").write_bytes(os.urandom(5000)),
    "a log of nothing": lambda folder: (folder / "facts.db-wal").write_bytes(os.urandom(5000)),
    "a file": _as_file,
    "a link to nowhere": _as_dead_link,
    "a link": _as_link,
    "a folder of somebody": _foreign,
}  # fmt: skip
