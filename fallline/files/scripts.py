"""Races as Python scripts: with this project, and with torch.optim alone if it has every optimizer of the scene."""

from __future__ import annotations

import inspect
import re
from typing import Any

import torch

from fallline.core import (
    AdaptiveSchedule,
    BadInput,
    GradientOptimizer,
    Item,
    Optimizer,
    ScheduledOptimizer,
    Transformed,
    settings_of,
    strip_transforms,
)
from fallline.core.gradient_optimizer import BY_NORM, BY_VALUE, UNCLIPPED
from fallline.core.item_text import LEARNING_RATE
from fallline.core.transforms import TRANSFORMS
from fallline.scene import Scene

LAB_TEMPLATE = '''"""{title}, {steps} steps. Needs the package fallline. On the page: /?{link}"""

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
TORCH_TEMPLATE = '''"""{title}, {steps} steps with torch.optim. Needs the package fallline. On the page: /?{link}"""

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
    """Return the path (steps + 1, dim) of an optimizer from one of the starts."""
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

        {take_step}
        if schedule:
            {advance_schedule}
        points.append(x.detach().clone())
    return torch.cat(points)


paths = {{name: [path(make, row) for row in range(len(starts))] for name, make in makers.items()}}

for name, rows in paths.items():
    print(name, rows[0][-1].tolist(), "f =", float(landscape.f(rows[0][-1])))
'''
AROUND_TEMPLATE = "starts += map(tuple, {pattern}.starts_around(starts[0], landscape.view).tolist())\n"
NOISE_TEMPLATE = (
    "tape = noise_tape({seed}, len(starts), steps, landscape.dim, {noise})  # on gradients: (steps + 1, starts, dim)\n"
)
SCHEDULED_SNIPPET = '''

def scheduled(optimizer, schedule):
    """Return the optimizer and a scheduler that changes its learning rate after every step."""
    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: schedule.factor(step, steps))

'''
CLIPPED_SNIPPET = '''

def clipped(optimizer, clip, limit):
    """Return the optimizer, which clips the gradient before each of its steps."""

    def before_step(optimizer, *_):
        clip(optimizer.param_groups[0]["params"], limit)

    optimizer.register_step_pre_hook(before_step)
    return optimizer

'''
ON_PLATEAU_SNIPPET = '''

def on_plateau(optimizer, schedule):
    """Return the optimizer and a scheduler that lowers its learning rate where the loss does not fall."""
    return optimizer, schedule.reference(optimizer, steps)

