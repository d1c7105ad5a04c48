"""The authors' package, schedulefree, switched to the averaged point after each step and back before the next."""

from schedulefree import SGDScheduleFree

DECAYS = ("coupled",)  # the readings of weight decay that the reference has


def with_averaged_parameters(cls):
    """Return a subclass whose parameters are at the averaged point between its steps."""

    class Averaged(cls):
        def step(self, closure):
            self.train()
            loss = super().step(closure)
            self.eval()
            return loss

    return Averaged


def reference(optimizer, x):
    o = optimizer
    options = {"momentum": o.beta1, "warmup_steps": o.warmup, "weight_decay": o.weight_decay}
    return with_averaged_parameters(SGDScheduleFree)([x], lr=o.lr, foreach=False, **options)
