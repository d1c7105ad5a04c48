"""The port of the authors' code in pytorch_optimizer."""

from pytorch_optimizer import Adan

DECAYS = ("proximal", "decoupled")  # the readings of weight decay that the reference has


def reference(optimizer, x):
    o = optimizer
    betas = (o.beta1, o.beta2, o.beta3)
    options = {"weight_decay": o.weight_decay, "weight_decouple": o.decay == "decoupled"}
    return Adan([x], lr=o.lr, betas=betas, eps=o.eps, foreach=False, **options)
