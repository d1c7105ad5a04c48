"""The port of the authors' code in pytorch_optimizer."""

from pytorch_optimizer import AdaBound

DECAYS = ("coupled",)  # the readings of weight decay that the reference has


def reference(optimizer, x):
    o = optimizer
    return AdaBound(
        [x],
        lr=o.lr,
        final_lr=o.final_lr,
        betas=(o.beta1, o.beta2),
        gamma=o.gamma,
        eps=o.eps,
        weight_decay=o.weight_decay,
        weight_decouple=False,
        ams_bound=o.amsbound,
        foreach=False,
    )
