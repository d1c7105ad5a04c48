"""The original formula of Sutskever et al., 2013, in which the gradient is evaluated at x + mu v."""

import torch

DECAYS = ("coupled",)  # the readings of weight decay that the reference has


class Reference:
    def __init__(self, optimizer, x):
        self.o, self.x, self.v = optimizer, x, torch.zeros_like(x)

    def step(self, closure):
        o, theta = self.o, self.x.detach().clone()
        ahead = theta + o.momentum * self.v
        with torch.no_grad():
            self.x.copy_(ahead)
        closure()
        self.v = o.momentum * self.v - o.lr * (self.x.grad + o.weight_decay * ahead)
        with torch.no_grad():
            self.x.copy_(theta + self.v)


reference = Reference
