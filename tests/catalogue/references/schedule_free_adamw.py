"""The authors' package, schedulefree."""

from references.schedule_free_sgd import with_averaged_parameters
from schedulefree import AdamWScheduleFree

DECAYS = ("coupled",)  # the readings of weight decay that the reference has


def reference(optimizer, x):
    o = optimizer
    return with_averaged_parameters(AdamWScheduleFree)(
        [x],
        lr=o.lr,
        betas=(o.beta1, o.beta2),
        eps=o.eps,
        warmup_steps=o.warmup,
        weight_decay=o.weight_decay,
        foreach=False,
    )
