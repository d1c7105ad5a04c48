"""MNIST-1D: signals of 40 numbers that stand for the ten digits, generated as S. Greydanus describes it (2020).

The random numbers are drawn in another order than by the original program, so the signals are others of the same kind.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from fallline.core import TEST, TRAIN, VALIDATION, Samples
from fallline.tasks._splits import split_samples

# The pen's horizontal position at 12 moments while it writes a digit; the figures of the original.
STROKES = np.array(
    [
        [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
        [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
        [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
        [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
        [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
        [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
        [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
        [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
        [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
        [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
    ]
)
CLASS_COUNT, STROKE_LENGTH = STROKES.shape
SIGNAL_LENGTH = 40
LEAST_PADDING, MOST_PADDING = 36, 60  # zeros after a stroke, before it is stretched
FINE_LENGTH = STROKE_LENGTH + MOST_PADDING  # of a stretched signal
SHIFTS = 48  # a signal is moved by 0 to 47 places, cyclically
SCALE_RANGE, SHEAR_RANGE = 0.4, 0.75  # widths of the uniform distributions of scale and of shear
SMOOTH_NOISE, WHITE_NOISE = 0.25, 0.02  # standard deviations; the first before it is smoothed
SMOOTHING = 2  # standard deviation of the Gaussian filter, in places
SEED = 42
SPLIT_SIZES = {TRAIN: 3200, VALIDATION: 800, TEST: 1000}


@cache
def mnist1d_splits() -> dict[str, Samples]:
    """Return the signals by split: inputs (n, 40) in float64, centred on the training mean, and classes (n,)."""
    classes = np.arange(sum(SPLIT_SIZES.values())) % CLASS_COUNT
    return split_samples(_make_signals(classes, np.random.Generator(np.random.Philox(key=SEED))), classes, SPLIT_SIZES)


def _make_signals(classes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a random signal of each class (n,): (n, 40)."""
    from scipy.ndimage import gaussian_filter1d

    count = len(classes)
    paddings = rng.integers(LEAST_PADDING, MOST_PADDING + 1, size=(count, 1))
    shifts = rng.integers(SHIFTS, size=(count, 1))
    scales, shears = rng.random((2, count, 1)) - 0.5
    smooth, white = rng.standard_normal((2, count, FINE_LENGTH))
    # where each of the 72 numbers of a stretched, shifted signal lies in its padded stroke
    steps = (np.arange(FINE_LENGTH) - shifts) % FINE_LENGTH
    places = steps * (STROKE_LENGTH + paddings - 1) / (FINE_LENGTH - 1)
    strokes = _interpolate(places, np.arange(STROKE_LENGTH), _templates()[classes])
    smooth = SMOOTH_NOISE * gaussian_filter1d(smooth, SMOOTHING, axis=-1)
    signals = np.where(places < STROKE_LENGTH, (1 + SCALE_RANGE * scales) * strokes, smooth) + WHITE_NOISE * white
    signals -= SHEAR_RANGE * shears * np.linspace(-0.5, 0.5, FINE_LENGTH)
    fine, coarse = np.linspace(0, 1, FINE_LENGTH), np.linspace(0, 1, SIGNAL_LENGTH)
    return _interpolate(np.broadcast_to(coarse, (count, SIGNAL_LENGTH)), fine, signals)


def _interpolate(at: np.ndarray, places: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return linear interpolants of values (n, m) at ``places`` (m,), evaluated ``at`` (n, k): (n, k)."""
    return np.stack([np.interp(row, places, each) for row, each in zip(at, values, strict=True)])


def _templates() -> np.ndarray:
    """Return the strokes, standardised and moved so that each begins and ends at 0: (10, 12)."""
    strokes = (STROKES - STROKES.mean(1, keepdims=True)) / STROKES.std(1, keepdims=True)
    return (strokes - strokes[:, :1]) / 6
