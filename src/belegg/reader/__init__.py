"""read: from an article to its entities, statements and speakers, in one pass of a small encoder."""

from belegg.reader._reader import Reader

__all__ = ["Reader"]
