"""Every optimizer is compared with an independent implementation of the same rule, step by step.

Rounding errors grow where a run is unstable. To know how fast, each test also runs perturbed rows: rows that are moved
a little at random. Where these rows differ from the run, the reference may differ as much.
"""

import importlib.util
import random
import warnings
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import torch
from optimizer_helpers import (
    LARGER_LR,
    every_class,
    every_optimizer,
    iterate_states,
    make_or_none,
    number_sets,
    valid_option_sets,
)

import fallline.landscapes
from fallline.core import SMOOTH, Oracle, gradient, hessian
from fallline.optimizers import shelf

REFERENCE_STEPS, COMBINED_STEPS, REFERENCE_TOLERANCE = 200, 40, 1e-10
LANDSCAPE_COUNT = 6  # landscapes on which the default settings are compared
ACCEPTED, TRIALS, ACCEPTED_TOLERANCE = 12, 200, 1e-7  # accepted points compared, steps to reach them, tolerance
ZERO_GRADIENT_SHARE = 1e-7  # of the gradient norm at the start: below it, rounding errors dominate
MIN_COMPARED_SHARE = 0.5  # of the steps or points; after the others, rounding errors dominate
DIVERGED = 1e100  # a coordinate beyond which a run counts as diverged, even if it is finite
PERTURBATION = 1e-14  # relative, about fifty rounding errors, of the perturbed rows after each step


def find_reference(optimizer, x):
    """Return the reference that the optimizer names, otherwise the one in tests/catalogue/references/<id>.py.

    Weight decay in a reading that the reference lacks is added around it.
    """
    found = optimizer.reference(x)
    if found is not None:
        return found
    decay = getattr(optimizer, "decay", "coupled")
    module = load_reference_module(optimizer)
    if getattr(optimizer, "weight_decay", 0) and decay not in getattr(module, "DECAYS", ()):
        return Decayed(find_reference(replace(optimizer, weight_decay=0.0), x), optimizer, x)
    assert module, (
        f"{optimizer.id} has no reference for {optimizer}; write tests/catalogue/references/{optimizer.id}.py."
    )
    return module.reference(optimizer, x)


class Decayed:
    """A reference without weight decay, with weight decay around it: on the gradient, or on x in each step."""

    def __init__(self, inner, optimizer, x):
        self.inner, self.o, self.x = inner, optimizer, x

    def step(self, closure):
        o, before = self.o, self.x.detach().clone()

        def decayed_closure():
            loss = closure()
            if o.decay == "coupled":
                self.x.grad += o.weight_decay * self.x.detach()
            return loss

        self.inner.step(decayed_closure)
        if o.decay != "coupled":
            with torch.no_grad():
                self.x -= {"decoupled": o.lr * o.weight_decay, "fixed": o.weight_decay}[o.decay] * before


def change_gradient(optimizer, reference, x):
    """Clip and negate the gradient of x as a user of torch does it, or as the reference's own ``maximize`` does."""
    clip, own = getattr(optimizer, "clip", "off"), getattr(reference, "defaults", {}).get("maximize")
    if clip == "norm":
        torch.nn.utils.clip_grad_norm_([x], optimizer.clip_at)
    elif clip == "value":
        torch.nn.utils.clip_grad_value_([x], optimizer.clip_at)
    if optimizer.ascends and not own:
        x.grad.neg_()


def load_reference_module(optimizer):
    """Return the module tests/catalogue/references/<id>.py, None if there is none."""
    path = Path(__file__).parent / "references" / f"{optimizer.id}.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location(f"reference_of_{optimizer.id}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def follow_reference(optimizer, landscape, steps=REFERENCE_STEPS):
    """Compare the optimizer with the reference after each step; return the number of steps that were compared.

    Both must agree to REFERENCE_TOLERANCE, or as closely as the run agrees with four perturbed rows. The comparison
    ends when these differ from the run by 1e-6. If one of both diverges, the other must within two steps.
    """
    start = torch.tensor([landscape.start], dtype=torch.float64)
    theirs = start.clone().requires_grad_(True)
    with float64_default():
        reference = find_reference(optimizer, theirs)

    def closure():
        theirs.grad = None
        with torch.enable_grad():
            loss = landscape.f(theirs).sum()
            loss.backward()
        change_gradient(optimizer, reference, theirs)
        return loss

    generator, perturbation = (
        torch.Generator().manual_seed(0),
        torch.tensor([[0.0], *[[PERTURBATION]] * 4], dtype=start.dtype),
    )
    oracle, x = Oracle(landscape, len(perturbation)), start.repeat(len(perturbation), 1)
    state = optimizer.initial_state(x)
    spread, one_diverged = 0.0, 0
    for k in range(steps):
        x, state = optimizer.advance(oracle, x, state)
        with float64_default():
            reference.step(closure)
        x = x + perturbation * (1 + x.abs()) * torch.randn(x.shape, generator=generator, dtype=x.dtype)
        ours, perturbed, size = x[:1], x[1:], 1 + theirs.detach().abs().max()
        # Where the squared gradient overflows there is nothing to compare; some references do not move any more.
        squared = theirs.grad * theirs.grad
        if optimizer.ascends and not squared.isfinite().all():  # on the way up x is finite long after that
            return k
        finite = bool((ours.abs() < DIVERGED).all()), bool(size < DIVERGED and squared.isfinite().all())
        if all(finite):
            spread = max(spread, ((perturbed - ours).abs().max() / size).item())
            if spread > 1e-6:
                return k
            difference = ((ours - theirs.detach()).abs().max() / size).item()
            assert difference <= max(REFERENCE_TOLERANCE, spread), (
                f"differs by {difference} at step {k + 1}: {optimizer} on {landscape}"
            )
        one_diverged += finite[0] != finite[1]
        assert one_diverged <= 2, f"finite (ours, reference) = {finite} at step {k + 1}: {optimizer} on {landscape}"
        if not any(finite):
            break
    return steps


