"""Sharpness of a network's loss: the largest eigenvalue of its Hessian, and the edge of stability that theory gives.

Gradient descent on a quadratic of curvature L is stable up to the learning rate 2 / L. On networks that are trained
with all samples in every step, the largest eigenvalue rises until it reaches 2 / lr and then stays near it (Cohen et
al., 2021); for full-batch Adam the same holds of the Hessian preconditioned by Adam's denominator (Cohen et al., 2022).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from fallline.analysis.learning_rates import get_learning_rate
from fallline.analysis.quadratic_theory import CurvatureRange, max_stable_learning_rate
from fallline.core import TRAIN, Optimizer, Samples, Sentence, Task, gradient, hessian_vector_product
from fallline.core.gradient_optimizer import UNCLIPPED

TOLERANCE = 1e-4  # of the eigenvalue: the residual at which the iteration stops
MAX_PRODUCTS = 60  # Hessian-vector products of one eigenvalue
RANDOM_SHARE = 1.0  # length of the random vector that is added to a warm start, so that no direction is missed
MIN_PRODUCTS = 4  # before the iteration may stop, so that the random vector can tell
MAX_GRAPH_VALUES = 2**23  # weights times samples whose graph is kept; more samples are taken in turns
UNIT_CURVATURE = CurvatureRange(1.0, 1.0)
ADAM_IDS = ("adam", "adamw")


Product = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True, eq=False)
class Eigenpairs:
    """The largest eigenvalue of one symmetric matrix per row: ``values`` (rows,) and unit ``vectors`` (rows, dim).

    ``residuals`` (rows,) are the lengths of A v - value v: an eigenvalue lies within that distance of the value.
    ``products`` (rows,) counts the matrix-vector products that a row needed.
    """

    values: torch.Tensor
    vectors: torch.Tensor
    residuals: torch.Tensor
    products: torch.Tensor

    def has_converged(self, tolerance: float = TOLERANCE) -> torch.Tensor:
        """Return whether the residual of each row is at most ``tolerance`` times the size of its value, (rows,)."""
        return self.residuals <= tolerance * self.values.abs()

    def is_done(self, tolerance: float) -> torch.Tensor:
        """Return whether the iteration of each row may stop, (rows,): it has converged or is not finite."""
        return ~self.values.isfinite() | self.has_converged(tolerance) & (self.products >= MIN_PRODUCTS)


@dataclass(frozen=True)
class Edge:
    """The edge of stability of an optimizer: the sharpness beyond which a step is unstable on a quadratic.

    ``value`` is None if none is established; ``text`` says of which matrix the largest eigenvalue is meant, or why
    there is no edge. ``is_preconditioned`` is True if it is the Hessian preconditioned by the rule's denominator.
    """

    value: float | None
    is_preconditioned: bool
    text: Sentence


def largest_eigenpairs(
    product: Product, start: torch.Tensor, tolerance: float = TOLERANCE, max_products: int = MAX_PRODUCTS
) -> Eigenpairs:
    """Return the largest eigenvalue of a symmetric matrix for every row, by the Lanczos iteration from ``start``.

    ``product`` maps vectors (rows, dim) to the products with each row's matrix. A row stops when its residual is at
    most ``tolerance`` times the size of its value, but not before MIN_PRODUCTS, and at the latest after
    ``max_products``. All basis vectors are kept, and orthogonalised twice (Parlett, 1980).
    """
    basis = torch.nn.functional.normalize(start, dim=-1)[:, None]  # (rows, count, dim)
    overlaps: list[torch.Tensor] = []
    found: Eigenpairs | None = None
    while True:
        image = product(basis[:, -1])
        overlap = torch.einsum("rkd,rd->rk", basis, image)
        image = image - torch.einsum("rk,rkd->rd", overlap, basis)
        image = image - torch.einsum("rk,rkd->rd", torch.einsum("rkd,rd->rk", basis, image), basis)
        length = torch.linalg.vector_norm(image, dim=-1)
        overlaps.append(overlap)
        found = _keep_converged(found, _ritz_pairs(overlaps, basis, length), tolerance)
        if len(overlaps) == min(max_products, start.shape[-1]) or found.is_done(tolerance).all():
            return found
        tiny = torch.finfo(length.dtype).tiny
        basis = torch.cat((basis, (image / length.clamp_min(tiny)[:, None])[:, None]), 1)


def _ritz_pairs(overlaps: list[torch.Tensor], basis: torch.Tensor, length: torch.Tensor) -> Eigenpairs:
    """Return the largest eigenvalue of the matrix restricted to the span of ``basis`` (rows, count, dim).

    ``overlaps`` are the products of each image with the basis vectors until then, ``length`` (rows,) what is left of
    the last image outside the span.
    """
    rows, count, _ = basis.shape
    matrix = torch.zeros(rows, count, count, dtype=torch.float64, device=basis.device)
    for column, overlap in enumerate(overlaps):
        matrix[:, : column + 1, column] = overlap.double()
    matrix = matrix.triu() + matrix.triu(1).mT
    is_finite = matrix.isfinite().all(-1).all(-1)
    values, vectors = torch.linalg.eigh(torch.where(is_finite[:, None, None], matrix, 0.0))
    value, weights = torch.where(is_finite, values[:, -1], torch.nan), vectors[:, :, -1]
    vector = torch.einsum("rk,rkd->rd", weights.to(basis.dtype), basis)
    residual = torch.where(is_finite, length.double() * weights[:, -1].abs(), torch.nan)
    return Eigenpairs(value, vector, residual, torch.full_like(length, count, dtype=torch.int64))


def _keep_converged(known: Eigenpairs | None, new: Eigenpairs, tolerance: float) -> Eigenpairs:
    """Return the new values, but the known ones of rows that had converged, so that rows do not affect each other."""
    if known is None:
        return new
    done = known.is_done(tolerance)
    return Eigenpairs(
        torch.where(done, known.values, new.values),
        torch.where(done[:, None], known.vectors, new.vectors),
        torch.where(done, known.residuals, new.residuals),
        torch.where(done, known.products, new.products),
    )


def hessian_product(task: Task, x: torch.Tensor, samples: Samples) -> Product:
    """Return the function v -> H v, with the Hessian H of the mean loss over ``samples`` at every row of x (rows, dim).

    If there are few samples, the graph of the gradient is computed once and kept.
    """
    turn = max(1, MAX_GRAPH_VALUES // x.numel())
    if turn >= len(samples):
        at = x.detach().requires_grad_(True)
        slope = gradient(partial(task.f_on_batch, batch=samples.shared()), at, create_graph=True)
        return lambda v: torch.autograd.grad(slope, at, v, retain_graph=True)[0]

    def product(v: torch.Tensor) -> torch.Tensor:
        total = torch.zeros_like(v)
        for each in samples.slices(turn):
            loss = partial(task.f_on_batch, batch=each.shared())
            total += len(each) / len(samples) * hessian_vector_product(loss, x, v)
        return total

    return product


def precondition(product: Product, denominators: torch.Tensor) -> Product:
    """Return v -> D^-1/2 H D^-1/2 v, with ``denominators`` D (rows, dim); it has the eigenvalues of D^-1 H."""
    root = denominators.rsqrt()
    return lambda v: root * product(root * v)


def measure_sharpness(
    task: Task,
    snapshots: np.ndarray,
    *,
    sample_count: int | None = None,
    dtype: torch.dtype = torch.float32,
    denominators: np.ndarray | None = None,
    tolerance: float = TOLERANCE,
) -> Iterator[Eigenpairs]:
    """Yield the largest Hessian eigenvalue of the mean training loss at one snapshot after another, on the CPU.

    ``snapshots`` (m, rows, dim) are weights; with ``denominators`` (m, rows, dim) the Hessian is preconditioned. Only
    the first ``sample_count`` training samples count, if given. The first snapshot starts at a random vector, the
    others at the eigenvectors of the one before plus a random vector of length RANDOM_SHARE. Values are NaN where the
    weights, the loss or the denominators are not finite.
    """
    samples = task.samples(TRAIN, dtype, "cpu").first(sample_count)
    generator, known = torch.Generator().manual_seed(0), None
    noise = torch.nn.functional.normalize(torch.randn(snapshots.shape[-1], generator=generator), dim=-1).to(dtype)
    for number, weights in enumerate(snapshots):
        x = torch.from_numpy(weights).to(dtype)
        product = hessian_product(task, x, samples)
        if denominators is not None:
            product = precondition(product, torch.from_numpy(denominators[number]).to(dtype))
        start = noise.expand_as(x) if known is None else known.nan_to_num() + RANDOM_SHARE * noise
        found = largest_eigenpairs(product, start, tolerance)
        known = found.vectors
        yield found


def adam_denominators(optimizer: Optimizer, readouts: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the preconditioner of Adam from its readout ``denominator`` (m, rows, dim) after ``steps`` (m,) steps.

    It has the correction 1 - beta1^t of the average gradient as a factor (Cohen et al., 2022, equation 2).
    """
    corrections = 1 - optimizer.settings()["beta1"] ** steps
    return readouts * corrections[:, None, None]


