"""The whole report: it runs a plan in a folder, and writes the tables, the summary and the manifest."""

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

from fallline.compare import pairwise, profiles, run_tables
from fallline.compare.job import job_source_digest
from fallline.compare.pipeline import run_pipeline
from fallline.compare.plan import Plan
from fallline.compare.pool import Pool, ReportProgress, ignore_progress
from fallline.compare.results import Results
from fallline.compare.step_time import step_time_table
from fallline.compare.summary_text import Paragraph, summarize
from fallline.compare.table import Table
from fallline.core import BadInput, Sentence, shorten
from fallline.core.reading import MAX_PROBLEM_LENGTH, READ_ERRORS, read_json, read_text_file
from fallline.core.writing import make_folder, write_atomically

MANIFEST_FILE, PAGE_FILE = "manifest.json", "report.html"
SUMMARY_TEXT_FILE, SUMMARY_JSON_FILE = "summary.txt", "summary.json"
TABLES_STAGE = Sentence("Tables")
TEXT_WIDTH = 100  # characters per line of the summary


@dataclass(frozen=True, eq=False)
class ReportResult:
    """A finished report: its tables by name, the paragraphs of its summary, and its manifest.

    ``leading_tables`` are (table name, heading) of the tables that the page shows before the figures.
    """

    title: str
    plan: Plan
    tables: dict[str, Table]
    paragraphs: list[Paragraph]
    manifest: dict[str, Any]
    leading_tables: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """Return the summary as plain text, wrapped to TEXT_WIDTH."""
        lines = [f"{each.lead} {each.text}" for each in self.paragraphs]
        return "\n\n".join(textwrap.fill(line, TEXT_WIDTH) for line in lines) + "\n"


def write_report(
    plan: Plan, folder: Path, pool: Pool, report_progress: ReportProgress = ignore_progress, *, resume: bool = False
) -> ReportResult:
    """Run a plan in a folder, write its tables (csv) and its manifest (JSON) there, and return the report.

    With ``resume`` the jobs whose files are in the folder are not run again. The same plan always gives the same
    tables, except for ``step_time``. Raises BadInput if the folder holds a report and ``resume`` is false, or a report
    of another plan or environment, or if a file cannot be written.
    """
    began = time.time()
    manifest = _open_manifest(plan, folder, pool, resume=resume)
    results = Results(run_pipeline(plan, folder, pool, report_progress))
    makers: tuple[Callable[[Results], Table], ...]
    makers = (*run_tables.RUN_TABLE_MAKERS, *pairwise.PAIRWISE_TABLE_MAKERS, *profiles.PROFILE_TABLE_MAKERS)
    tables = []
    for done, make_table in enumerate(makers):
        report_progress(TABLES_STAGE, done, len(makers) + 1, 0.0)
        tables.append(make_table(results))
    report_progress(TABLES_STAGE, len(makers), len(makers) + 1, 0.0)
    tables.append(step_time_table(plan))
    by_name = write_tables(tables, folder)
    manifest |= {"finished": True, "seconds": round(manifest["seconds"] + time.time() - began, 1)}
    manifest |= {"sha256 of the runs": _checksum(results, folder)}
    write_atomically(folder / MANIFEST_FILE, json.dumps(manifest, indent=1).encode())
    reference, *others = plan.entrants
    title = f"{reference} against {', '.join(others)}" if others else f"{reference} alone"
    return ReportResult(title, plan, by_name, summarize(plan, by_name), manifest)


def write_tables(tables: Iterable[Table], folder: Path) -> dict[str, Table]:
    """Write each table into the folder as csv, and return the tables by name."""
    by_name = {}
    for table in tables:
        write_atomically(folder / f"{table.name}.csv", table.csv().encode())
        by_name[table.name] = table
    return by_name


def read_manifest_plan(path: Path) -> Plan:
    """Return the plan in the manifest (JSON) at ``path``; raises BadInput if it cannot be read or is no manifest."""
    try:
        return Plan.from_dict(read_json(read_text_file(path))["plan"])
    except (*READ_ERRORS, AttributeError) as problem:
        text = shorten(" ".join(str(problem).split()), MAX_PROBLEM_LENGTH)
        raise BadInput(
            f"{path} is no manifest of a report ({text}); a report's folder has one, {MANIFEST_FILE}."
        ) from None


def _open_manifest(plan: Plan, folder: Path, pool: Pool, *, resume: bool) -> dict[str, Any]:
    """Write the manifest of a new report, or read that of a report to resume.

    Raises BadInput if the folder holds a report without ``resume``, one of another plan, or one of another environment.
    """
    make_folder(folder)
    path = folder / MANIFEST_FILE
    manifest: dict[str, Any]
    manifest = {
        "plan": plan.to_dict(),
        "made by": describe_environment(plan.device),
        "began": time.strftime("%Y-%m-%d %H:%M:%S"),
    }
    manifest |= {"workers": pool.workers, "seconds": 0.0, "finished": False}
    if path.exists():
        if not resume:
            raise BadInput(f"{folder} holds a report already; go on with it with --resume, or choose another folder.")
        existing = read_manifest_plan(path).to_dict()
        if changed := [
            name for name, value in manifest["plan"].items() if json.dumps(value) != json.dumps(existing[name])
        ]:
            raise BadInput(
                f"The report in {folder} is of another plan ({', '.join(changed)} differ); choose another folder."
            )
        existing = json.loads(path.read_text(encoding="utf-8"))
        if changed := [name for name, value in manifest["made by"].items() if existing["made by"].get(name) != value]:
            raise BadInput(
                f"The report in {folder} was begun with another {', '.join(changed)}; its numbers do not mix "
                "with those made here. Choose another folder."
            )
        manifest = {**existing, "finished": False}
    write_atomically(path, json.dumps(manifest, indent=1).encode())
    return manifest


@cache
def describe_environment(device: str) -> dict[str, str]:
    """Return what the numbers depend on besides the plan, by name: versions, machine, device and source hash."""
    processor = torch.cuda.get_device_name() if device == "cuda" else platform.processor() or platform.machine()
    versions = {"torch": torch.__version__, "numpy": np.__version__, "scipy": scipy.__version__}
    versions |= {"python": platform.python_version(), "machine": f"{platform.machine()}, {platform.system()}"}
    return {**versions, "device": f"{device}: {processor}", "dtype": "float64", "code": job_source_digest()[:16]}


def _checksum(results: Results, folder: Path) -> str:
    """Return the SHA-256 of the files of all jobs, in the order of their paths."""
    digest = hashlib.sha256()
    for job in sorted(each.path for each in results.pipeline.jobs.values()):
        digest.update((folder / job).read_bytes())
    return digest.hexdigest()
