"""Bytes from files and standard input, with limits."""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

from belegg.errors import InputError, MissingInputError, TooLargeError

__all__ = [
    "MAX_FILE",
    "STDIN",
    "Lines",
    "is_jsonl",
    "open_binary",
    "open_lines",
    "open_stdin",
    "read_file",
    "read_stdin",
    "shown_name",
    "unreadable",
]

MAX_FILE = 50_000_000
STDIN = "-"

_CHUNK = 1024 * 1024
_GZIP = b"\x1f\x8b"
_JSONL = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
# No O_NONBLOCK on some systems, no O_BINARY on others.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def is_jsonl(path: str | os.PathLike[str]) -> bool:
    """Whether the name says JSON lines (``.jsonl``, ``.ndjson``, also ``.gz``): for `open_lines`, whatever its size."""
    return os.fspath(path).lower().endswith(_JSONL)


def read_file(path: str | os.PathLike[str], *, max_bytes: int = MAX_FILE) -> bytes:
    """The content of a regular file.

    Raises
    ------
    MissingInputError
        Not there, not readable, or no regular file: a folder, or a pipe or device, which could keep us for ever.
    TooLargeError
        More than `max_bytes`.
    """
    with open_binary(path) as file:
        return _read(file, max_bytes, shown_name(path))


def read_stdin(*, max_bytes: int = MAX_FILE) -> bytes:
    """All of standard input. Raises MissingInputError where there is none, TooLargeError over `max_bytes`."""
    return _read(open_stdin(), max_bytes, STDIN)


def open_lines(path: str | os.PathLike[str], *, max_line: int = MAX_FILE) -> Lines:
    """The lines of a file of any size, plain or gzip (told by its content), one at a time; ``-`` is standard input.

    Raises as `read_file`, at once; `Lines` tells what can go wrong later.
    """
    shown = shown_name(path)
    if shown == STDIN:
        return Lines(open_stdin(), shown, max_line, owned=False)
    file = open_binary(path)
    return Lines(file, shown, max_line, owned=True)


class Lines(Iterator[bytes]):
    """Lines without their line ends, blank ones included; closes its file at the end or as a context manager.

    A line longer than the limit raises TooLargeError with ``FILE:LINE``, and the next call goes on behind it. Damaged
    or cut gzip raises InputError, and that is the end.

    Attributes
    ----------
    number
        Of the line given last, counted from 1.
    """

    def __init__(self, file: IO[bytes], shown: str, max_line: int, *, owned: bool) -> None:
        self.number = 0
        self._shown = shown
        self._max_line = max_line
        self._owned: list[IO[bytes]] = [file] if owned else []
        try:
            packed = isinstance(file, io.BufferedReader) and file.peek(2)[:2] == _GZIP
        except OSError as error:
            self.close()
            raise unreadable(error, shown) from error
        self._file: IO[bytes] = file
        if packed:
            self._file = gzip.GzipFile(fileobj=file, mode="rb")  # type: ignore[assignment]
            self._owned.insert(0, self._file)

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> bytes:
        line = self._readline()
        if not line:
            self.close()
            raise StopIteration
        self.number += 1
        content = line.removesuffix(b"\n").removesuffix(b"\r")
        if len(content) > self._max_line:
            while line and not line.endswith(b"\n"):
                line = self._readline()
            raise TooLargeError(
                f"the line is longer than {self._max_line / 1e6:.3g} MB",
                resource=f"{self._shown}:{self.number}",
                remedy="give one article a line",
            )
        return content

    def __enter__(self) -> Lines:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, unless it is standard input."""
        for file in self._owned:
            file.close()

    def _readline(self) -> bytes:
        if self._file.closed:
            return b""
        try:
            return self._file.readline(self._max_line + 3)  # one more than a line and its end
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            self.close()
            raise InputError(
                "the gzip data is damaged or cut short",
                resource=f"{self._shown}:{self.number + 1}",
                remedy="get the file again",
            ) from error
        except OSError as error:
            self.close()
            raise unreadable(error, self._shown) from error


def open_binary(path: str | os.PathLike[str]) -> io.BufferedReader:
    """The opened regular file, for what is read in parts. Raises MissingInputError as `read_file`."""
    shown = shown_name(path)
    try:
        # Asked before opening, since opening a device can act, and after, since the name may have changed hands.
        _check_regular(Path(path).stat().st_mode, shown)
        descriptor = os.open(path, _FLAGS)
        try:
            _check_regular(os.fstat(descriptor).st_mode, shown)
            return io.BufferedReader(io.FileIO(descriptor, "rb"))
        except BaseException:
            os.close(descriptor)
            raise
    except OSError as error:
        raise unreadable(error, shown) from error
    except ValueError as error:
        raise MissingInputError("this is not a file name", resource=shown, remedy="check the name") from error


def _check_regular(mode: int, shown: str) -> None:
    if stat.S_ISDIR(mode):
        raise MissingInputError("this is a folder", resource=shown, remedy="name the files in it")
    if not stat.S_ISREG(mode):
        raise MissingInputError(
            "this is not a regular file", resource=shown, remedy="pipe it in and give - in place of the name"
        )


def open_stdin() -> IO[bytes]:
    """Standard input as bytes. Raises MissingInputError where there is none."""
    stdin = sys.stdin
    if stdin is None or stdin.closed:
        raise MissingInputError("there is no standard input", resource=STDIN, remedy="name a file")
    return stdin.buffer


def _read(file: IO[bytes], max_bytes: int, shown: str) -> bytes:
    data = bytearray()
    try:
        while chunk := file.read(min(_CHUNK, max_bytes + 1 - len(data))):
            data += chunk
            if len(data) > max_bytes:
                raise TooLargeError(
                    f"there is more than {max_bytes / 1e6:.3g} MB in it",
                    resource=shown,
                    remedy="give one article a file, or many as JSON lines in a .jsonl file",
                )
    except OSError as error:
        raise unreadable(error, shown) from error
    return bytes(data)


def unreadable(error: OSError, shown: str) -> MissingInputError:
    """What the system says of a file, with what can be done about it."""
    if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}:
        return MissingInputError("no such file", resource=shown, remedy="check the name and the folder")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return MissingInputError("the file may not be read", resource=shown, remedy="ask for the right to read it")
    return MissingInputError(f"the file cannot be read: {error.strerror}", resource=shown, remedy="check the disk")


def shown_name(path: str | os.PathLike[str]) -> str:
    """The name on one line, whatever it holds."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in os.fspath(path))[:1000]
