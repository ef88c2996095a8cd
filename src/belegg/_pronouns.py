"""Pronouns that a text may have for a speaker, in the five languages, by what they stand for."""

from __future__ import annotations

HE = frozenset({"han", "ham", "he", "him"})
SHE = frozenset({"hun", "henne", "ho", "hon", "she", "her"})
THEY = frozenset({"de", "dem", "dei", "deim", "they", "them", "begge", "båe", "båda"})
I = frozenset({"jeg", "eg", "meg", "jag", "i", "me"})  # noqa: E741 - the pronoun
WE = frozenset({"vi", "oss", "we", "us"})

SEVERAL = THEY | WE
"""What may be all that a text says of a speaker. As a name it says nothing: *vi* of one text is not *vi* of another."""
