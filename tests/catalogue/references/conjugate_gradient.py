"""The two formulas of conjugate gradients in numpy, with scipy's line search of Moré and Thuente.

scipy's own CG is no reference: where the next direction hardly descends, it searches again by another method.
"""

import numpy as np
from scipy.optimize._linesearch import line_search_wolfe1


def accepted_points(o, f, x, count):
    """Return the accepted points, beginning with x, at most ``count``, as long as the searches succeed."""
    points, value, g = [x], f(x), f.gradient(x)
    direction, previous_value = -g, value + np.linalg.norm(g) / 2
    while len(points) < count:
        found = line_search_wolfe1(
            *(f, f.gradient, x, direction, g, value, previous_value),
            c1=o.sufficient,
            c2=o.curvature,
            amin=1e-100,
            amax=1e100,
            xtol=1e-14,
        )
        if found[0] is None:
            break
        x, value, previous_value, previous_g, g = x + found[0] * direction, found[3], found[4], g, found[5]
        points.append(x)
        change = g if o.beta == "fletcher_reeves" else g - previous_g
        direction = -g + max(0.0, change @ g / (previous_g @ previous_g)) * direction
        direction = direction if direction @ g < 0 else -g
    return points
