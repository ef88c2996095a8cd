from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reader_fakes import LABELS

from belegg.reader._crf import Floats, best_entities, best_roles
from belegg.reader._network import Roles

BIO = ["O", "B-PER", "B-ORG", "I-PER", "I-ORG"]


def roles_of(rng: np.random.Generator, mask: Floats, k: int) -> Roles:
    n, length = mask.shape
    unary, opens, closes = (rng.standard_normal((n, length, k)).astype(np.float32) for _ in range(3))
    flat = np.zeros((n, 1), np.float32)
    index = np.zeros((n, length), np.int64)
    return Roles(index, mask, unary, opens, closes, mask, flat, flat, flat, flat[:, 0])


def score_of(roles: Roles, row: int, places: list[int], tags: tuple[int, ...], transition: Floats) -> float:
    """Of one sequence: a role's own score at each place, opening one, closing one, and the step between two."""
    total = float(roles.unary[row, places[0], tags[0]] + roles.opens[row, places[0], tags[0]])
    for (here, a), (there, b) in itertools.pairwise(zip(places, tags, strict=True)):
        total += float(transition[a, b] + roles.unary[row, there, b])
        if a != b:
            total += float(roles.opens[row, there, b] + roles.closes[row, here, a])
    return total


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(1, 5), st.integers(2, 3), st.data())
def test_the_roles_are_the_best_of_all_and_their_probability_is_true(
    seed: int, n: int, length: int, k: int, data: st.DataObject
) -> None:
    rng = np.random.default_rng(seed)
    mask = np.zeros((n, length), np.float32)
    for row in range(n):
        start = data.draw(st.integers(0, length - 1))
        mask[row, start : data.draw(st.integers(start, length - 1)) + 1] = 1
    roles, transition = roles_of(rng, mask, k), rng.standard_normal((k, k)).astype(np.float32)
    tags, log_probability = best_roles(roles, transition)
    assert tags.shape == (n, length) and log_probability.shape == (n,)
    for row in range(n):
        places = np.flatnonzero(mask[row]).tolist()
        scores = {
            t: score_of(roles, row, places, t, transition) for t in itertools.product(range(k), repeat=len(places))
        }
        best = max(scores.values())
        assert scores[tuple(tags[row, places].tolist())] == pytest.approx(best, abs=1e-4)
        total = np.logaddexp.reduce(list(scores.values()))
        assert log_probability[row] == pytest.approx(best - total, abs=1e-4)
        assert not tags[row, mask[row] == 0].any()


def test_rows_do_not_touch_each_other() -> None:
    rng = np.random.default_rng(7)
    mask = np.ones((6, 9), np.float32)
    mask[1, :4] = mask[3, 6:] = mask[4, :8] = 0
    roles, transition = roles_of(rng, mask, 5), rng.standard_normal((5, 5)).astype(np.float32)
    tags, sure = best_roles(roles, transition)
    for row in range(6):
        one = Roles(*(getattr(roles, name)[row : row + 1] for name in Roles.__slots__))
        alone, alone_sure = best_roles(one, transition)
        assert alone[0].tolist() == tags[row].tolist() and alone_sure[0] == sure[row]


def test_strong_scores_do_not_overflow() -> None:
    roles = roles_of(np.random.default_rng(1), np.ones((1, 150), np.float32), 5)
    roles.unary[...] *= 1e4
    _, sure = best_roles(roles, np.zeros((5, 5), np.float32))
    assert np.isfinite(sure).all() and sure[0] <= 1e-2


def entities_of(path: tuple[int, ...], labels: list[str]) -> list[tuple[int, int, str]] | None:
    """The entities of a label sequence, None where it is no BIO sequence."""
    out: list[tuple[int, int, str]] = []
    before = "O"
    for i, number in enumerate(path):
        label = labels[number]
        if label[0] == "B":
            out.append((i, i, label[2:]))
        elif label[0] == "I":
            if before[2:] != label[2:]:
                return None
            out[-1] = (out[-1][0], i, label[2:])
        before = label
    return out


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_the_entities_are_those_of_the_best_sequence(seed: int, n: int) -> None:
    logits = (3 * np.random.default_rng(seed).standard_normal((n, len(BIO)))).astype(np.float32)
    paths = itertools.product(range(len(BIO)), repeat=n)
    scored = [(sum(float(logits[i, j]) for i, j in enumerate(p)), p) for p in paths]
    _, best = max((s, p) for s, p in scored if entities_of(p, BIO) is not None)
    assert best_entities(logits, BIO) == entities_of(best, BIO)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 60))
def test_entities_are_in_order_and_apart(seed: int, n: int) -> None:
    labels = LABELS["entity"]
    found = best_entities(np.random.default_rng(seed).standard_normal((n, len(labels))).astype(np.float32), labels)
    assert all(0 <= a <= b < n for a, b, _ in found)
    assert all(b < c for (_, b, _), (c, _, _) in itertools.pairwise(found))
