"""Any class of torch.optim's kind, by its name."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

import torch

from fallline.core import BadInput, ScheduledOptimizer, real, replace_unchecked, text
from fallline.optimizers._instances import (
    InstanceState,
    instance_point,
    make_instance,
    probe_class,
    read_state,
    step_instance,
)
from fallline.optimizers._shared import ScalarOrColumn, zero_state
from fallline.optimizers.torch_classes import find_class, has_learning_rate
from fallline.optimizers.torch_options import read_options


@dataclass(frozen=True)
class Torch(ScheduledOptimizer):
    r"""Whatever class you name, of torch.optim or of a package that whoever started the lab has allowed: one instance
    of it walks from each start, and what it remembers is shown under its own names. Settings beside the learning rate
    go into options, as eps=1e-6, nesterov=True, betas=(0.9, 0.99). It must take a plain gradient of a vector: methods
    for matrices, and those that ask for f several times a step, say so. (Paszke et al., 2019)"""

    cls: str = text("torch.optim.Adam", max_length=200, help="package.module.Class")
    lr: ScalarOrColumn = real(1e-3, 1e-6, 10.0, log=True, help="learning rate, as the class understands it")
    options: str = text("", max_length=500, help="its other arguments: name=value, name=value")

    title = "Any torch optimizer"
    readouts = {}
    one_instance_per_row = True
    part_shapes: ClassVar[
        tuple[tuple[int, ...], ...]
    ] = ()  # of the tensors of a network; a landscape's point is one tensor
    formula = r"x_t = x_{t-1} + \mathrm{step}(g_t,\,\text{what the instance remembers})"
    fails = "It is as good as its class; and since every row has an instance of its own, many starts take long."

    if TYPE_CHECKING:  # no settings
        kind: type[torch.optim.Optimizer] = field(init=False)
        given: dict[str, Any] = field(init=False)
        draws: bool = field(init=False)

    def __post_init__(self):
        super().__post_init__()
        kind = find_class(self.cls)
        if not has_learning_rate(kind):
            raise BadInput("{cls} cannot race alone: it takes no learning rate lr. Name another class.", cls=self.cls)
        options = read_options(kind, self.options)
        readouts, draws = probe_class(kind, {"lr": self._rate(0), **options})
        facts = {"kind": kind, "given": options, "title": kind.__name__, "draws": draws}
        facts["readouts"] = {**readouts, **self.shared_readouts}
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    def _rate(self, row):
        """The learning rate of one row."""
        return self.lr[min(row, len(self.lr) - 1)].item() if isinstance(self.lr, torch.Tensor) else self.lr

    def for_parts(self, parts):
        return replace_unchecked(self, "part_shapes", tuple(part.shape for part in parts))

    def init(self, x):
        state = InstanceState(zero_state(x, self.readouts))
        state.instances = [
            make_instance(self.kind, point, {"lr": self._rate(row), **self.given}, self.part_shapes)
            for row, point in enumerate(x)
        ]
        return state

    def step(self, oracle, x, state):
        g = oracle.grad(x)
        moved = [self._moved(instance, g[row], row) for row, instance in enumerate(state.instances)]
        points = [torch.full_like(x[0], torch.nan) if pair is None else instance_point(pair) for pair in moved]
        each = [new or old for new, old in zip(moved, state.instances, strict=True)]
        held = [read_state(pair, self.readouts) for pair in each]
        missing = {name: value[0] for name, value in state.items()}
        new = {
            name: torch.stack([known.get(name, none) for known in held]).to(x.dtype) for name, none in missing.items()
        }
        state = InstanceState(new)
        state.instances = each
        return torch.stack(points), state

    def _moved(self, instance, g, row):
        """The instance one step further; None where it cannot cope with a point that has left the finite numbers."""
        try:
            return step_instance(instance, g, None if self.schedule is None else self._rate(row), is_random=self.draws)
        except Exception as problem:  # noqa: BLE001 - whatever the code of others may raise
            if g.isfinite().all() and instance_point(instance).isfinite().all():
                reason = " ".join(str(problem).split())[:200]
                raise BadInput("{cls} stops with: {reason}.", cls=self.cls, reason=reason) from None
            return None

    def reference(self, x):
        options = {"lr": self.lr, **self.given}
        return self.kind([x], **options)
