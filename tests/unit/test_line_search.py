"""Moré and Thuente's line search compared with scipy's, trial by trial, on batches of random curves."""

import numpy as np
import pytest
import torch
from fallline.optimizers.classical._more_thuente import begin, go_on
from scipy.optimize._dcsrch import DCSRCH

CURVE_COUNT, MAX_TRIALS = 400, 30


class Curve:
    """A sine wave on a parabola, mirrored where needed so that it decreases at 0."""

    def __init__(self, seed):
        generator = np.random.default_rng(seed)
        self.amplitude, self.centre, self.frequency, self.phase = generator.normal(size=4)
        self.scale, self.sign = 10 ** generator.uniform(-1, 1.5), 1.0
        self.sign = -1.0 if self.slope(0.0) > 0 else 1.0

    def value(self, step):
        t = self.sign * self.scale * step
        return self.amplitude * np.sin(3 * self.frequency * t + self.phase) + 0.1 * (t - self.centre) ** 2

    def slope(self, step):
        t, inner = self.sign * self.scale * step, 3 * self.frequency
        wave = self.amplitude * inner * np.cos(inner * t + self.phase)
        return self.sign * self.scale * (wave + 0.2 * (t - self.centre))


def scipy_trials(curve, c1, c2, xtol, max_step):
    """Return the steps that scipy tries in order, and the start of the message with which it ends."""
    search = DCSRCH(curve.value, curve.slope, c1, c2, xtol, 0.0, max_step)
    step, _, _, task = search._iterate(1.0, curve.value(0.0), curve.slope(0.0), b"START")
    tried = [step]
    for _ in range(MAX_TRIALS):
        step, _, _, task = search._iterate(step, curve.value(step), curve.slope(step), task)
        if task[:2] != b"FG":
            return tried, task[:4]
        tried.append(step)
    return tried, b"OPEN"


@pytest.mark.parametrize(
    ("c1", "c2", "xtol", "max_step"), [(1e-3, 0.9, 0.1, 1e10), (1e-4, 0.4, 1e-14, 1e30), (0.1, 0.05, 1e-3, 4.0)]
)
def test_every_trial_and_every_ending_equals_scipys(c1, c2, xtol, max_step):
    curves = [curve for curve in map(Curve, range(CURVE_COUNT)) if curve.slope(0.0) < 0]
    expected = [scipy_trials(curve, c1, c2, xtol, max_step) for curve in curves]

    def column(values):
        return torch.tensor([[float(value)] for value in values], dtype=torch.float64)

    steps = column([1.0] * len(curves))
    search = begin(column(c.value(0.0) for c in curves), column(c.slope(0.0) for c in curves), steps, max_step)
    running = set(range(len(curves)))
    for k in range(MAX_TRIALS):
        for row in sorted(running):
            assert steps[row].item() == pytest.approx(expected[row][0][k], rel=1e-9), (row, k)
        pairs = list(zip(curves, steps[:, 0].tolist(), strict=True))
        f, slopes = column(c.value(s) for c, s in pairs), column(c.slope(s) for c, s in pairs)
        search, steps, found, failed = go_on(search, steps, f, slopes, c1, c2, xtol, max_step)
        for row in sorted(running):
            ended = b"CONV" if found[row] else b"WARN" if failed[row] else None
            last = k == len(expected[row][0]) - 1 and expected[row][1] != b"OPEN"
            assert ended == (expected[row][1] if last else None), (row, k)
            if ended:
                running.remove(row)
    assert len(running) < 0.1 * len(curves)
