"""Algorithm 2 of Gupta et al., 2018, for a tensor of one axis, with matrices of 50 decimal digits."""

import mpmath
import torch

DIGITS = 50

DECAYS = ("coupled",)  # the readings of weight decay that the reference has


class Reference:
    def __init__(self, optimizer, x):
        self.o, self.x, self.total = optimizer, x, mpmath.mpf(optimizer.eps) * mpmath.eye(x.numel())

    def step(self, closure):
        closure()
        o, theta = self.o, self.x.detach().flatten()
        g = self.x.grad.flatten() + o.weight_decay * theta
        if not g.isfinite().all():
            new = torch.full_like(theta, torch.nan)
        else:
            new = theta - o.lr * torch.tensor(self.direction(mpmath.matrix(g.tolist())), dtype=theta.dtype)
        with torch.no_grad():
            self.x.copy_(new.reshape(self.x.shape))

    def direction(self, g):
        with mpmath.workdps(DIGITS):
            self.total += g * g.T
            values, vectors = mpmath.eigsy(self.total)
            scaled = vectors * mpmath.diag([1 / mpmath.sqrt(value) for value in values]) * vectors.T * g
            return [float(each) for each in scaled]


reference = Reference
