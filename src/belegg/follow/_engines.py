"""The networks that a ledger works with, loaded when first asked for."""

from __future__ import annotations

import hashlib
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from belegg import settings
from belegg.match import Vectors, scorer_bytes

if TYPE_CHECKING:
    from belegg.reader import Reader

__all__ = ["Engines"]

RULES = 4
"""Raised whenever a change of the program makes other claims of the same readings and decisions: then ledgers filled
before say that they want `belegg rebuild`."""


class Engines:
    """The reader of one weights file, and its encoder of statements. May be used by several threads and by several
    ledgers: each is loaded once.

    Parameters
    ----------
    model_path
        Another weights file than the setting ``BELEGG_MODEL``, or the one that ships.
    """

    def __init__(self, model_path: str | Path | None = None) -> None:
        self._model = Path(model_path) if model_path is not None else settings.MODEL.get()
        self._vectors: Vectors | None = None
        self._reader: Reader | None = None
        self._loading = threading.Lock()

    @property
    def vectors(self) -> Vectors:
        """Raises ModelError where the weights carry no encoder of statements."""
        with self._loading:
            if self._vectors is None:
                from belegg.reader._weights import load_weights

                self._vectors = Vectors(load_weights(self._model, vectors=True), settings.THREADS.get())
            return self._vectors

    @cached_property
    def recipe(self) -> int:
        """A number for the rules, the matcher and the encoder of statements: one made with others has other claims.
        (The user's own table of outlets decides too, and is not in it.)

        Raises ModelError where the weights cannot be read.
        """
        from belegg.reader._weights import vector_sums

        told = f"{RULES} {hashlib.sha256(scorer_bytes()).hexdigest()} {vector_sums(self._model)}"
        return 1 + int.from_bytes(hashlib.sha256(told.encode()).digest()[:6], "big")

    @property
    def reader(self) -> Reader:
        """Raises ModelError where the weights are missing or damaged."""
        with self._loading:
            if self._reader is None:
                from belegg.reader import Reader

                self._reader = Reader(self._model, threads=settings.THREADS.get())
            return self._reader
