from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")

from training.calibrate import documents_alike, fit_logistic, middle_of_plateau


def test_the_threshold_is_in_the_middle_of_what_is_as_good_as_the_best() -> None:
    scores = [(74.0, 0.2), (75.0, 0.3), (76.1, 0.4), (75.2, 0.5), (75.8, 0.6), (72.0, 0.7)]
    assert middle_of_plateau(scores) == (0.4, 76.1)


def test_a_lone_peak_is_taken_and_not_its_neighbours() -> None:
    assert middle_of_plateau([(60.0, 0.2), (80.0, 0.3), (61.0, 0.4)]) == (0.3, 80.0)


def test_of_two_in_the_middle_the_lower_finds_more() -> None:
    assert middle_of_plateau([(75.0, 0.2), (75.0, 0.3)]) == (0.2, 75.0)


def test_a_logistic_model_finds_what_separates() -> None:
    rng = np.random.default_rng(3)
    x = np.c_[np.ones(400), rng.standard_normal((400, 2))]
    y = (x[:, 1] > 0.5).astype(float)
    weights = fit_logistic(x, y)
    assert weights[1] > 3
    assert abs(weights[2]) < 1
    assert weights[0] < 0


def test_a_row_may_count_more_than_another() -> None:
    x, y = np.ones((4, 1)), np.array([1.0, 1.0, 1.0, 0.0])
    plain, weighed = fit_logistic(x, y), fit_logistic(x, y, np.array([1.0, 1.0, 1.0, 3.0]))
    assert abs(1 / (1 + np.exp(-plain[0])) - 0.75) < 1e-4
    assert abs(1 / (1 + np.exp(-weighed[0])) - 0.5) < 1e-4


def test_each_document_counts_as_much_as_another() -> None:
    weight = documents_alike([3, 3, 3, 1])
    assert abs(weight[:3].sum() - weight[3]) < 1e-9
    assert abs(weight.sum() - 4) < 1e-9
