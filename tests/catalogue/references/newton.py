"""Newton's formula in numpy.

The damped form makes the curvatures positive by a singular value decomposition, which gives |H| for a symmetric H.
"""

import numpy as np


def accepted_points(o, f, x, count):
    """Return the accepted points, beginning with x, at most ``count``."""
    points = [x]
    while len(points) < count:
        g, matrix = f.gradient(x), f.hessian(x)
        if o.form == "pure":
            if np.linalg.matrix_rank(matrix) < len(x):
                return points
            x = x - np.linalg.solve(matrix, g)
            points.append(x)
            continue
        _, sizes, axes = np.linalg.svd(matrix)
        d, alpha = -axes.T @ (axes @ g / np.maximum(sizes, o.floor)), 1.0
        while not f(x + alpha * d) <= f(x) + o.sufficient * alpha * (g @ d):
            alpha *= o.shrink
            if alpha < 1e-100:
                return points
        x = x + alpha * d
        points.append(x)
    return points
