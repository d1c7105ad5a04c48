"""The formula of AMSGrad without bias corrections (Reddi et al., 2018) on Python floats."""

from math import sqrt

from scalar_reference import ScalarReference

DECAYS = ("coupled",)  # the readings of weight decay that the reference has


class Reference(ScalarReference):
    memory = {"m": 0.0, "v": 0.0, "largest": 0.0}

    def coordinate(self, theta, g, axis):
        o = self.o
        g = g + o.weight_decay * theta
        axis["m"] = o.beta1 * axis["m"] + (1 - o.beta1) * g
        axis["v"] = o.beta2 * axis["v"] + (1 - o.beta2) * g * g
        axis["largest"] = max(axis["largest"], axis["v"])
        return theta - o.lr * axis["m"] / (sqrt(axis["largest"]) + o.eps)


reference = Reference
