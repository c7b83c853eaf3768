"""Fitting, calibration and thresholds. Needs clausescan[training]; skipped without it."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("scipy", reason="clausescan[training] is not installed")

from scipy.sparse import csr_matrix

from clausescan.training.linear import Floats, best_thresholds, calibrated, fit_calibration, fit_linear, sigmoid


def test_what_can_be_told_apart_is() -> None:
    features = csr_matrix(np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]]))
    labels = np.array([[True, False], [True, False], [False, True], [False, True]])
    coefficients, bias = fit_linear(features, labels, np.ones(labels.shape), penalty=0.01)
    assert ((features @ coefficients + bias > 0) == labels).all()


def test_a_weight_of_nothing_leaves_an_example_out() -> None:
    features = csr_matrix(np.array([[1.0], [1.0], [1.0]]))
    labels = np.array([[True], [False], [False]])
    weights = np.array([[1.0], [1.0], [0.0]])
    coefficients, bias = fit_linear(features, labels, weights, penalty=1e-6)
    assert sigmoid(features @ coefficients + bias).ravel() == pytest.approx([0.5] * 3, abs=1e-3)


def test_calibrated_sums_are_the_shares_that_they_say() -> None:
    random = np.random.default_rng(1)
    truth = random.random((4000, 2)) * np.array([0.5, 1.0])
    labels = random.random(truth.shape) < truth
    bold = 3 * np.log(truth / (1 - truth)) + 1
    slope, offset = fit_calibration(bold, labels)
    assert slope == pytest.approx([1 / 3, 1 / 3], abs=0.05)
    assert abs(sigmoid(bold * slope + offset) - truth).mean() < 0.02


def test_of_two_predictors_the_better_one_is_listened_to() -> None:
    random = np.random.default_rng(3)
    truth = random.random((4000, 2))
    labels = random.random(truth.shape) < truth
    good = np.log(truth / (1 - truth))
    useless, reversed_ = random.normal(size=truth.shape), -good + random.normal(size=truth.shape) * 9
    both = np.stack([good, useless, reversed_], axis=-1)
    slope, offset = fit_calibration(both, labels)
    assert slope.shape == (2, 3)
    assert slope[:, 0] == pytest.approx([1, 1], abs=0.15)
    assert slope[:, 1] == pytest.approx([0, 0], abs=0.1)
    assert (slope >= 0).all(), "none is listened to in reverse"
    assert abs(calibrated(both, slope, offset) - truth).mean() < 0.03


def test_two_predictors_that_err_apart_are_better_together() -> None:
    random = np.random.default_rng(4)
    truth = random.normal(size=(4000, 1)) * 2
    labels = random.random(truth.shape) < sigmoid(truth)
    one, other = (truth + random.normal(size=truth.shape) * 2 for _ in range(2))

    def off(sums: Floats) -> float:
        p = calibrated(sums, *fit_calibration(sums, labels))
        return float(-(np.log(p) * labels + np.log(1 - p) * ~labels).mean())

    assert off(np.stack([one, other], axis=-1)) < min(off(one), off(other)) - 0.02


def test_thresholds_of_calibrated_probabilities_are_near_the_best() -> None:
    random = np.random.default_rng(2)
    p = random.beta(0.3, 2, (6000, 1))
    labels = random.random(p.shape) < p

    def f1(threshold: float) -> float:
        given = p >= threshold
        return float(2 * (given & labels).sum() / (given.sum() + labels.sum()))

    best = max(f1(t) for t in np.linspace(0.02, 0.98, 97))
    assert f1(float(best_thresholds(p)[0])) > best - 0.02


def test_a_hard_type_is_held_back_and_an_easy_one_let_go() -> None:
    easy = np.repeat([0.98, 0.01], 500)
    hard = np.repeat([0.15, 0.05], 500)
    limits = best_thresholds(np.stack([easy, hard], axis=1))
    assert 0.05 < limits[1] < limits[0] < 0.98
