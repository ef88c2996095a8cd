"""Sub-word pieces of a word, as the encoder was trained on them.

The unigram model of SentencePiece (Kudo 2018, https://arxiv.org/abs/1804.10959): of all ways to cut a word into
known pieces, take the one whose summed log probabilities are highest (Viterbi). Cut word by word, so that every
piece belongs to one word, and remembered, since a text repeats its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from belegg._passage import INVISIBLE

META = "▁"
"""Stands for the white space before a word."""

BOS, PAD, EOS, UNK = 0, 1, 2, 3
_CACHE_LIMIT = 200_000


class Pieces:
    """Cuts words into piece ids.

    Parameters
    ----------
    pieces
        The pieces in the order of their ids; the first four are the specials ``<s> <pad> </s> <unk>``.
    scores
        Log probability of each piece.
    normal
        Characters that are replaced before cutting (compatibility forms, controls), by their replacement.
    """

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], normal: Mapping[str, str]) -> None:
        if len(pieces) != len(scores):
            raise ValueError("pieces and scores differ in length")
        self._known = {p: (i, s) for i, (p, s) in enumerate(zip(pieces, scores, strict=True)) if i > UNK}
        self._longest = max((len(p) for p in self._known), default=1)
        self._normal = str.maketrans(dict(normal) | dict.fromkeys(INVISIBLE, ""))
        self._unknown = min(scores, default=0.0) - 10.0
        self._cache: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self._known) + UNK + 1

    def cut(self, form: str, spaced: bool) -> tuple[int, ...]:
        """Ids of the pieces of `form`; `spaced` tells that white space stands before it. Never empty."""
        key = META + form if spaced else form
        ids = self._cache.get(key)
        if ids is None:
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            ids = self._cache[key] = self._viterbi(key.translate(self._normal).replace(" ", META)) or (UNK,)
        return ids

    def _viterbi(self, text: str) -> tuple[int, ...]:
        # A word of thousands of letters is no word; its first letters say as much, and time stays bounded.
        text = text[:256]
        best: list[float] = [0.0] + [float("-inf")] * len(text)
        back: list[tuple[int, int]] = [(0, UNK)] * (len(text) + 1)
        for i in range(len(text)):
            base = best[i]
            if base + self._unknown > best[i + 1]:
                best[i + 1], back[i + 1] = base + self._unknown, (i, UNK)
            for j in range(i + 1, min(len(text), i + self._longest) + 1):
                found = self._known.get(text[i:j])
                if found is not None and base + found[1] > best[j]:
                    best[j], back[j] = base + found[1], (i, found[0])
        out: list[int] = []
        at = len(text)
        while at:
            at, piece = back[at]
            # The original fuses neighbouring unknowns into one.
            if not (piece == UNK and out and out[-1] == UNK):
                out.append(piece)
        return tuple(reversed(out))
