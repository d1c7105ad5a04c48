"""scipy's L-BFGS-B without bounds, which is comparable only with scipy's two constants of Wolfe's conditions."""

from scipy import optimize


def accepted_points(o, f, x, count):
    """Return the accepted points, beginning with x, at most ``count``."""
    points = [x]
    if (o.sufficient, o.curvature) == (1e-3, 0.9):
        options = {"maxcor": o.memory, "gtol": 0, "ftol": 0, "maxiter": count - 1}
        optimize.minimize(
            f, x, jac=f.gradient, method="L-BFGS-B", options=options, callback=lambda x: points.append(x.copy())
        )
    return points
