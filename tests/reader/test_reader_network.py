from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from belegg.reader import _network
from belegg.reader._layout import Layout, lay_out
from belegg.reader._network import Network
from belegg.reader._pieces import Pieces
from belegg.reader._words import BREAK, SPACE, Words, split_words

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SPECIALS = ["<s>", "<pad>", "</s>", "<unk>"]


class Encoder:
    """Gives back, for each word, the first and last piece that it was told to look at, and the word's flags."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def run(self, _: None, feed: dict[str, Any]) -> list[npt.NDArray[Any]]:
        self.calls.append(feed)
        flat = feed["embeds"].reshape(-1)
        row = np.stack([flat[feed["first"]], flat[feed["last"]], feed["flags"].astype(np.float32)], 1)
        return [row] * 9


class RoleHead:
    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def run(self, _: None, feed: dict[str, Any]) -> list[npt.NDArray[Any]]:
        self.calls.append(feed)
        return [feed["anchor_kind"].astype(np.float32)] * 8


def network_of(encoder: Encoder, roles: RoleHead) -> Network:
    made: Any = Network.__new__(Network)
    made._encoder, made._roles = encoder, roles
    made._pieces = Pieces([*SPECIALS, *LETTERS], [0.0] * 4 + [-1.0] * len(LETTERS), {"▁": ""})
    made._embeddings = lambda ids: ids.astype(np.float32)
    assert isinstance(made, Network)
    return made


def alphabetic(n: int) -> Words:
    forms = [LETTERS[i % 26] + LETTERS[i * 7 % 26] for i in range(n)]
    return Words(forms, [(3 * i, 3 * i + 2) for i in range(n)], [BREAK if i % 50 == 0 else SPACE for i in range(n)])


@pytest.mark.parametrize("n", [1, 2, 60, 400, 2500])
def test_each_word_is_looked_up_where_its_own_pieces_stand(n: int) -> None:
    encoder = Encoder()
    words = alphabetic(n)
    encoded = network_of(encoder, RoleHead()).encode(words)
    flags = lay_out(words.forms, words.gaps).flags
    expected = [[4 + LETTERS.index(f[0]), 4 + LETTERS.index(f[1])] for f in words.forms]
    assert encoded.vectors[:, :2].astype(int).tolist() == expected
    assert (encoded.vectors[:, 2] == flags).all()
    assert len(encoder.calls) == (1 if n <= 1000 else 2)
    assert all(len(call["embeds"]) <= _network._WINDOWS_AT_ONCE for call in encoder.calls)
    assert all(call["mask"].sum(1).max() == call["mask"].shape[1] for call in encoder.calls)


def test_anchors_are_asked_for_a_few_at_a_time_in_their_order() -> None:
    roles = RoleHead()
    network = network_of(Encoder(), roles)
    encoded = network.encode(split_words("hun sier at det er " * 40))
    kinds = [1 + i % 2 for i in range(100)]
    got = network.roles(encoded, list(range(100)), kinds)
    assert got.unary.tolist() == kinds
    sizes = [len(c["index"]) for c in roles.calls]
    assert sum(sizes) == 100 and set(sizes[:-1]) == {_network._ANCHORS_AT_ONCE} and sizes[-1] <= sizes[0]
    assert np.concatenate([c["index"][np.arange(len(c["index"])), c["anchor_at"]] for c in roles.calls]).tolist() == [
        *range(100)
    ]
    assert isinstance(encoded.layout, Layout) and got.index.shape == got.mask.shape
