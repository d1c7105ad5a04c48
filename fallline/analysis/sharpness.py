"""Sharpness of a network's loss: the largest eigenvalue of its Hessian, and the edge of stability that theory gives.

Gradient descent on a quadratic of curvature L is stable up to the learning rate 2 / L. On networks trained with all
samples in every step, the largest eigenvalue rises until it reaches 2 / lr and stays near it (Cohen et al., 2021); for
full-batch Adam the same holds of the Hessian preconditioned with Adam's denominator (Cohen et al., 2022).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch

from fallline.analysis.learning_rates import get_learning_rate
from fallline.analysis.quadratic_theory import CurvatureRange, max_stable_learning_rate
from fallline.core import Optimizer, Samples, Sentence, Task, hessian_vector_product
from fallline.core.gradient_optimizer import UNCLIPPED

TOLERANCE = 1e-3  # of the eigenvalue: the residual at which the iteration stops
MAX_PRODUCTS = 60  # Hessian-vector products of one eigenvalue
RANDOM_SHARE = 0.3  # length of the random vector that is added to a warm start, so that it misses no direction
MAX_PRODUCT_VALUES = 2**22  # numbers in the largest activation of one product; more samples are taken in turns
ADAM_IDS = ("adam", "adamw")

Product = Callable[[torch.Tensor], torch.Tensor]


@dataclass(frozen=True, eq=False)
class Eigenpairs:
    """The largest eigenvalue of a symmetric matrix per row: ``values`` (rows,) and unit ``vectors`` (rows, dim).

    ``residuals`` (rows,) are the lengths of A v - value v, so that some eigenvalue lies within that distance.
    ``products`` (rows,) counts the matrix-vector products that each row needed.
    """

    values: torch.Tensor
    vectors: torch.Tensor
    residuals: torch.Tensor
    products: torch.Tensor


def largest_eigenpairs(
    product: Product, start: torch.Tensor, tolerance: float = TOLERANCE, max_products: int = MAX_PRODUCTS
) -> Eigenpairs:
    """Return the largest eigenvalue of a symmetric matrix for every row, by Lanczos's iteration from ``start``.

    ``product`` maps vectors (rows, dim) to the products with each row's matrix. A row stops when its residual is at
    most ``tolerance`` times the size of the eigenvalue, or after ``max_products``; the residual says which. All basis
    vectors are kept and orthogonalised against each other.
    """
    rows, dim = start.shape
    basis = torch.nn.functional.normalize(start, dim=-1)[:, None]
    matrix = torch.zeros(rows, 0, 0, dtype=torch.float64, device=start.device)
    found: Eigenpairs | None = None
    for count in range(1, min(max_products, dim) + 1):
        image = product(basis[:, -1])
        for _ in range(2):  # once is not enough to be orthogonal to rounding (Parlett, 1980)
            overlap = torch.einsum("rkd,rd->rk", basis, image)
            matrix = _extend(matrix, overlap) if len(matrix[0]) < count else matrix
            image = image - torch.einsum("rk,rkd->rd", overlap, basis)
        length = torch.linalg.vector_norm(image, dim=-1)
        found = _take_found(found, _ritz_pairs(matrix, basis, length, count), tolerance)
        if bool(_has_converged(found, tolerance).all()):
            break
        basis = torch.cat((basis, (image / length.clamp_min(torch.finfo(length.dtype).tiny)[:, None])[:, None]), 1)
    assert found is not None
    return found