'''
PLATEAU_ADVANCE = "schedule.step(*[loss.detach()] * isinstance(schedule, torch.optim.lr_scheduler.ReduceLROnPlateau))"
CLIP_FUNCTIONS = {BY_NORM: "torch.nn.utils.clip_grad_norm_", BY_VALUE: "torch.nn.utils.clip_grad_value_"}
# Arguments of torch.optim's classes that choose an implementation and do not change the numbers.
IGNORED_ARGUMENTS = ("foreach", "fused", "capturable", "differentiable")
CATALOGUE_PACKAGES = ("landscapes", "optimizers", "schedules", "patterns")  # subpackages of fallline


def generate_lab_script(scene: Scene) -> str:
    """Return a script that runs the scene with this project, with its trajectories in the variable ``runs``."""
    settings = [each for each in settings_of(Scene) if getattr(scene, each.name) != each.default]
    more = "".join(f"    {each.name}={_value_code(getattr(scene, each.name))},\n" for each in settings)
    optimizers = "\n".join(f"        {_item_code(each)}," for each in scene.optimizers)
    body = {"landscape": _landscape_code(scene.landscape), "optimizers": optimizers, "more": more}
    return LAB_TEMPLATE.format(
        **body, **_common_fields(scene, "        "), imports=_import_lines("from fallline import Scene, race", body)
    )


def generate_torch_script(scene: Scene) -> str:
    """Return a script that runs the scene with torch.optim, with paths (steps + 1, dim) in the variable ``paths``.

    Raises BadInput if torch.optim lacks one of the optimizers with these settings.
    """
    makers, missing = [], set()
    for run_index, optimizer in enumerate(scene.optimizers):
        reference = find_torch_reference(optimizer)
        if reference is None:
            missing.add(optimizer.title)
            continue
        makers.append(f'    "{run_index + 1}. {optimizer.title}": lambda x: {_maker_code(optimizer, reference)},')
    if missing:
        raise BadInput(
            "torch.optim has no rule that is exactly {names} with these settings, so there is no plain script of this "
            "race.",
            names=", ".join(sorted(missing)),
        )
    body = {"landscape": _landscape_code(scene.landscape), "makers": "\n".join(makers)}
    around = AROUND_TEMPLATE.format(pattern=_item_code(scene.around)) if scene.around else ""
    noise, tape, first_import = "", "", ""
    if scene.noise:
        noise = NOISE_TEMPLATE.format(seed=scene.seed, noise=_value_code(scene.noise))
        tape, first_import = "\n            x.grad += tape[step, row]", "from fallline.run.noise import noise_tape"
    snippets = {"scheduled(": SCHEDULED_SNIPPET, "on_plateau(": ON_PLATEAU_SNIPPET, "clipped(": CLIPPED_SNIPPET}
    noise += "".join(snippet for name, snippet in snippets.items() if name in body["makers"])
    advance = PLATEAU_ADVANCE if "on_plateau(" in body["makers"] else "schedule.step()"
    take = (
        "loss = closure()\n        optimizer.step()"
        if "clipped(" in body["makers"]
        else "loss = optimizer.step(closure)"
    )
    body |= {"noise": noise, "tape": tape, "around": around, "advance_schedule": advance, "take_step": take}
    script = TORCH_TEMPLATE.format(**body, **_common_fields(scene, "    "), imports=_import_lines(first_import, body))
    return re.sub(r"\n{3,}def", "\n\n\ndef", script)


def find_torch_reference(optimizer: Optimizer) -> torch.optim.Optimizer | None:
    """Return an instance of the torch.optim class with the same update rule and settings; None if there is none.

    Its parameter is a zero tensor (1, 2).
    """
    reference = optimizer.reference(torch.zeros(1, 2, dtype=torch.float64, requires_grad=True))
    if optimizer.ascends and not getattr(reference, "defaults", {}).get("maximize"):
        return None
    return reference if type(reference).__module__.startswith("torch.optim.") else None


def _maker_code(optimizer: Optimizer, reference: torch.optim.Optimizer) -> str:
    """Return the expression that makes a torch optimizer, and its scheduler if it has one."""
    code = _constructor_code(reference)
    if isinstance(optimizer, GradientOptimizer) and optimizer.clip != UNCLIPPED:
        code = f"clipped({code}, {CLIP_FUNCTIONS[optimizer.clip]}, {optimizer.clip_at!r})"
    schedule = optimizer.schedule if isinstance(optimizer, ScheduledOptimizer) else None
    if schedule is None:
        return code
    return f"{'on_plateau' if isinstance(schedule, AdaptiveSchedule) else 'scheduled'}({code}, {_item_code(schedule)})"


def _common_fields(scene: Scene, indent: str) -> dict[str, Any]:
    starts = "\n".join(f"{indent}{start!r}," for start in scene.starts)
    return {"title": scene.landscape.title, "steps": scene.steps, "link": scene.to_link(), "starts": starts}


def _import_lines(first: str, body: dict[str, str]) -> str:
    """Return the import lines for the names that the parts of a script use."""
    text = " ".join(body.values())
    lines = [first] if first else []
    if "replace_settings(" in text:
        lines.insert(0, "from fallline.core import replace_settings")
    lines += [f"from fallline.{name} import shelf as {name}" for name in CATALOGUE_PACKAGES if f"{name}[" in text]
    return "\n".join(lines)


def _landscape_code(landscape: Item) -> str:
    if not isinstance(landscape, Transformed):
        return _item_code(landscape)
    values = {each.name: getattr(landscape, each.name) for each in TRANSFORMS}
    transforms = ", ".join(
        f"{each.name}={_value_code(values[each.name])}" for each in TRANSFORMS if values[each.name] != each.default
    )
    return f"replace_settings({_item_code(strip_transforms(landscape))}, {transforms})"


def _item_code(item: Item) -> str:
    """Return the expression that makes an item: shelf, id, and the settings that differ from their defaults."""
    package = type(item).__module__.split(".")[1]
    settings = [
        each for each in settings_of(type(item)) if getattr(item, each.name) != each.default or each.name == "lr"
    ]
    arguments = ", ".join(f"{each.name}={_value_code(getattr(item, each.name))}" for each in settings)
    return f'{package}["{item.id}"]({arguments})'


def _value_code(value: Any) -> str:
    return _item_code(value) if isinstance(value, Item) else repr(value)


def _constructor_code(reference: torch.optim.Optimizer) -> str:
    """Return the call that makes a torch optimizer, with the arguments that differ from their defaults."""
    parameters = inspect.signature(type(reference).__init__).parameters
    arguments = [
        f"{name}={reference.defaults[name]!r}"
        for name, parameter in parameters.items()
        if (
            name in reference.defaults
            and name not in IGNORED_ARGUMENTS
            and reference.defaults[name] not in (parameter.default, None)
        )
        or name == LEARNING_RATE
    ]
    return f"torch.optim.{type(reference).__name__}({', '.join(['[x]', *arguments])})"
