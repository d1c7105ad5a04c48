"""A race on a training task as a .json, .csv or .npz file, and the trained weights as an .npz file."""

from __future__ import annotations

import io
import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from fallline.core import write_item
from fallline.core.deadline import check_time
from fallline.core.errors import BadInput
from fallline.core.spreadsheet import json_cell, text_cell
from fallline.core.writing import file_suffix, write_atomically
from fallline.files.csv_table import ABOUT_PREFIX, POINT, RUN_SETTINGS, write_lines
from fallline.files.json_parts import write_json_parts
from fallline.files.traces import HEAD, JSON, NPZ, check_file
from fallline.run.racing import versions
from fallline.run.training_outcome import training_outcomes
from fallline.run.training_record import TrainingRun
from fallline.scene.task_scene import TaskScene

KEY_COLUMNS = ("run", "optimizer", "seed", "step_number")
# Names of the numbers in a file -> their units and meaning.
UNITS = {
    "batch_loss, train.loss, validation.loss, test.loss": "nats; the batch loss is that of the step's batch",
    "gradient_norm, step_length": "Euclidean lengths over all weights; of the gradient on the batch, and of the step",
    "update_ratio": "step_length over the length of all weights",
    "cosine": "between the step and the negative gradient",
    "gradients": "gradients computed to reach the step's weights; each is on one batch",
    "train., validation., test.": "every tenth step, on at most the number of samples that about.monitored gives",
    "final": "after the last step, on all samples",
    "rate_quartiles": "of the effective rates of each part's weights: 25 %, 50 %, 75 %",
}


def write_training(path: Path, scene: TaskScene, runs: tuple[TrainingRun, ...], decimal: str = POINT) -> None:
    """Write the numbers of a race on a task to a .json, .csv or .npz file, atomically.

    ``decimal`` is as in ``write_race``. Raises BadInput for another suffix or sign, or if the file cannot be written.
    """
    suffix = check_file(path, decimal)
    if suffix == NPZ:
        write_atomically(path, _to_npz(scene, runs))
    else:
        texts = write_training_json(scene, runs) if suffix == JSON else write_training_csv(scene, runs, decimal)
        write_atomically(path, _encode(texts))


def write_weights(path: Path, runs: tuple[TrainingRun, ...]) -> None:
    """Write the last weights of every run and seed to an .npz file, one array per tensor of a network.

    The array ``RUN.SEED.PART`` is the tensor PART, as torch.nn names it, of the run with the number RUN, counted from
    0. Raises BadInput for another suffix, or if the file cannot be written.
    """
    if file_suffix(path) != NPZ:
        raise BadInput("{name} must end in {suffix}, the format of trained weights.", name=path.name, suffix=NPZ)
    arrays: dict[str, Any] = {}
    for index, run in enumerate(runs):
        for name, values in run.task.weights(torch.from_numpy(run.snapshots[-1])).items():
            arrays |= {
                f"{index}.{seed}.{name}": each for seed, each in zip(run.seeds.tolist(), values.numpy(), strict=True)
            }
    write_atomically(path, _pack(arrays))


def write_training_json(scene: TaskScene, runs: tuple[TrainingRun, ...]) -> Iterator[str]:
    """Yield the race as JSON, some at a time; NaN and infinity are null. The snapshots are left out."""
    described = [{**_run_header(run), **_groups(run)} for run in runs]
    yield from write_json_parts({"scene": _scene_header(scene), "units": UNITS, "runs": described})


def write_training_csv(scene: TaskScene, runs: tuple[TrainingRun, ...], decimal: str = POINT) -> Iterator[str]:
    """Yield the race as a csv table, some lines at a time: one line for each run, seed and step.

    Evaluations stand in the lines of their steps; the cells of other lines are empty. Facts on the race are JSON in the
    columns whose names begin with ABOUT_PREFIX, in the first line, or in the first line of the run that they are about.
    """
    facts = {**_scene_header(scene), "units": UNITS}
    tables = [_columns(run) for run in runs]
    names = list(dict.fromkeys(name for table in tables for name in table))
    head = [*KEY_COLUMNS, *names, *(f"{ABOUT_PREFIX}{name}" for name in (*facts, RUN_SETTINGS))]
    yield write_lines([head], decimal)
    for index, (run, table) in enumerate(zip(runs, tables, strict=True)):
        run_facts = [json_cell(json.dumps(each)) if index == 0 else "" for each in facts.values()]
        run_facts.append(json_cell(json.dumps(_run_header(run))))
        for row, seed in enumerate(run.seeds.tolist()):
            check_time()
            cells = [table[name][:, row] if name in table else None for name in names]
            for step in range(run.steps + 1):
                shown = ["" if values is None else _cell(values[step], decimal) for values in cells]
                last = run_facts if row == step == 0 else [""] * len(run_facts)
                yield write_lines([[index, text_cell(run.optimizer.id), seed, step, *shown, *last]], decimal)


def _columns(run: TrainingRun) -> dict[str, np.ndarray]:
    """Return the columns of a run, (steps+1, rows) by name; NaN where nothing was evaluated."""
    columns = dict(run.scalars)
    for name, values in run.evaluations.items():
        columns[name] = np.full((run.steps + 1, len(run.seeds)), np.nan)
        columns[name][run.evaluated_at] = values
    return columns


def _to_npz(scene: TaskScene, runs: tuple[TrainingRun, ...]) -> bytes:
    head = {"scene": _scene_header(scene), "units": UNITS, "runs": [_run_header(run) for run in runs]}
    arrays: dict[str, Any] = {HEAD: np.array(json.dumps(head))}
    for index, run in enumerate(runs):
        for group, value in _groups(run).items():
            named = value if isinstance(value, dict) else {"": value}
            arrays |= {f"{index}.{group}.{name}".rstrip("."): np.asarray(each) for name, each in named.items()}
        arrays[f"{index}.kept_at"], arrays[f"{index}.snapshots"] = run.kept_at, run.snapshots
        if run.rate_quartiles is not None:
            arrays[f"{index}.rate_quartiles"] = run.rate_quartiles
    return _pack(arrays)


def _groups(run: TrainingRun) -> dict[str, Any]:
    """Return the arrays of a run by group."""
    return {
        "seeds": run.seeds,
        "scalars": dict(run.scalars),
        "evaluated_at": run.evaluated_at,
        "evaluations": dict(run.evaluations),
        "final": dict(run.final),
        "stopped_at": run.stopped_at,
    }


def _scene_header(scene: TaskScene) -> dict[str, Any]:
    return {
        "link": scene.to_link(),
        "task": write_item(scene.task),
        "parts": [[part.name, list(part.shape)] for part in scene.task.parts],
        "batch": scene.batch_size,
        "steps": scene.step_count,
        "monitored": scene.task.monitor_size,
        "data": scene.task.data_source,
        "dtype": "float32",
        **versions(),
    }


def _run_header(run: TrainingRun) -> dict[str, Any]:
    return {"optimizer": write_item(run.optimizer), "outcome": [str(end) for end in training_outcomes(run)]}


def _encode(texts: Iterator[str]) -> Generator[bytes, None, None]:
    for text in texts:
        yield text.encode()


def _pack(arrays: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def _cell(value: Any, decimal: str) -> str:
    """Return a number as a text from which its float32 can be read exactly; NaN as ''."""
    if np.isnan(value):
        return ""
    text = f"{value:.9g}"
    return text if decimal == POINT else text.replace(".", ",")
