"""Logistic regression of many types at once, with a weight for each example and type; calibration; thresholds.

scikit-learn fits one type at a time and knows weights by example only. Here a source may label some types and leave
the others open (weight 0), and all types share the passes over the features.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def fit_linear(
    features: csr_matrix, labels: Bools, weights: Floats, *, penalty: float, passes: int = 120
) -> tuple[Floats, Floats]:
    """Coefficients (features, types) and bias (types) that minimise weighted log loss plus penalty/2 · |coefficients|².

    `labels` and `weights` are (examples, types); a weight of 0 leaves an example's type out.
    """
    wide, types = features.shape[1], labels.shape[1]
    turned = features.T.tocsr()
    share = np.clip((weights * labels).sum(0) / np.maximum(weights.sum(0), 1e-9), 1e-4, 0.9)

    def loss(flat: Floats) -> tuple[float, Floats]:
        coefficients, bias = flat[: wide * types].reshape(wide, types), flat[wide * types :]
        sums = features @ coefficients + bias
        value = (weights * (np.logaddexp(0, sums) - labels * sums)).sum() + penalty / 2 * (coefficients**2).sum()
        slope = weights * (sigmoid(sums) - labels)
        return value, np.concatenate([(turned @ slope + penalty * coefficients).ravel(), slope.sum(0)])

    start = np.concatenate([np.zeros(wide * types), np.log(share / (1 - share))])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": passes, "maxcor": 6}).x
    return found[: wide * types].reshape(wide, types), found[wide * types :]


def fit_calibration(
    sums: Floats, labels: Bools, *, pull_of_slope: float = 64.0, pull_of_offset: float = 4.0
) -> tuple[Floats, Floats]:
    """Slope and offset per type (Platt scaling) on sums that were predicted out of fold, for `calibrated`.

    `sums` is (examples, types), or (examples, types, sources) where several predictors are added up, each with a slope
    of its own; the slopes have the same shape without the examples. Types with few examples are pulled towards what
    fits all types together: the slopes more, which few examples tell badly, than the offset.
    """
    x = sums if sums.ndim == 3 else sums[:, :, None]
    sources = x.shape[2]

    def fit(x: Floats, y: Bools, centre: Floats, pull: Floats) -> Floats:
        def loss(ab: Floats) -> tuple[float, Floats]:
            z = x @ ab[:-1] + ab[-1]
            off = sigmoid(z) - y
            value = (np.logaddexp(0, z) - y * z).sum() + (pull / 2 * (ab - centre) ** 2).sum()
            return value, np.append(off @ x, off.sum()) + pull * (ab - centre)

        return np.asarray(minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds).x)

    bounds = [(0.0, None)] * sources + [(None, None)]  # a predictor may be useless, but is not listened to in reverse
    together = fit(
        x.reshape(-1, sources),
        labels.ravel(),
        np.append(np.full(sources, 1 / sources), 0.0),
        np.full(sources + 1, 1e-6),
    )
    pull = np.append(np.full(sources, pull_of_slope), pull_of_offset)
    each = np.array([fit(x[:, k], labels[:, k], together, pull) for k in range(x.shape[1])])
    return each[:, :-1].reshape(sums.shape[1:]), each[:, -1]


def calibrated(sums: Floats, slope: Floats, offset: Floats) -> Floats:
    """(examples, types): probabilities from sums as `fit_calibration` takes them."""
    weighted = sums * slope
    return sigmoid((weighted.sum(-1) if sums.ndim == 3 else weighted) + offset)


def best_thresholds(probabilities: Floats) -> Floats:
    """Per type the probability from which to give it, for the best F1; `probabilities` are calibrated and out of fold.

    Where probabilities mean what they say, F1 is best at a threshold of half the F1 that it reaches, so the threshold
    follows from all probabilities and not from the few examples near it. Half-way to the threshold of all types
    together: a type that is hard to see would else be given at any hint.
    """
    together = _half_best_f1(probabilities.ravel())
    each = [_half_best_f1(probabilities[:, k]) for k in range(probabilities.shape[1])]
    return np.array([(own + together) / 2 for own in each])


def _half_best_f1(probabilities: Floats) -> float:
    p = np.sort(probabilities)[::-1]
    expected = 2 * p.cumsum() / (np.arange(1, len(p) + 1) + p.sum())
    return float(expected.max()) / 2


def sigmoid(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))
