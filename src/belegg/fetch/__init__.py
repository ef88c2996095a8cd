"""Bytes from files, pipes and the network: the only stage that opens inputs or talks to other machines.

`fetch` and `Fetcher` get public web pages; `belegg.fetch.files` reads files and standard input; `is_url` tells the
two kinds of argument apart. What comes out is bytes: what they mean is the next stage's business.
"""

from __future__ import annotations

from belegg.fetch._fetcher import Fetched, Fetcher, fetch
from belegg.fetch._guard import is_public
from belegg.fetch._url import is_url
from belegg.fetch.files import is_jsonl, open_lines, read_file, read_stdin

__all__ = ["Fetched", "Fetcher", "fetch", "is_jsonl", "is_public", "is_url", "open_lines", "read_file", "read_stdin"]
