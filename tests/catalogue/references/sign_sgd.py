"""SignSGD and Signum, symbol by symbol from Bernstein et al., 2018."""

from symbols import Symbols, sign


class Reference(Symbols):
    memory = {"m": 0.0}

    def coordinate(self, theta, g, axis):
        o = self.o
        axis["m"] = o.beta * axis["m"] + (1 - o.beta) * g
        return theta * (1 - o.lr * o.weight_decay) - o.lr * sign(axis["m"])


reference = Reference
