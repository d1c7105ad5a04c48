"""Backtracking by Armijo's rule, in numpy."""


def accepted_points(o, f, x, count):
    """Return the accepted points, beginning with x, at most ``count``."""
    points = [x]
    while len(points) < count:
        g, alpha = f.gradient(x), o.first_step
        while not f(x - alpha * g) <= f(x) - o.sufficient * alpha * (g @ g):
            alpha *= o.shrink
            if alpha < 1e-100:
                return points
        x = x - alpha * g
        points.append(x)
    return points
