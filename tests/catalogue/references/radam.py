"""The formula of RAdam without its first SGD steps (Liu et al., 2020), with torch's threshold, on Python floats."""

from math import sqrt

from scalar_reference import ScalarReference

DECAYS = ("coupled", "decoupled")  # the readings of weight decay that the reference has


class Reference(ScalarReference):
    memory = {"m": 0.0, "v": 0.0}

    def coordinate(self, theta, g, axis):
        o, t = self.o, self.t
        shrunk = theta * (1 - o.lr * o.weight_decay) if o.decay == "decoupled" else theta
        g = g if o.decay == "decoupled" else g + o.weight_decay * theta
        axis["m"] = o.beta1 * axis["m"] + (1 - o.beta1) * g
        axis["v"] = o.beta2 * axis["v"] + (1 - o.beta2) * g * g
        top = 2 / (1 - o.beta2) - 1
        rho = top - 2 * t * o.beta2**t / (1 - o.beta2**t)
        if rho <= 5:
            return shrunk
        r = sqrt((rho - 4) * (rho - 2) * top / ((top - 4) * (top - 2) * rho))
        adaptive = sqrt(1 - o.beta2**t) / (sqrt(axis["v"]) + o.eps)
        return shrunk - o.lr * r * axis["m"] / (1 - o.beta1**t) * adaptive


reference = Reference
