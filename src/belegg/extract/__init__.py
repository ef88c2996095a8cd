"""From bytes to an `Article`: blocks, metadata, language. No network, no clock, the same result always.

::

    extract_bytes ─┬─ HTML ──> extract_html
                   ├─ JSONL ─> iter_jsonl ──> extract_record
                   └─ text ──> extract_text

`articles_in` does this for whatever an argument names: a file, a folder, an archive, an address, standard input.
`decide_language` and `find_wire` are the two parts that are useful by themselves.
"""

from belegg.extract._archives import articles_in, label_of
from belegg.extract._bytes import extract_bytes
from belegg.extract._html import extract_html
from belegg.extract._language import decide_language
from belegg.extract._plain import extract_text
from belegg.extract._records import extract_record, iter_jsonl
from belegg.extract._wire import find_wire

__all__ = [
    "articles_in",
    "decide_language",
    "extract_bytes",
    "extract_html",
    "extract_record",
    "extract_text",
    "find_wire",
    "iter_jsonl",
    "label_of",
]
