"""Claims in the formats that other programs read.

::

    claims ──► FORMATS[form].write ──► out      one claim at a time, nothing kept but the ids already written

`export_claims` is the one way in; `FORMATS` lists what there is, in the order in which it is shown. Lists of articles,
speakers, statements and decisions go through `export_list`, in the formats that `LISTS` names.
"""

from __future__ import annotations

from belegg.export._export import FORMATS, export_claims
from belegg.export._format import Format, Quoted
from belegg.export._lists import LISTS, ListKind, Stated, export_list

__all__ = ["FORMATS", "LISTS", "Format", "ListKind", "Quoted", "Stated", "export_claims", "export_list"]
