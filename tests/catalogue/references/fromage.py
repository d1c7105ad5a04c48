"""The port of the authors' code in pytorch_optimizer, with weight decay before the step, which it lacks."""

import torch
from pytorch_optimizer import Fromage

DECAYS = ("coupled", "decoupled", "fixed")  # the readings of weight decay that the reference has


class DecayedFromage(Fromage):
    """Decays the gradient, or x itself, before the step, whose length then belongs to the smaller x."""

    def __init__(self, x, optimizer):
        super().__init__([x], lr=optimizer.lr, foreach=False)
        self.o, self.x = optimizer, x

    def step(self, closure):
        loss, o = closure(), self.o
        with torch.no_grad():
            if o.decay == "coupled":
                self.x.grad += o.weight_decay * self.x
            else:
                self.x *= 1 - (o.lr * o.weight_decay if o.decay == "decoupled" else o.weight_decay)
        super().step()
        return loss


def reference(optimizer, x):
    return DecayedFromage(x, optimizer)
