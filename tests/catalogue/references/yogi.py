"""Yogi, symbol by symbol from Zaheer et al., 2018, with corrections where they are asked for."""

from math import sqrt

from symbols import Symbols, sign


class Reference(Symbols):
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
