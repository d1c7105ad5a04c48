"""The base class of references that are written as the paper's formula, in Python floats, one coordinate at a time."""

import torch


class ScalarReference:
    """An optimizer of one point, with the interface of torch.optim.

    A subclass defines ``coordinate(theta, g, axis)``, which returns the new value of one coordinate. ``axis`` is the
    dict in which the coordinate's state is kept; it begins as a copy of ``memory``.
    """

    memory = {}

    def __init__(self, optimizer, x):
        self.o, self.x, self.t = optimizer, x, 0
        self.axes = [dict(self.memory) for _ in range(x.numel())]

    def step(self, closure):
        loss = closure()
        self.t += 1
        theta, g = self.x.detach().flatten().tolist(), self.x.grad.flatten().tolist()
        self.set_point([self.coordinate(*each) for each in zip(theta, g, self.axes, strict=True)])
        return loss

    def set_point(self, values):
        with torch.no_grad():
            self.x.copy_(torch.tensor(values, dtype=self.x.dtype).reshape(self.x.shape))


def sign(value):
    return (value > 0) - (value < 0)
