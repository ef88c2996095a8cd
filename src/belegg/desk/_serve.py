"""The desk on a port: bound before anything is loaded, so that a port in use is told at once, and ended by Ctrl-C."""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Callable
from dataclasses import replace
from types import FrameType

import uvicorn

from belegg.desk._app import create_app
from belegg.desk._desk import Desk
from belegg.desk._door import setup_link
from belegg.desk._options import DeskOptions
from belegg.errors import BeleggError, OutputError, UsageError

__all__ = ["address_of", "bind", "serve"]

_LONGEST_HEAD = 64 * 1024
_KEEP_ALIVE = 15
_GRACE = 5


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens there; with port 0 the system chooses one.

    Raises
    ------
    UsageError
        There is no such address on this machine, or the port needs rights.
    OutputError
        Another program has the port.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        # `localhost` is mostly both; browsers try the older one too.
        family, _, _, _, where = min(found, key=lambda entry: entry[0] != socket.AF_INET)
        return socket.create_server(where[:2], family=family, backlog=256)
    except (OSError, UnicodeError) as error:
        raise _explained(error, host, port) from error


def _explained(error: OSError | UnicodeError, host: str, port: int) -> BeleggError:
    where = f"{host}:{port}"
    if isinstance(error, UnicodeError | socket.gaierror):
        return UsageError("there is no such host", resource=host, remedy="give an address of this machine as --host")
    if error.errno == errno.EADDRINUSE:
        remedy = f"stop it, or choose another port: --port {port + 1 if port < 65535 else 8017}"
        return OutputError("another program listens there already", resource=where, remedy=remedy)
    if error.errno == errno.EACCES:
        return UsageError("this port needs the rights of the system", resource=where, remedy="choose one above 1023")
    if error.errno == errno.EADDRNOTAVAIL:
        return UsageError(
            "this machine has no such address", resource=host, remedy="--host 0.0.0.0 means all of its own"
        )
    return OutputError(f"cannot listen there: {error.strerror}", resource=where, remedy="try another --host or --port")


def address_of(options: DeskOptions) -> str:
    """What to give to a browser on this machine."""
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(options.host, options.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{options.port}{options.prefix}/"


class _Server(uvicorn.Server):
    """Says when it can be asked."""

    def __init__(self, config: uvicorn.Config, begun: Callable[[], None]) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._begun()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl-C once ends it in order, twice at once; either way quietly."""
        super().handle_exit(sig, frame)
        # Else the signal is raised once more when all is closed, in the middle of the loop.
        self._captured_signals.clear()
        if self.force_exit:
            logging.getLogger("uvicorn.error").disabled = True


def serve(options: DeskOptions, begun: Callable[[DeskOptions, str | None], None], *, warm: bool = True) -> None:
    """Serve a desk until a signal ends it.

    `begun` is told where it listens, and the one-time link that makes the first account where one is needed.

    Raises
    ------
    LedgerError
        The ledger or the desk's own file cannot be opened.
    UsageError, OutputError
        It cannot listen there.
    """
    with bind(options.host, options.port) as listening:
        here = replace(options, port=listening.getsockname()[1])
        app = create_app(here)
        desk: Desk = app.state.desk
        link = setup_link(desk)
        if warm:
            desk.warm()
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
            # What a proxy claims is not believed: nothing here depends on who is asked through it.
            proxy_headers=False,
            server_header=False,
            h11_max_incomplete_event_size=_LONGEST_HEAD,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=_GRACE,
        )
        _Server(config, lambda: begun(here, link)).run([listening])