def edge_of_stability(optimizer: Optimizer, batch_size: int, sample_count: int) -> Edge:
    """Return the edge of stability of an optimizer that takes ``batch_size`` of ``sample_count`` samples per step.

    It is 2 / lr for gradient descent and 2 (1 + momentum) / lr for the heavy ball, Nesterov's with its own factor
    (Cohen et al., 2021), and 2 (1 + beta1) / ((1 - beta1) lr), which is 38 / lr at beta1 0.9, for Adam with all samples
    in every step (Cohen et al., 2022).
    """
    is_full_batch = batch_size == sample_count
    stable_rate = max_stable_learning_rate(optimizer, UNIT_CURVATURE)
    if stable_rate is not None:
        text = Sentence(
            "the largest Hessian eigenvalue at which a step of this rule is just stable on a quadratic, if it takes "
            "all samples; with {batch} samples per step, training usually stays below it",
            batch=batch_size,
        )
        if is_full_batch:
            text = Sentence(
                "the largest Hessian eigenvalue at which a step of this rule is just stable on a quadratic; with all "
                "samples in every step, training often rises to it and stays near it"
            )
        return Edge(stable_rate / get_learning_rate(optimizer), is_preconditioned=False, text=text)
    return _adam_edge(optimizer, batch_size, is_full_batch=is_full_batch)


