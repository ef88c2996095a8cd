"""Where the output goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

from belegg.errors import OutputError, UsageError

__all__ = ["FileSink", "PipeClosedError", "Sink", "StdoutSink", "let_go_of_stdout", "open_sink"]

_REMEDIES = {
    errno.ENOSPC: "free some space, or write elsewhere",
    errno.EDQUOT: "free some space, or write elsewhere",
    errno.ENOENT: "make the folder first",
    errno.ENOTDIR: "make the folder first",
    errno.EACCES: "choose a place that you may write to",
    errno.EPERM: "choose a place that you may write to",
    errno.EROFS: "choose a place that you may write to",
    errno.EISDIR: "name a file, not a folder",
}
_SQLITE = b"SQLite format 3\0"
_APPLICATION_ID = slice(68, 72)
_BESIDE = ("-wal", "-shm", "-journal", ".lock", ".queue")
"""What the names of the files end with that belong to a ledger."""


class PipeClosedError(Exception):
    """Nobody reads what we write any more (``| head``): the end of the work, and no error."""


class Sink(Protocol):
    """Takes text and bytes; a context manager. What is not committed at its end is thrown away where it can be."""

    def __enter__(self) -> Sink: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def write(self, text: str) -> None: ...
    def write_bytes(self, data: bytes) -> int: ...
    def commit(self) -> None: ...


def open_sink(output: str | None, *, encoding: str = "utf-8") -> Sink:
    """For ``--output``: None and ``-`` are standard output, in `encoding`.

    Raises
    ------
    UsageError
        A ledger, or another database, is at that place.
    OutputError
        The place cannot be written to.
    """
    if output in (None, "-"):
        return StdoutSink(encoding)
    assert output is not None
    return FileSink(Path(output))


def let_go_of_stdout() -> None:
    """Send what is still buffered nowhere, so that the interpreter does not fail on it a second time at its end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        descriptor = os.open(os.devnull, os.O_WRONLY)
        os.dup2(descriptor, sys.stdout.fileno())
        os.close(descriptor)


class StdoutSink:
    """Standard output, flushed after each piece."""

    def __init__(self, encoding: str) -> None:
        if sys.stdout is None or sys.stdout.closed:
            raise OutputError("standard output is closed", remedy="open it, or give --output FILE")
        self._encoding = encoding

    def __enter__(self) -> StdoutSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def write(self, text: str) -> None:
        self.write_bytes(text.encode(self._encoding, errors="replace"))

    def write_bytes(self, data: bytes) -> int:
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            let_go_of_stdout()
            raise PipeClosedError from None
        except OSError as error:
            let_go_of_stdout()
            raise _wrapped(error, "standard output") from error
        return len(data)

    def commit(self) -> None:
        pass


class FileSink:
    """A file written beside its place and moved there by `commit`; a device or pipe is written as it is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._temporary: Path | None = None
        try:
            # Moving a file over a link would cut the link off from what it stands for.
            self._target = Path(os.path.realpath(path))
            self._file = self._open()
        except OSError as error:
            raise _wrapped(error, str(path)) from error
        except ValueError as error:
            raise OutputError("this is not a file name", resource=str(path), remedy="check the name") from error

    def _open(self) -> IO[bytes]:
        if self._target.exists():
            if self._target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if not self._target.is_file():
                return self._target.open("wb")
            if not os.access(self._target, os.W_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        self._spare()
        temporary = self._target.with_name(f".belegg-{os.urandom(8).hex()}.tmp")
        file = temporary.open("xb")
        self._temporary = temporary
        if self._target.exists():
            temporary.chmod(self._target.stat().st_mode & 0o777)
        return file

    def _spare(self) -> None:
        """Raise UsageError where a database would be lost: nothing that is written here is meant to replace one."""
        names = [self._target.name, *(self._target.name.removesuffix(end) for end in _BESIDE)]
        for name in dict.fromkeys(names):
            if name and (what := _database(self._target.with_name(name))):
                told = f"this {'is' if name == self._target.name else 'belongs to'} {what}, which would be lost"
                raise UsageError(told, resource=str(self._path), remedy="name another file")

    def __enter__(self) -> FileSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):  # a full disk fails once more here; it has been reported
            self._file.close()
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)

    def write(self, text: str) -> None:
        self.write_bytes(text.encode("utf-8"))

    def write_bytes(self, data: bytes) -> int:
        try:
            self._file.write(data)
        except BrokenPipeError:
            raise PipeClosedError from None
        except OSError as error:
            raise _wrapped(error, str(self._path)) from error
        return len(data)

    def commit(self) -> None:
        """Put the file in its place; until then whatever was there is untouched."""
        try:
            self._file.flush()
            if self._temporary is not None:
                os.fsync(self._file.fileno())
                self._file.close()
                # A ledger may have been made there meanwhile.
                self._spare()
                self._temporary.replace(self._target)
                self._temporary = None
        except BrokenPipeError:
            raise PipeClosedError from None
        except OSError as error:
            raise _wrapped(error, str(self._path)) from error


def _database(path: Path) -> str | None:
    """What kind of database the file is; None where it is none."""
    try:
        # A pipe would keep us for ever.
        if not path.is_file():
            return None
        with path.open("rb") as file:
            head = file.read(_APPLICATION_ID.stop)
    except OSError:
        return None
    if not head.startswith(_SQLITE):
        return None
    from belegg.ledger._schema import APPLICATION_ID

    # The mark of a ledger that was just made may still stand in the file beside it.
    return "a ledger" if head[_APPLICATION_ID] == APPLICATION_ID.to_bytes(4, "big") else "a database"


def _wrapped(error: OSError, where: str) -> OutputError:
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    remedy = _REMEDIES.get(error.errno or 0, "check the disk, or write elsewhere")
    return OutputError(f"cannot be written: {reason}", resource=where, remedy=remedy)
