"""The paper's form without corrections, symbol by symbol from Reddi et al., 2018."""

from math import sqrt

from symbols import Symbols


class Reference(Symbols):
    memory = {"m": 0.0, "v": 0.0, "largest": 0.0}

    def coordinate(self, theta, g, axis):
        o = self.o
        g = g + o.weight_decay * theta
        axis["m"] = o.beta1 * axis["m"] + (1 - o.beta1) * g
        axis["v"] = o.beta2 * axis["v"] + (1 - o.beta2) * g * g
        axis["largest"] = max(axis["largest"], axis["v"])
        return theta - o.lr * axis["m"] / (sqrt(axis["largest"]) + o.eps)


reference = Reference
