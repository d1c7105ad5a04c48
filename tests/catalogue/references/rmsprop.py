"""The formula of RMSprop with eps under the root, as in TensorFlow, on Python floats."""

from math import sqrt

from scalar_reference import ScalarReference

DECAYS = ("coupled",)  # the readings of weight decay that the reference has


class Reference(ScalarReference):
    memory = {"square": 0.0, "average": 0.0, "velocity": 0.0}

    def coordinate(self, theta, g, axis):
        o = self.o
        g = g + o.weight_decay * theta
        axis["square"] = o.alpha * axis["square"] + (1 - o.alpha) * g * g
        axis["average"] = o.alpha * axis["average"] + (1 - o.alpha) * g
        spread = axis["square"] - axis["average"] ** 2 if o.centred else axis["square"]
        axis["velocity"] = o.momentum * axis["velocity"] + g / sqrt(spread + o.eps)
        return theta - o.lr * axis["velocity"]


reference = Reference
