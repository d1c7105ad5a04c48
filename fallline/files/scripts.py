"""A race as Python: with this project, and with plain torch.optim where that has every rule of the scene."""

from __future__ import annotations

import inspect
import re
from typing import Any

import torch

from fallline.core import BadInput, Item, Optimizer, Paced, Transformed, bare, settings_of
from fallline.core.spelling import LEARNING_RATE
from fallline.core.transforms import TRANSFORMS
from fallline.scene import Scene

LAB = '''"""{title}, {steps} steps. Needs the package fallline. On the page: /?{link}"""

{imports}

scene = Scene(
    landscape={landscape},
    optimizers=(
{optimizers}
    ),
    starts=(
{starts}
    ),
{more})
runs = race(scene)  # one per optimizer: run.x is (steps + 1, starts, dim), run.f, run.grad, run.step, run.readouts

for run in runs:
    print(run.optimizer.title, run.x[-1, 0], run.outcome[0])
'''
TORCH = '''"""{title}, {steps} steps with torch.optim. Needs the package fallline. On the page: /?{link}"""

import torch

{imports}

torch.set_default_dtype(torch.float64)
landscape = {landscape}
steps = {steps}
starts = [
{starts}
]
{around}makers = {{
{makers}
}}
{noise}

def path(make, row):
    """Where an optimizer goes from one of the starts: (steps + 1, dim)."""
    x = torch.tensor([starts[row]], requires_grad=True)
    made = make(x)
    optimizer, schedule = made if isinstance(made, tuple) else (made, None)
    points = [x.detach().clone()]
    for step in range(steps):

        def closure(step=step):
            optimizer.zero_grad()
            loss = landscape.f(x).sum()
            loss.backward(){tape}
            return loss

        optimizer.step(closure)
        if schedule:
            schedule.step()
        points.append(x.detach().clone())
    return torch.cat(points)


paths = {{name: [path(make, row) for row in range(len(starts))] for name, make in makers.items()}}

for name, rows in paths.items():
    print(name, rows[0][-1].tolist(), "f =", float(landscape.f(rows[0][-1])))
'''
AROUND = "starts += map(tuple, {pattern}.around(starts[0], landscape.view).tolist())\n"
NOISE = (
    "tape = noise_tape({seed}, len(starts), steps, landscape.dim, {noise})  # on gradients: (steps + 1, starts, dim)\n"
)
SCHEDULED = '''

def scheduled(optimizer, schedule):
    """An optimizer and what changes its learning rate after every step."""
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule.factor(step, steps))

'''
HOW = ("foreach", "fused", "capturable", "differentiable")  # arguments that change no number
SHELVES = ("landscapes", "optimizers", "schedules", "patterns")


def lab_code(scene: Scene) -> str:
    """A script that runs the scene with this project; it leaves the trajectories in ``runs``."""
    settings = [each for each in settings_of(Scene) if getattr(scene, each.name) != each.default]
    more = "".join(f"    {each.name}={_value(getattr(scene, each.name))},\n" for each in settings)
    optimizers = "\n".join(f"        {_item(each)}," for each in scene.optimizers)
    body = {"landscape": _landscape(scene.landscape), "optimizers": optimizers, "more": more}
    return LAB.format(**body, **_common(scene, "        "), imports=_imports("from fallline import Scene, race", body))


def torch_code(scene: Scene) -> str:
    """A script that runs the scene with torch's own optimizers; it leaves (steps + 1, dim) paths in ``paths``.

    Raises BadInput where torch.optim has no such rule.
    """
    makers, names = [], set()
    for which, optimizer in enumerate(scene.optimizers):
        reference = torch_reference(optimizer)
        if reference is None:
            names.add(optimizer.title)
            continue
        made = _constructed(reference)
        schedule = optimizer.schedule if isinstance(optimizer, Paced) else None
        if schedule is None:
            makers.append(f'    "{which + 1}. {optimizer.title}": lambda x: {made},')
        else:
            makers.append(f'    "{which + 1}. {optimizer.title}": lambda x: scheduled({made}, {_item(schedule)}),')
    if names:
        raise BadInput(
            f"torch.optim has no rule that is exactly {' or '.join(sorted(names))} with these settings, so there is no "
            "plain script of this race."
        )
    body = {"landscape": _landscape(scene.landscape), "makers": "\n".join(makers)}
    around = AROUND.format(pattern=_item(scene.around)) if scene.around else ""
    noise, tape, first = "", "", ""
    if scene.noise:
        noise = NOISE.format(seed=scene.seed, noise=_value(scene.noise))
        tape, first = "\n            x.grad += tape[step, row]", "from fallline.run.noise import noise_tape"
    if "scheduled(" in body["makers"]:
        noise += SCHEDULED
    body |= {"noise": noise, "tape": tape, "around": around}
    script = TORCH.format(**body, **_common(scene, "    "), imports=_imports(first, body))
    return re.sub(r"\n{3,}def", "\n\n\ndef", script)


def torch_reference(optimizer: Optimizer) -> torch.optim.Optimizer | None:
    """The same rule of torch.optim for one row, or None."""
    reference = optimizer.reference(torch.zeros(1, 2, dtype=torch.float64, requires_grad=True))
    return reference if type(reference).__module__.startswith("torch.optim.") else None


def _common(scene: Scene, indent: str) -> dict[str, Any]:
    starts = "\n".join(f"{indent}{start!r}," for start in scene.starts)
    return {"title": scene.landscape.title, "steps": scene.steps, "link": scene.to_link(), "starts": starts}


def _imports(first: str, body: dict[str, str]) -> str:
    """The imports that a script needs: the shelves that it names."""
    text = " ".join(body.values())
    lines = [first] if first else []
    if "changed(" in text:
        lines.insert(0, "from fallline.core import changed")
    lines += [f"from fallline.{name} import shelf as {name}" for name in SHELVES if f"{name}[" in text]
    return "\n".join(lines)


def _landscape(landscape: Item) -> str:
    if not isinstance(landscape, Transformed):
        return _item(landscape)
    values = {each.name: getattr(landscape, each.name) for each in TRANSFORMS}
    wraps = ", ".join(
        f"{each.name}={_value(values[each.name])}" for each in TRANSFORMS if values[each.name] != each.default
    )
    return f"changed({_item(bare(landscape))}, {wraps})"


def _item(item: Item) -> str:
    """An item as it is made: its shelf, its id, and the settings that differ from their defaults."""
    package = type(item).__module__.split(".")[1]
    settings = [
        each for each in settings_of(type(item)) if getattr(item, each.name) != each.default or each.name == "lr"
    ]
    inside = ", ".join(f"{each.name}={_value(getattr(item, each.name))}" for each in settings)
    return f'{package}["{item.id}"]({inside})'


def _value(value: Any) -> str:
    return _item(value) if isinstance(value, Item) else repr(value)


def _constructed(reference: torch.optim.Optimizer) -> str:
    """The call that makes a torch optimizer, with the arguments that differ from their defaults."""
    parameters = inspect.signature(type(reference).__init__).parameters
    given = [
        f"{name}={reference.defaults[name]!r}"
        for name, parameter in parameters.items()
        if (
            name in reference.defaults and name not in HOW and reference.defaults[name] not in (parameter.default, None)
        )
        or name == LEARNING_RATE
    ]
    return f"torch.optim.{type(reference).__name__}({', '.join(['[x]', *given])})"
