"""A whole report: carried out in a folder, its tables, its words, and the manifest that gives it again."""

from __future__ import annotations

import hashlib
import json
import platform
import textwrap
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import torch

from fallline.compare import pairwise as rivals
from fallline.compare import profiles, summaries
from fallline.compare.pipeline import carried_out
from fallline.compare.plan import Plan
from fallline.compare.pool import Pool, Report, silent
from fallline.compare.results import Results
from fallline.compare.step_time import step_time
from fallline.compare.table import Table
from fallline.compare.words import Paragraph, summary
from fallline.compare.work import sources
from fallline.core import BadInput
from fallline.core.writing import make_folder, write_whole

MANIFEST, PAGE, SUMMARY, WORDS = "manifest.json", "report.html", "summary.txt", "summary.json"
WIDTH = 100  # letters of a line


@dataclass(frozen=True, eq=False)
class Account:
    """What a report comes to: its tables by name, what it says, what it was made by. ``first`` are the tables that are
    shown before the figures, each with a sentence on how to read it."""

    title: str
    plan: Plan
    tables: dict[str, Table]
    words: list[Paragraph]
    manifest: dict[str, Any]
    first: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """What it says, as plain text."""
        lines = [f"{each.lead} {each.text}" for each in self.words]
        return "\n\n".join(textwrap.fill(line, WIDTH) for line in lines) + "\n"


def account(plan: Plan, folder: Path, pool: Pool, report: Report = silent, *, resume: bool = False) -> Account:
    """Carries a plan out in a folder, from what is there if it is to ``resume``; raises BadInput.

    However it is interrupted, what was done is kept. All tables but ``step_time`` are the same each time.
    """
    began = time.time()
    manifest = _opened(plan, folder, pool, resume=resume)
    results = Results(carried_out(plan, folder, pool, report))
    made = []
    tables: tuple[Callable[[Results], Table], ...]
    tables = (summaries.entrants, summaries.targets, summaries.landscapes, summaries.classic, summaries.failures)
    tables += (rivals.pairs, rivals.overall, rivals.families, rivals.wins, *profiles.ALL)
    for done, make in enumerate(tables):
        report("Tables", done, len(tables), 0.0)
        made.append(make(results))
    made.append(step_time(plan))
    found = written(made, folder)
    manifest |= {"finished": True, "seconds": round(manifest["seconds"] + time.time() - began, 1)}
    manifest |= {"sha256 of the runs": _checksum(results, folder)}
    write_whole(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
    reference, *others = plan.entrants
    title = f"{reference} against {', '.join(others)}" if others else f"{reference} alone"
    return Account(title, plan, found, summary(plan, found), manifest)


def written(tables: Iterable[Table], folder: Path) -> dict[str, Table]:
    """Tables by name, each of them written into the folder."""
    found = {}
    for table in tables:
        write_whole(folder / f"{table.name}.csv", table.csv().encode())
        found[table.name] = table
    return found


def read_manifest(path: Path) -> Plan:
    """The plan of a manifest's report; raises BadInput."""
    try:
        return Plan.read(json.loads(path.read_text(encoding="utf-8"))["plan"])
    except (OSError, KeyError, TypeError, ValueError) as problem:
        raise BadInput(
            f"{path} is no manifest of a report ({problem}); a report's folder has one, {MANIFEST}."
        ) from None


def _opened(plan: Plan, folder: Path, pool: Pool, *, resume: bool) -> dict[str, Any]:
    """The folder's manifest, written if there was none; refuses to mix what does not belong together."""
    make_folder(folder)
    path = folder / MANIFEST
    fresh: dict[str, Any]
    fresh = {"plan": plan.facts(), "made by": made_by(plan.device), "began": time.strftime("%Y-%m-%d %H:%M:%S")}
    fresh |= {"workers": pool.workers, "seconds": 0.0, "finished": False}
    if path.exists():
        if not resume:
            raise BadInput(f"{folder} holds a report already; go on with it with --resume, or choose another folder.")
        there = read_manifest(path).facts()
        if changed := [name for name, value in fresh["plan"].items() if json.dumps(value) != json.dumps(there[name])]:
            raise BadInput(
                f"The report in {folder} was asked for otherwise ({', '.join(changed)}); choose another folder."
            )
        known = json.loads(path.read_text(encoding="utf-8"))
        if changed := [name for name, value in fresh["made by"].items() if known["made by"].get(name) != value]:
            raise BadInput(
                f"The report in {folder} was begun by another {', '.join(changed)}; its numbers do not mix with "
                "those made here. "
                "Choose another folder."
            )
        fresh = {**known, "finished": False}
    write_whole(path, json.dumps(fresh, indent=1).encode())
    return fresh


@cache
def made_by(device: str) -> dict[str, str]:
    """Whatever numbers depend on besides the plan."""
    chip = torch.cuda.get_device_name() if device == "cuda" else platform.processor() or platform.machine()
    versions = {"torch": torch.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
    versions |= {"python": platform.python_version(), "machine": f"{platform.machine()}, {platform.system()}"}
    return {**versions, "device": f"{device}: {chip}", "dtype": "float64", "code": sources()[:16]}


def _checksum(results: Results, folder: Path) -> str:
    digest = hashlib.sha256()
    for job in sorted(each.path for each in results.carried.jobs.values()):
        digest.update((folder / job).read_bytes())
    return digest.hexdigest()
