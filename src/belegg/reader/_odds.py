"""From scores to probabilities, and back."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_FAR = 30.0
_CERTAIN = 1e-4


def softmax(x: Floats) -> Floats:
    """Over the last axis."""
    e = np.exp(x - x.max(-1, keepdims=True))
    out: Floats = e / e.sum(-1, keepdims=True)
    return out


def logistic(weights: Sequence[float], features: Sequence[float]) -> float:
    """Probability of a logistic model; the first feature is the constant 1."""
    z = sum(w * f for w, f in zip(weights, features, strict=True))
    return 1 / (1 + math.exp(-max(-_FAR, min(_FAR, z))))


def log_odds(p: float) -> float:
    """Log odds of a probability, kept finite."""
    return math.log(max(p, _CERTAIN) / max(1 - p, _CERTAIN))
