"""Texts in a file that is read back as it was written, or not at all.

A seal over the key and the contents finds every change: a part that is missing, bytes of something else, the file of
another key. Files are put in their place whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from io import TextIOWrapper

from dflint.cache.folder import remove
from dflint.disk import Digest, digest, encoded
from dflint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

MAGIC = b"dflint cache 1\n"
SEAL = 40
HEAD = len(MAGIC) + SEAL + 1
TEMPORARY = ".new-"
CHUNK = 1 << 18


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
    head, body = data[:HEAD], data[HEAD:]
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


class Copy:
    """A long text on its way into the file at `path`, piece by piece; it is there once `finish` is called.

    `error` says why it cannot be written. Call `close` in any case.
    """

    def __init__(self, path: str) -> None:
        self.error: OSError | None = None
        self.size = 0
        self._path = path
        self._temporary = os.path.join(os.path.dirname(path), TEMPORARY + os.urandom(8).hex())
        self._digest = Digest()
        self._stream: BinaryIO | None = None
        try:
            self._stream = open(self._temporary, "xb")  # noqa: SIM115 - closed by close
            self._stream.write(b" " * HEAD)
        except OSError as error:
            self._fail(error)

    def write(self, text: str) -> None:
        """Add `text`."""
        data = encoded(text)
        self.size += len(data)
        try:
            if self._stream is not None:
                self._digest.add(data)
                self._stream.write(data)
        except OSError as error:
            self._fail(error)

    def finish(self, key: str) -> None:
        """Seal the text with `key` and put it into its place."""
        stream, self._stream = self._stream, None
        if stream is None:
            return
        try:
            with stream:
                stream.seek(0)
                stream.write(_head(key, self._digest))
            os.replace(self._temporary, self._path)
        except OSError as error:
            self._fail(error)

    def close(self) -> None:
        """Forget what is not finished."""
        stream, self._stream = self._stream, None
        if stream is not None:
            try:
                stream.close()
            except OSError as error:
                self.error = self.error or error
            remove([self._temporary])

    def _fail(self, error: OSError) -> None:
        self.error = self.error or error
        self.close()
        remove([self._temporary])


def copy_of(path: str, key: str) -> Iterator[str] | None:
    """The text that a `Copy` with `key` has put into the file at `path`, in pieces; None when there is none."""
    try:
        if not os.path.isfile(path):
            return None
        stream = open(path, "rb")  # noqa: SIM115 - closed below, or by who reads it
    except OSError:
        return None
    try:
        head = stream.read(HEAD)
        state = Digest()
        while data := stream.read(CHUNK):
            state.add(data)
        if head == _head(key, state):
            stream.seek(HEAD)
            return _texts(stream)
    except OSError:
        pass
    stream.close()
    return None


def _texts(stream: BinaryIO) -> Iterator[str]:
    with TextIOWrapper(stream, "utf-8", "surrogatepass", newline="") as reader:
        while text := reader.read(CHUNK):
            yield text


def _head(key: str, state: Digest) -> bytes:
    return MAGIC + digest(key.encode(), state.text().encode()).encode() + b"\n"
