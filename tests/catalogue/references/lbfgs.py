"""scipy's L-BFGS-B without bounds; its two constants of Wolfe's conditions cannot be set."""

from scipy import optimize


def accepted(o, f, x, count):
    """The points that are accepted from x on, x first, at most ``count``."""
    points = [x]
    if (o.sufficient, o.curvature) == (1e-3, 0.9):
        options = {"maxcor": o.memory, "gtol": 0, "ftol": 0, "maxiter": count - 1}
        optimize.minimize(
            f, x, jac=f.gradient, method="L-BFGS-B", options=options, callback=lambda x: points.append(x.copy())
        )
    return points
