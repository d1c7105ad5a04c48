"""The formulas of SignSGD and Signum (Bernstein et al., 2018) on Python floats."""

from scalar_reference import ScalarReference, sign

DECAYS = ("decoupled",)  # the readings of weight decay that the reference has


class Reference(ScalarReference):
    memory = {"m": 0.0}

    def coordinate(self, theta, g, axis):
        o = self.o
        axis["m"] = o.beta * axis["m"] + (1 - o.beta) * g
        return theta * (1 - o.lr * o.weight_decay) - o.lr * sign(axis["m"])


reference = Reference
