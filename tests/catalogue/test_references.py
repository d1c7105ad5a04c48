"""Every optimizer follows an independent implementation of the same rule, step by step."""

import importlib.util
import random
import warnings
from contextlib import contextmanager
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import torch
from optimizer_walks import LARGER_LR, accepted, every_class, every_optimizer, number_sets, option_sets, walk

import fallline.landscapes
from fallline.core import SMOOTH, Oracle, gradient, hessian
from fallline.optimizers import shelf

REFERENCE_STEPS, COMBINED_STEPS, REFERENCE_TOLERANCE = 200, 40, 1e-10
PLACES = 6  # landscapes that a default is walked on, beside the one of each combination of settings
ACCEPTED, TRIALS, ACCEPTED_TOLERANCE = 12, 200, 1e-7  # points compared, steps for them, how near they must be
GONE = 1e-7  # a slope, as a share of that at the start, at which rounding takes over
ENOUGH = 0.5  # of what could be compared; behind that, rounding has taken over
FAR = 1e100  # whoever is farther out than that has left, whether or not its numbers are finite still
NUDGE = 1e-14  # some fifty roundings: how a shadow is moved after each step


def find_reference(optimizer, x):
    """The reference that the optimizer names, else the one in tests/catalogue/references/<id>.py."""
    found = optimizer.reference(x)
    return found if found is not None else file_of(optimizer).reference(optimizer, x)


def file_of(optimizer):
    path = Path(__file__).parent / "references" / f"{optimizer.id}.py"
    assert path.exists(), (
        f"{optimizer.id} has no reference for {optimizer}; write tests/catalogue/references/{optimizer.id}.py."
    )
    spec = importlib.util.spec_from_file_location(f"reference_of_{optimizer.id}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def follow_reference(optimizer, landscape, steps=REFERENCE_STEPS):
    """Walks beside the reference, each asking for gradients at its own point; the number of steps that were compared.

    Both must agree to REFERENCE_TOLERANCE. Where the run itself is unstable, any rounding grows; how fast, four shadows
    show: more rows, nudged a little at random after each step. The reference may stray as far as they do; once that is
    1e-6 there is nothing left to compare. Who leaves the finite numbers does so within two steps of the reference.
    """
    start = torch.tensor([landscape.start], dtype=torch.float64)
    theirs = start.clone().requires_grad_(True)
    with in_doubles():
        reference = find_reference(optimizer, theirs)

    def closure():
        theirs.grad = None
        with torch.enable_grad():
            loss = landscape.f(theirs).sum()
            loss.backward()
        return loss

    luck, nudge = torch.Generator().manual_seed(0), torch.tensor([[0.0], *[[NUDGE]] * 4], dtype=start.dtype)
    oracle, x = Oracle(landscape, len(nudge)), start.repeat(len(nudge), 1)
    state = optimizer.init(x)
    apart, alone = 0.0, 0
    for k in range(steps):
        x, state = optimizer.step(oracle, x, state)
        with in_doubles():
            reference.step(closure)
        x = x + nudge * (1 + x.abs()) * torch.randn(x.shape, generator=luck, dtype=x.dtype)
        ours, shadows, size = x[:1], x[1:], 1 + theirs.detach().abs().max()
        # A gradient whose square overflows leaves no rule to compare; some references stand still from there on.
        squared = theirs.grad * theirs.grad
        finite = bool((ours.abs() < FAR).all()), bool(size < FAR and squared.isfinite().all())
        if all(finite):
            apart = max(apart, ((shadows - ours).abs().max() / size).item())
            if apart > 1e-6:
                return k
            off = ((ours - theirs.detach()).abs().max() / size).item()
            assert off <= max(REFERENCE_TOLERANCE, apart), f"off by {off} at step {k + 1}: {optimizer} on {landscape}"
        alone += finite[0] != finite[1]
        assert alone <= 2, f"finite (here, there) = {finite} at step {k + 1}: {optimizer} on {landscape}"
        if not any(finite):
            break
    return steps


class Asked:
    """A landscape as scipy asks it: numpy points, one at a time."""

    def __init__(self, landscape):
        self.f = landscape.f

    def __call__(self, x):
        return self.f(torch.from_numpy(x)).item()

    def gradient(self, x):
        return gradient(self.f, torch.from_numpy(x)).numpy()

    def hessian(self, x):
        return hessian(self.f, torch.from_numpy(x)).numpy()


def follow_accepted(optimizer, landscape):
    """Compares the points that are accepted with the reference's, until the slope is gone; how many were compared."""
    asked = Asked(landscape)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        theirs = file_of(optimizer).accepted(optimizer, asked, np.array(landscape.start), ACCEPTED)
    start = torch.tensor([landscape.start], dtype=torch.float64).repeat(4, 1)
    start[1:] += (
        NUDGE * (1 + start[1:].abs()) * torch.randn(start[1:].shape, generator=torch.Generator().manual_seed(0))
    )
    path = torch.stack([x for x, _ in walk(optimizer, landscape, start, TRIALS)], 1).numpy()
    ours, *shadows = ([row[0], *(now for before, now in pairwise(row) if (now != before).any())] for row in path)
    for k, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
        size = 1 + np.abs(other).max()
        apart = max(np.abs(each[min(k, len(each) - 1)] - mine).max() for each in shadows) / size
        steep, at_first = (np.linalg.norm(asked.gradient(x)) for x in (other, theirs[0]))
        if not np.abs(other).max() < FAR or steep < GONE * (1 + at_first) or apart > ACCEPTED_TOLERANCE:
            return k
        off = np.abs(mine - other).max() / size
        assert off <= ACCEPTED_TOLERANCE, f"off by {off} at point {k}: {optimizer} on {landscape}"
    assert len(ours) >= min(len(theirs), TRIALS // 20), f"{optimizer} on {landscape} stops after {len(ours)} points"
    return len(theirs)


@contextmanager
def in_doubles():
    """torch's own optimizers keep some of their scalars in the default dtype."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def smooth():
    every = [fallline.landscapes.shelf[id]() for id in fallline.landscapes.shelf]
    return [each for each in every if each.at_minima == SMOOTH]


def follows(optimizer, landscape, steps):
    """The share of what could be compared that was: of steps, or of accepted points where it makes several trials
    at once."""
    if optimizer.keeps_points and hasattr(file_of(optimizer), "accepted"):
        return follow_accepted(optimizer, landscape) / ACCEPTED
    return follow_reference(optimizer, landscape, steps) / steps


@every_class
def test_every_combination_of_settings_follows_its_reference_somewhere(cls):
    """Each combination on one smooth landscape, dealt out by lot so that no setting keeps to one landscape."""
    every = [accepted(cls, **options, **values) for options, values in product(option_sets(cls), number_sets(cls))]
    places = smooth()
    lots = torch.randint(len(places), (len(every),), generator=torch.Generator().manual_seed(0)).tolist()
    for optimizer, lot in zip(every, lots, strict=True):
        if optimizer:
            follows(optimizer, places[lot], COMBINED_STEPS)


@every_optimizer
def test_the_default_follows_its_reference_on_many_landscapes(id):
    rates = ({}, {"lr": LARGER_LR}) if hasattr(shelf[id](), "lr") else ({},)
    places = random.Random(id).sample(smooth(), PLACES)
    compared = [
        follows(shelf[id](**settings), landscape, REFERENCE_STEPS) for settings, landscape in product(rates, places)
    ]
    assert sum(compared) >= ENOUGH * len(compared)