class NumpyLandscape:
    """A landscape with the interface that scipy needs: one numpy point at a time."""

    def __init__(self, landscape):
        self.f = landscape.f

    def __call__(self, x):
        return self.f(torch.from_numpy(x)).item()

    def gradient(self, x):
        return gradient(self.f, torch.from_numpy(x)).numpy()

    def hessian(self, x):
        return hessian(self.f, torch.from_numpy(x)).numpy()


def follow_accepted(optimizer, landscape):
    """Compare the accepted points with the reference's until the gradient vanishes; return how many were compared."""
    function = NumpyLandscape(landscape)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        theirs = load_reference_module(optimizer).accepted_points(
            optimizer, function, np.array(landscape.start), ACCEPTED
        )
    start = torch.tensor([landscape.start], dtype=torch.float64).repeat(4, 1)
    start[1:] += (
        PERTURBATION * (1 + start[1:].abs()) * torch.randn(start[1:].shape, generator=torch.Generator().manual_seed(0))
    )
    path = torch.stack([x for x, _ in iterate_states(optimizer, landscape, start, TRIALS)], 1).numpy()
    ours, *perturbed = (
        [row[0], *(point for previous, point in pairwise(row) if (point != previous).any())] for row in path
    )
    for k, (our_point, their_point) in enumerate(zip(ours, theirs, strict=False)):
        size = 1 + np.abs(their_point).max()
        spread = max(np.abs(each[min(k, len(each) - 1)] - our_point).max() for each in perturbed) / size
        slope, initial_slope = (np.linalg.norm(function.gradient(x)) for x in (their_point, theirs[0]))
        if (
            not np.abs(their_point).max() < DIVERGED
            or slope < ZERO_GRADIENT_SHARE * (1 + initial_slope)
            or spread > ACCEPTED_TOLERANCE
        ):
            return k
        difference = np.abs(our_point - their_point).max() / size
        assert difference <= ACCEPTED_TOLERANCE, f"differs by {difference} at point {k}: {optimizer} on {landscape}"
    assert len(ours) >= min(len(theirs), TRIALS // 20), f"{optimizer} on {landscape} stops after {len(ours)} points"
    return len(theirs)


@contextmanager
def float64_default():
    """Make float64 the default dtype, in which torch's own optimizers keep some of their scalars."""
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(torch.float32)


def smooth_landscapes():
    every = [fallline.landscapes.shelf[id]() for id in fallline.landscapes.shelf]
    return [each for each in every if each.at_minima == SMOOTH]


def compare_with_reference(optimizer, landscape, steps):
    """Compare with the reference; return the share of the steps (or accepted points, if it tries several) compared."""
    if optimizer.keeps_points and hasattr(load_reference_module(optimizer), "accepted_points"):
        return follow_accepted(optimizer, landscape) / ACCEPTED
    return follow_reference(optimizer, landscape, steps) / steps


@every_class
def test_every_combination_of_settings_agrees_with_its_reference_on_one_landscape(cls):
    """Each combination is run on one smooth landscape, chosen at random so that each setting meets many landscapes."""
    every = [
        make_or_none(cls, **options, **values)
        for options, values in product(valid_option_sets(cls), number_sets(cls))
        if "schedule" not in options
    ]
    landscapes = smooth_landscapes()
    indices = torch.randint(len(landscapes), (len(every),), generator=torch.Generator().manual_seed(0)).tolist()
    for optimizer, index in zip(every, indices, strict=True):
        if optimizer:
            compare_with_reference(optimizer, landscapes[index], COMBINED_STEPS)


@every_optimizer
def test_the_default_settings_agree_with_the_reference_on_several_landscapes(id):
    rates = ({}, {"lr": LARGER_LR}) if hasattr(shelf[id](), "lr") else ({},)
    landscapes = random.Random(id).sample(smooth_landscapes(), LANDSCAPE_COUNT)
    compared = [
        compare_with_reference(shelf[id](**settings), landscape, REFERENCE_STEPS)
        for settings, landscape in product(rates, landscapes)
    ]
    assert sum(compared) >= MIN_COMPARED_SHARE * len(compared)
