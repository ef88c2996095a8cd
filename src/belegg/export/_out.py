"""The place that exports are written to: any object with a binary `write`, its failures told in our words."""

from __future__ import annotations

import io
from typing import BinaryIO

from belegg.errors import OutputError

__all__ = ["Out"]


class Out:
    """Counts what it passes on, so that writers which ask for their position work on pipes too; never closes."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0

    def write(self, data: bytes) -> int:
        """All of `data`. Raises OutputError; BrokenPipeError stays, since it means that nobody reads any more."""
        rest = memoryview(data).cast("B")
        while rest:
            try:
                # Unbuffered files may take less than they are given, and say None where they would block.
                done: int | None = self._file.write(rest)
            except BrokenPipeError:
                raise
            except OSError as error:
                reason = (error.strerror or str(error) or type(error).__name__).lower()
                raise OutputError(
                    f"the export cannot be written: {reason}", remedy="check the disk, or write elsewhere"
                ) from error
            if done is None and not isinstance(self._file, io.RawIOBase):
                done = len(rest)  # objects that only look like files often say nothing
            if not done:
                raise OutputError("the export cannot be written: nothing is taken", remedy="write to a file first")
            rest = rest[done:]
            self._at += done
        return len(data)

    def text(self, text: str) -> None:
        """`text` as UTF-8; a lone surrogate in it is a bug of the writer."""
        self.write(text.encode("utf-8"))

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False
