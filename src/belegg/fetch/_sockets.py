"""Sockets that share one deadline and one byte budget.

A timeout of a socket starts anew with each read, so a server that sends a byte a second is never late. Here each
operation gets what is left of the whole, and the bytes on the wire are counted, whatever they are (headers,
trailers, chunk marks, a body that decodes to nothing).
"""

from __future__ import annotations

import socket
import ssl
from typing import Any

from belegg.errors import TooLargeError
from belegg.fetch._deadline import Deadline

__all__ = ["Meter", "TimedSocket", "TimedTLSSocket"]


class Meter:
    """The deadline and the bytes left of one request."""

    __slots__ = ("_budget", "deadline")

    def __init__(self, deadline: Deadline, budget: int) -> None:
        self.deadline = deadline
        self._budget = budget

    def spend(self, count: int) -> None:
        self._budget -= count
        if self._budget < 0:
            raise TooLargeError("the server sends without end", remedy="save the page and give the file")


class TimedSocket(socket.socket):
    """A connected socket under a `Meter`."""

    meter: Meter | None = None

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        if self.meter is not None:
            self.settimeout(self.meter.deadline.left())
        count = super().recv_into(buffer, nbytes, flags)
        if self.meter is not None:
            self.meter.spend(count)
        return count

    def sendall(self, data: Any, flags: int = 0) -> None:
        if self.meter is not None:
            self.settimeout(self.meter.deadline.left())
        super().sendall(data, flags)


class TimedTLSSocket(ssl.SSLSocket):
    """The same under TLS; the handshake, done before a meter can be set, runs under the timeout it is given."""

    meter: Meter | None = None

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        if self.meter is not None:
            self.settimeout(self.meter.deadline.left())
        count = super().recv_into(buffer, nbytes, flags)
        if self.meter is not None:
            self.meter.spend(count)
        return count

    def sendall(self, data: Any, flags: int = 0) -> None:
        if self.meter is not None:
            self.settimeout(self.meter.deadline.left())
        super().sendall(data, flags)