def _adam_edge(optimizer: Optimizer, batch_size: int, *, is_full_batch: bool) -> Edge:
    """Return the edge of stability of Adam, and that there is none for other optimizers."""
    if optimizer.id not in ADAM_IDS or not _is_plain_adam(optimizer):
        return Edge(
            None,
            is_preconditioned=False,
            text=Sentence(
                "No edge of stability is established for {optimizer} with these settings.", optimizer=optimizer.title
            ),
        )
    if not is_full_batch:
        return Edge(
            None,
            is_preconditioned=True,
            text=Sentence(
                "Adam's edge is known with all samples in every step; here a step takes {batch}.", batch=batch_size
            ),
        )
    beta1 = optimizer.settings()["beta1"]
    value = 2 * (1 + beta1) / ((1 - beta1) * get_learning_rate(optimizer))
    return Edge(
        value,
        is_preconditioned=True,
        text=Sentence(
            "the largest eigenvalue of the Hessian, preconditioned by Adam's denominator, at which a step is just "
            "stable on a quadratic if that denominator stays as it is"
        ),
    )


def _is_plain_adam(optimizer: Optimizer) -> bool:
    """Return whether Adam has no option on that the theory leaves out."""
    settings = optimizer.settings()
    return not (
        settings["weight_decay"] or settings["schedule"] or settings["maximize"] or settings.get("amsgrad")
    ) and (settings["clip"] == UNCLIPPED)
