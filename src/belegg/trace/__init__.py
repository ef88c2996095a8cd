"""Through whose hands a claim came: chains across articles, copies, and how many independent origins there are."""

from __future__ import annotations

from belegg.trace._copies import LEAST, Hashes, alike, bands, shared, shingles, sketch
from belegg.trace._lineage import Traced, trace_group
from belegg.trace._origins import count_origins
from belegg.trace._told import media_of, told_chain

__all__ = [
    "LEAST",
    "Hashes",
    "Traced",
    "alike",
    "bands",
    "count_origins",
    "media_of",
    "shared",
    "shingles",
    "sketch",
    "told_chain",
    "trace_group",
]
