"""The formula of Yogi (Zaheer et al., 2018), optionally with bias corrections, on Python floats."""

from math import sqrt

from scalar_reference import ScalarReference, sign

DECAYS = ("coupled",)  # the readings of weight decay that the reference has


class Reference(ScalarReference):
    def __init__(self, optimizer, x):
        self.memory = {"m": 0.0, "v": optimizer.initial}
        super().__init__(optimizer, x)

    def coordinate(self, theta, g, axis):
        o, t = self.o, self.t
        g = g + o.weight_decay * theta
        axis["m"] = o.beta1 * axis["m"] + (1 - o.beta1) * g
        axis["v"] = axis["v"] - (1 - o.beta2) * sign(axis["v"] - g * g) * g * g
        if not o.corrected:
            return theta - o.lr * axis["m"] / (sqrt(axis["v"]) + o.eps)
        return theta - o.lr * axis["m"] / (1 - o.beta1**t) / (sqrt(axis["v"] / (1 - o.beta2**t)) + o.eps)


reference = Reference
