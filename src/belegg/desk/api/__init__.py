"""The HTTP API under ``/api/v1``, and what machines ask beside it (health, metrics)."""

from __future__ import annotations

from belegg.desk.api import ledger, meta, reading, work

__all__ = ["ROUTERS"]

ROUTERS = tuple(module.router for module in (ledger, meta, reading, work))
