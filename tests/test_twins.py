"""Every optimizer follows an independent implementation of the same rule, step by step."""

import importlib.util
import random
from itertools import product
from pathlib import Path

import torch
from optimizer_walks import LARGER_LR, accepted, every_class, every_optimizer, number_sets, option_sets

import landscapes
from core import SMOOTH, Oracle
from optimizers import shelf

TWIN_STEPS, TWIN_TOLERANCE = 200, 1e-10
PLACES = 24  # landscapes that a default is walked on, beside the one of each combination of settings
NUDGE = 1e-14  # some fifty roundings: how a shadow is moved after each step


def find_twin(optimizer, x):
    """The twin that the optimizer names, else the one in tests/twins/<id>.py."""
    found = optimizer.twin(x)
    if found is not None:
        return found
    path = Path(__file__).parent / "twins" / f"{optimizer.id}.py"
    assert path.exists(), f"{optimizer.id} names no twin for {optimizer}; tests/twins/{optimizer.id}.py would hold it."
    spec = importlib.util.spec_from_file_location(f"twin_of_{optimizer.id}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.twin(optimizer, x)


def follow_twin(optimizer, landscape):
    """Walks beside the twin, each asking for gradients at its own point; the number of steps that were compared.

    Both must agree to TWIN_TOLERANCE. Where the run itself is unstable, any rounding grows; how fast, four shadows
    show: more rows, nudged a little at random after each step. The twin may stray as far as they do, and once that is
    1e-6 there is nothing left to compare. Who leaves the finite numbers does so within two steps of the twin.
    """
    start = torch.tensor([landscape.start], dtype=torch.float64)
    theirs = start.clone().requires_grad_(True)
    twin = find_twin(optimizer, theirs)

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
    for k in range(TWIN_STEPS):
        oracle.step = k
        x, state = optimizer.step(oracle, x, state)
        twin.step(closure)
        x = x + nudge * (1 + x.abs()) * torch.randn(x.shape, generator=luck, dtype=x.dtype)
        ours, shadows, size = x[:1], x[1:], 1 + theirs.detach().abs().max()
        finite = bool(ours.isfinite().all()), bool(size.isfinite())
        if all(finite):
            apart = max(apart, ((shadows - ours).abs().max() / size).item())
            if apart > 1e-6:
                return k
            off = ((ours - theirs.detach()).abs().max() / size).item()
            assert off <= max(TWIN_TOLERANCE, apart), f"off by {off} at step {k + 1}: {optimizer} on {landscape}"
        alone += finite[0] != finite[1]
        assert alone <= 2, f"finite (here, there) = {finite} at step {k + 1}: {optimizer} on {landscape}"
        if not any(finite):
            break
    return TWIN_STEPS


def smooth():
    every = [landscapes.shelf[id]() for id in landscapes.shelf]
    return [each for each in every if each.at_minima == SMOOTH]


@every_class
def test_every_combination_of_settings_follows_its_twin_somewhere(cls):
    """Each combination on one smooth landscape, dealt out by lot so that no setting keeps to one landscape."""
    every = [accepted(cls, **options, **values) for options, values in product(option_sets(cls), number_sets(cls))]
    places = smooth()
    lots = torch.randint(len(places), (len(every),), generator=torch.Generator().manual_seed(0)).tolist()
    for optimizer, lot in zip(every, lots, strict=True):
        if optimizer:
            follow_twin(optimizer, places[lot])


@every_optimizer
def test_the_default_follows_its_twin_on_many_landscapes(id):
    rates = ({}, {"lr": LARGER_LR}) if hasattr(shelf[id](), "lr") else ({},)
    places = random.Random(id).sample(smooth(), PLACES)
    compared = [follow_twin(shelf[id](**settings), landscape) for settings, landscape in product(rates, places)]
    assert sum(compared) >= 0.9 * TWIN_STEPS * len(compared)
