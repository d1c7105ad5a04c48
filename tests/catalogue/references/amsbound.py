"""The formula of AMSBound (Luo et al., 2019) on Python floats.

pytorch_optimizer is no reference here: its AMSBound adds eps under the root.
"""

from math import sqrt

from scalar_reference import ScalarReference

DECAYS = ("coupled",)  # the readings of weight decay that the reference has


class Reference(ScalarReference):
    memory = {"m": 0.0, "v": 0.0, "largest": 0.0}

    def coordinate(self, theta, g, axis):
        o, t = self.o, self.t
        g = g + o.weight_decay * theta
        axis["m"] = o.beta1 * axis["m"] + (1 - o.beta1) * g
        axis["v"] = o.beta2 * axis["v"] + (1 - o.beta2) * g * g
        axis["largest"] = max(axis["largest"], axis["v"])
        rate = o.lr * sqrt(1 - o.beta2**t) / (1 - o.beta1**t) / (sqrt(axis["largest"]) + o.eps)
        lower, upper = o.final_lr * (1 - 1 / (o.gamma * t + 1)), o.final_lr * (1 + 1 / (o.gamma * t))
        return theta - min(max(rate, lower), upper) * axis["m"]


reference = Reference
