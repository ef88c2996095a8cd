"""Bytes from files, pipes and the network: the only stage that opens inputs or talks to other machines.

`fetch` and `Fetcher` get public web pages; `belegg.fetch.files` reads files and standard input; `read_warc` takes the
pages out of web archives, `files_under` finds the files of a folder; `is_url` tells addresses from names. What comes
out is bytes: what they mean is the next stage's business.
"""

from __future__ import annotations

from belegg.fetch._fetcher import Fetched, Fetcher, fetch
from belegg.fetch._folder import files_under
from belegg.fetch._guard import is_public
from belegg.fetch._url import is_url
from belegg.fetch._warc import Capture, captures, is_warc, read_warc, starts_warc
from belegg.fetch.files import is_jsonl, open_lines, read_file, read_stdin

__all__ = [
    "Capture",
    "Fetched",
    "Fetcher",
    "captures",
    "fetch",
    "files_under",
    "is_jsonl",
    "is_public",
    "is_url",
    "is_warc",
    "open_lines",
    "read_file",
    "read_stdin",
    "read_warc",
    "starts_warc",
]
