"""SGDW: torch's SGD with decoupled weight decay, which torch lacks."""

import torch

DECAYS = ("decoupled",)  # the readings of weight decay that the reference has


class SGDW(torch.optim.SGD):
    """Decoupled decay: x <- x (1 - lr wd), with the gradient taken at the old x, then SGD's own step."""

    def __init__(self, params, shrink, **options):
        super().__init__(params, **options)
        self.shrink = shrink

    @torch.no_grad()
    def step(self, closure):
        loss = closure()
        for group in self.param_groups:
            for x in group["params"]:
                x.mul_(1 - group["lr"] * self.shrink)
        super().step()
        return loss


def reference(optimizer, x):
    return SGDW(
        [x],
        optimizer.weight_decay,
        lr=optimizer.lr,
        momentum=optimizer.momentum,
        dampening=optimizer.dampening,
        nesterov=optimizer.nesterov,
        foreach=False,
    )
