"""The two formulas by hand, with scipy's own search of Moré and Thuente. scipy's CG itself searches a second time, by
another method, where the next direction would hardly lead down; this rule does not."""

import numpy as np
from scipy.optimize._linesearch import line_search_wolfe1


def accepted(o, f, x, count):
    """The points that are accepted from x on, x first, at most ``count``, as long as the searches succeed."""
    points, value, g = [x], f(x), f.gradient(x)
    direction, value_before = -g, value + np.linalg.norm(g) / 2
    while len(points) < count:
        found = line_search_wolfe1(
            *(f, f.gradient, x, direction, g, value, value_before),
            c1=o.sufficient,
            c2=o.curvature,
            amin=1e-100,
            amax=1e100,
            xtol=1e-14,
        )
        if found[0] is None:
            break
        x, value, value_before, g_before, g = x + found[0] * direction, found[3], found[4], g, found[5]
        points.append(x)
        change = g if o.beta == "fletcher_reeves" else g - g_before
        direction = -g + max(0.0, change @ g / (g_before @ g_before)) * direction
        direction = direction if direction @ g < 0 else -g
    return points
