"""The pages: one module a page or a group of them, each with its `router`."""

from __future__ import annotations

from belegg.desk.pages import access, add, alerts, article, claim, decide, export, home, read, search, speakers, today

__all__ = ["ROUTERS"]

ROUTERS = tuple(
    module.router
    for module in (access, add, alerts, article, claim, decide, export, home, read, search, speakers, today)
)
