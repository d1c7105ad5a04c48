"""The port of the authors' code in pytorch_optimizer."""

from pytorch_optimizer import Lion

DECAYS = ("coupled", "decoupled", "fixed")  # the readings of weight decay that the reference has


def reference(optimizer, x):
    o = optimizer
    options = {"betas": (o.beta1, o.beta2), "weight_decay": o.weight_decay}
    options |= {"weight_decouple": o.decay != "coupled", "fixed_decay": o.decay == "fixed"}
    return Lion([x], lr=o.lr, foreach=False, **options)
