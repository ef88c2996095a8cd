"""The desk: the ledger in a browser, and the same through an HTTP API."""

from __future__ import annotations

from belegg.desk._app import DeskApp, create_app
from belegg.desk._options import DeskOptions

__all__ = ["DeskApp", "DeskOptions", "create_app"]
