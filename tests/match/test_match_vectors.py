from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from belegg.errors import ModelError
from belegg.match import _vectors
from belegg.match._vectors import WIDTH, Vectors
from belegg.reader._weights import Weights

TEXTS = [f"Brua {'er stengt ' * (1 + n % 5)}i {n} dager" for n in range(12)]


class _Session:
    """Takes the longer for a text the shorter it is, so that what is done at once does not end in order."""

    def __init__(self) -> None:
        self.runs = 0

    def run(self, _names: None, given: dict[str, Any]) -> list[Any]:
        self.runs += 1
        embeds = given["embeds"]
        time.sleep(0.02 / embeds.shape[1])
        return [embeds.mean(1)]


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> _Session:
    made = _Session()
    monkeypatch.setattr(_vectors, "make_session", lambda graph: made)
    return made


def weights(graph: bytes | None = b"graph") -> Weights:
    """The parts of weights that vectors are made with: a piece is a word's length."""
    spread = np.arange(WIDTH, dtype=np.float32)
    own = SimpleNamespace(
        vectors=graph,
        pieces=SimpleNamespace(cut=lambda form, gap: [len(form) + gap]),
        embeddings=lambda row: np.sin(row[..., None].astype(np.float32) + spread),
    )
    return cast(Weights, own)


@pytest.mark.parametrize("threads", [1, 4, None])
def test_a_vector_does_not_depend_on_what_is_made_beside_it(session: _Session, threads: int | None) -> None:
    alone = [Vectors(weights(), 1)([text])[0] for text in TEXTS]
    assert np.array_equal(Vectors(weights(), threads)(TEXTS), np.stack(alone))


def test_a_text_is_taken_once_however_often_it_comes(session: _Session) -> None:
    vectors = Vectors(weights(), 4)
    first = vectors([TEXTS[0], TEXTS[1], f" {TEXTS[0]}\n", TEXTS[0]])
    assert session.runs == 2
    assert np.array_equal(first[0], first[2]) and np.array_equal(first[0], first[3])
    assert not np.array_equal(first[0], first[1])
    assert np.array_equal(vectors([TEXTS[1]])[0], first[1]) and session.runs == 2


def test_of_nothing_there_are_no_vectors(session: _Session) -> None:
    assert Vectors(weights())([]).shape == (0, WIDTH)


def test_weights_without_an_encoder_are_told() -> None:
    with pytest.raises(ModelError, match="no statement vectors"):
        Vectors(weights(None))
