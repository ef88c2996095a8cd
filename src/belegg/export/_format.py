"""What an export format is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from belegg.claims import Carrier, Claim
from belegg.export._out import Out

__all__ = ["Format", "Quoted", "Write"]

Quoted: TypeAlias = Callable[[Carrier], bool]
"""Whether the words of a carrier are direct speech."""

Write: TypeAlias = Callable[[Iterable[Claim], Out, Quoted], int]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write claims.

    Attributes
    ----------
    name
        As given to `export_claims`.
    description
        A phrase for lists and help.
    suffix
        Of files in this format, with its dot.
    extra
        The extra that belegg must be installed with; None where nothing more is needed.
    """

    name: str
    description: str
    suffix: str
    write: Write = field(repr=False)
    extra: str | None = None
