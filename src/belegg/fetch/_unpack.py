"""A file as one run of bytes, unpacked where it is gzip; damage ends a stretch, and reading goes on behind it."""

from __future__ import annotations

import os
import re
import zlib
from typing import IO

__all__ = ["GZIP", "Unpacked"]

GZIP = b"\x1f\x8b"

_CHUNK = 256 * 1024
# Enough packed bytes to unpack the first few of a member.
_SAMPLE = 4096
_MEMBER = re.compile(rb"\x1f\x8b\x08")
_WINDOW = 31  # gzip with its header and checksum


class Unpacked:
    """The bytes of an open file in *stretches*: the whole of a plain file; in gzip, members up to the next one that
    begins with `start`. Damage ends a stretch too, and the next begins where a member does so again.

    What is unpacked stays at hand until it is dropped; memory is bounded by what `ensure` is asked for.

    Attributes
    ----------
    damaged
        The present stretch ended in broken or cut gzip data.
    packed
        The file is gzip.
    """

    def __init__(self, file: IO[bytes], start: bytes) -> None:
        self._buffer = bytearray()
        self.damaged = False
        self._file = file
        self._start = start
        self._at = 0
        self._seekable = file.seekable()
        self._offset = file.tell() if self._seekable else 0  # of the next byte read from the file
        self._raw = b""
        self._member = self._offset
        self._inflate: zlib._Decompress | None = None
        self._next: tuple[zlib._Decompress, bytes] | None = None
        self._raw = self._read()
        self.packed = self._raw.startswith(GZIP)
        if self.packed:
            self._inflate = zlib.decompressobj(_WINDOW)
        else:
            self._buffer += self._raw

    @property
    def length(self) -> int:
        """Bytes at hand."""
        return len(self._buffer) - self._at

    def ensure(self, count: int) -> bool:
        """Have `count` bytes at hand; False where the stretch ends before."""
        while self.length < count:
            if not self._fill():
                return False
        return True

    def view(self, start: int, end: int) -> bytes:
        """Bytes at hand, counted from the present position."""
        return bytes(self._buffer[self._at + start : self._at + end])

    def find(self, pattern: re.Pattern[bytes], limit: int) -> tuple[int, int] | None:
        """Where `pattern` is first found among the next `limit` bytes at hand."""
        found = pattern.search(self._buffer, self._at, self._at + limit)
        return (found.start() - self._at, found.end() - self._at) if found else None

    def drop(self, count: int) -> int:
        """Go `count` bytes on, or to the end of the stretch; returns how many it were."""
        left = count
        while left > self.length:
            left -= self.length
            self._at = len(self._buffer)
            if not self._fill():
                return count - left
        self._at += left
        return count

    def glimpse(self, start: int, count: int) -> bytes | None:
        """Up to `count` bytes far ahead, from the `start`-th on, without reading what lies between.

        None where that cannot be done (gzip, pipes) or the file ends before `start`.
        """
        if self.packed or not self._seekable:
            return None
        at = self._file.tell()
        there = at - self.length + start
        try:
            if self._file.seek(0, os.SEEK_END) < there:
                return None
            self._file.seek(there)
            return self._file.read(count)
        finally:
            self._file.seek(at)

    def next_stretch(self) -> bool:
        """Go to the next stretch; False at the end of the file. What was at hand is dropped."""
        was_damaged, self.damaged = self.damaged, False
        self._buffer.clear()
        self._at = 0
        if was_damaged:
            return self._recover()
        if self._next is None:
            return False
        (self._inflate, data), self._next = self._next, None
        self._buffer += data
        self._close_member()
        return True

    def _read(self) -> bytes:
        data = self._file.read(_CHUNK)
        self._offset += len(data)
        return data

    def _fill(self) -> bool:
        # Seldom: moving what is at hand costs its length.
        if self._at > _CHUNK and self._at > len(self._buffer) // 2:
            del self._buffer[: self._at]
            self._at = 0
        if not self.packed:
            data = self._read()
            self._buffer += data
            return bool(data)
        before = len(self._buffer)
        while self._inflate is not None:
            if not self._raw:
                self._raw = self._read()
            at_end = not self._raw
            try:
                data = self._inflate.decompress(self._raw, _CHUNK)
            except zlib.error:
                self._damage()
                return False
            self._raw = self._inflate.unconsumed_tail
            self._buffer += data
            if self._inflate.eof:
                self._close_member()
            elif at_end and not data:
                self._damage()
            if len(self._buffer) > before:
                return True
        return False

    def _damage(self) -> None:
        self._inflate = None
        self.damaged = True

    def _close_member(self) -> None:
        """Where the member is read out, open the next one: more of this stretch, or the next."""
        while self._inflate is not None and self._inflate.eof:
            self._raw = self._inflate.unused_data
            self._inflate = None
            if not self._skip_padding():
                return
            self._member = self._offset - len(self._raw)
            inflate = zlib.decompressobj(_WINDOW)
            head = self._head(inflate)
            if head.startswith(self._start) or not head:
                self._next = (inflate, head)
                return
            self._buffer += head
            self._inflate = inflate

    def _skip_padding(self) -> bool:
        while True:
            self._raw = self._raw.lstrip(b"\x00")
            if self._raw:
                return True
            self._raw = self._read()
            if not self._raw:
                return False

    def _head(self, inflate: zlib._Decompress) -> bytes:
        head = b""
        while len(head) < len(self._start) and not inflate.eof:
            if not self._raw:
                self._raw = self._read()
            at_end = not self._raw
            try:
                data = inflate.decompress(self._raw, len(self._start) - len(head))
            except zlib.error:
                return head
            self._raw = inflate.unconsumed_tail
            head += data
            if at_end and not data:
                break
        return head

    def _recover(self) -> bool:
        """Find the next member that begins as one should, behind the start of the damaged one."""
        if self._seekable:
            # Broken data can be unpacked far beyond its member's end before it shows.
            self._offset = self._file.seek(self._member + 1)
            self._raw = b""
        while True:
            more = self._read()
            self._raw += more
            for found in _MEMBER.finditer(self._raw):
                if more and found.start() > len(self._raw) - _SAMPLE:
                    break
                if self._begins(self._raw[found.start() : found.start() + _SAMPLE]):
                    self._raw = self._raw[found.start() :]
                    self._member = self._offset - len(self._raw)
                    self._inflate = zlib.decompressobj(_WINDOW)
                    return True
            if not more:
                self._raw = b""
                return False
            self._raw = self._raw[-_SAMPLE:]

    def _begins(self, raw: bytes) -> bool:
        try:
            return zlib.decompressobj(_WINDOW).decompress(raw, len(self._start)) == self._start
        except zlib.error:
            return False
