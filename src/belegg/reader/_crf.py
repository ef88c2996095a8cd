"""Best role sequence of each crop under a linear-chain CRF (Lafferty et al. 2001), for all crops at once.

Beside a constant for each pair of roles, opening and closing a role is scored at each place, so that boundaries are
decided where the words speak for them and a part does not fall to pieces.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from belegg.reader._network import Roles

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


def best_roles(roles: Roles, transition: Floats) -> tuple[Ints, Floats]:
    """(role of each word [N, L], log probability of that sequence [N])."""
    n, length, k = roles.unary.shape
    change = 1.0 - np.eye(k, dtype=np.float32)
    pair = transition + (roles.opens[:, 1:, None, :] + roles.closes[:, :-1, :, None]) * change
    inside = roles.mask > 0
    start, stop = inside.argmax(1), length - 1 - inside[:, ::-1].argmax(1)
    rows = np.arange(n)
    best = np.zeros((n, k), np.float32)
    total = np.zeros((n, k), np.float32)
    back = np.zeros((n, length, k), np.int64)
    for t in range(length):
        fresh = roles.unary[:, t] + roles.opens[:, t]
        if t:
            via = best[:, :, None] + pair[:, t - 1]
            back[:, t] = via.argmax(1)
            moved = np.take_along_axis(via, back[:, t][:, None, :], 1)[:, 0] + roles.unary[:, t]
            summed = _logsumexp(total[:, :, None] + pair[:, t - 1]) + roles.unary[:, t]
        else:
            moved, summed = fresh, fresh
        first, on = (start == t)[:, None], ((t > start) & (t <= stop))[:, None]
        best = np.where(first, fresh, np.where(on, moved, best))
        total = np.where(first, fresh, np.where(on, summed, total))
    tags = np.zeros((n, length), np.int64)
    at = best.argmax(1)
    log_probability = best.max(1) - _logsumexp(total)
    for t in range(length - 1, -1, -1):
        on = (t <= stop) & (t >= start)
        tags[:, t] = np.where(on, at, 0)
        at = np.where(on & (t > start), back[rows, t, at], at)
    return tags, log_probability.astype(np.float32)


def _logsumexp(x: Floats) -> Floats:
    """Over axis 1."""
    top = x.max(1, keepdims=True)
    out: Floats = np.log(np.exp(x - top).sum(1)) + top.squeeze(1)
    return out


def best_entities(logits: Floats, labels: list[str], opens: Sequence[bool] = ()) -> list[tuple[int, int, str]]:
    """Entities as (first word, last word, type): the best BIO sequence in which I- only follows its own type, and
    never stands on a word that `opens` a paragraph."""
    n, k = logits.shape
    if not n:
        return []
    inner = np.array([-1e4 if label.startswith("I-") else 0.0 for label in labels], np.float32)
    if len(opens):
        logits = (logits + np.asarray(opens)[:, None] * inner).astype(np.float32)
    allowed = np.zeros((k, k), np.float32)
    for j, label in enumerate(labels):
        if label.startswith("I-"):
            for i, before in enumerate(labels):
                if before[2:] != label[2:]:
                    allowed[i, j] = -1e4
    score = logits[0] + inner
    back = np.zeros((n, k), np.int64)
    for t in range(1, n):
        via = score[:, None] + allowed
        back[t] = via.argmax(0)
        score = via.max(0) + logits[t]
    out: list[tuple[int, int, str]] = []
    at = int(score.argmax())
    path = [at]
    for t in range(n - 1, 0, -1):
        at = int(back[t, at])
        path.append(at)
    path.reverse()
    for i, number in enumerate(path):
        label = labels[number]
        if label.startswith("B-"):
            out.append((i, i, label[2:]))
        elif label.startswith("I-"):
            first, _, kind = out[-1]
            out[-1] = (first, i, kind)
    return out
