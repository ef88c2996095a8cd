"""The ledger as one whole: add articles, have them matched and traced, ask for claims, decide, export."""

from __future__ import annotations

from belegg.follow._engines import Engines
from belegg.follow._ledger import Ledger, Report

__all__ = ["Engines", "Ledger", "Report"]
