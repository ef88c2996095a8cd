"""belegg reads the news and shows, for every statement in it, who says so, through whose hands, and how surely.

>>> import belegg
>>> reading = belegg.read("…")          # doctest: +SKIP
>>> for s in reading.statements:        # doctest: +SKIP
...     print(s.speaker, "|", reading.quote(s.content))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from belegg.errors import BeleggError
from belegg.types import Article, Block, Entity, Hop, Reading, Speaker, Statement

if TYPE_CHECKING:
    from belegg.follow import Ledger
    from belegg.reader import Reader

__version__ = "0.1.0"

__all__ = [
    "Article",
    "BeleggError",
    "Block",
    "Entity",
    "Hop",
    "Ledger",
    "Reader",
    "Reading",
    "Speaker",
    "Statement",
    "__version__",
    "read",
]

_shared: Reader | None = None


def read(text_or_article: str | Article) -> Reading:
    """Read one text or article with a reader that is made at the first call and kept.

    Raises
    ------
    ModelError
        The weights are missing or damaged.
    """
    global _shared  # noqa: PLW0603
    if _shared is None:
        from belegg.reader import Reader

        _shared = Reader()
    return _shared.read(text_or_article)


def __getattr__(name: str) -> Any:
    # onnxruntime and numpy are loaded when a reader is asked for, so that ``belegg --help`` answers at once.
    if name == "Reader":
        from belegg.reader import Reader

        return Reader
    if name == "Ledger":
        from belegg.follow import Ledger

        return Ledger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
