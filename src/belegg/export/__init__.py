"""Claims in the formats that other programs read.

::

    claims ──► FORMATS[form].write ──► out      one claim at a time, nothing kept but the ids already written

`export_claims` is the one way in; `FORMATS` lists what there is, in the order in which it is shown.
"""

from __future__ import annotations

from belegg.export._export import FORMATS, export_claims
from belegg.export._format import Format, Quoted

__all__ = ["FORMATS", "Format", "Quoted", "export_claims"]
