"""scipy's Nelder-Mead, from the same initial simplex."""

from itertools import pairwise

import numpy as np
from scipy import optimize


def accepted_points(o, f, x, count):
    """Return the successive best corners, at most ``count``."""
    points = [x]
    corners = np.stack([x, *(x + np.where(x == 0, 2.5e-4, o.size * x) * axis for axis in np.eye(len(x)))])
    points.append(min(corners, key=f))
    options = {"initial_simplex": corners, "maxiter": 4 * count, "xatol": 0, "fatol": 0}
    optimize.minimize(f, x, method="Nelder-Mead", options=options, callback=lambda x: points.append(x.copy()))
    return [x, *(point for previous, point in pairwise(points) if (point != previous).any())][:count]
