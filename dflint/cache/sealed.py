"""Texts in a file that is read back as it was written, or not at all.

A seal over the key and the contents finds every change: a part that is missing, bytes of something else, the file of
another key. Files are put in their place whole.
"""

import os
from collections.abc import Sequence

from dflint.cache.folder import remove
from dflint.disk import digest, encoded

MAGIC = b"dflint cache 1\n"
SEAL = 40
TEMPORARY = ".new-"


def joined(parts: Sequence[str]) -> bytes:
    """`parts` as bytes."""
    texts = [encoded(part) for part in parts]
    return b" ".join(b"%d" % len(text) for text in texts) + b"\n" + b"".join(texts)


def parted(data: bytes) -> list[str]:
    """The parts that `data` was made from by `joined`; ValueError for anything else."""
    sizes, _, rest = data.partition(b"\n")
    parts, at = [], 0
    for size in map(int, sizes.split()):
        parts.append(rest[at : at + size].decode("utf-8", "surrogatepass"))
        at += size
    return parts


def sealed(key: str, parts: Sequence[str]) -> bytes:
    """`parts` as the bytes that `unsealed` reads, for the same `key` alone."""
    body = joined(parts)
    return MAGIC + digest(key.encode(), body).encode() + b"\n" + body


def unsealed(key: str, data: bytes) -> list[str] | None:
    """The parts that `data` was made from; None when it was not made by `sealed` for `key`."""
    start = len(MAGIC) + SEAL + 1
    head, body = data[:start], data[start:]
    return parted(body) if head == MAGIC + digest(key.encode(), body).encode() + b"\n" else None


def load(path: str, key: str) -> list[str] | None:
    """The parts in the file at `path`; None when there is no such file, or what is there is something else."""
    try:
        if not os.path.isfile(path):  # a pipe would block its reader
            return None
        with open(path, "rb") as stream:
            return unsealed(key, stream.read())
    except (OSError, ValueError):
        return None


def store(path: str, key: str, parts: Sequence[str]) -> None:
    """Put `parts` into the file at `path`; OSError when that fails."""
    temporary = os.path.join(os.path.dirname(path), TEMPORARY + os.urandom(8).hex())
    try:
        with open(temporary, "xb") as stream:
            stream.write(sealed(key, parts))
        os.replace(temporary, path)
    except BaseException:
        remove([temporary])
        raise
