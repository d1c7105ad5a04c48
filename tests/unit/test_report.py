"""Reports: the same files from one process, many or a cluster, after an interruption and with a killed worker."""

import csv
import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import pytest
from distributed import Client, LocalCluster

from fallline.cli import main as app
from fallline.compare import pool as pools
from fallline.compare.job import RUN_COLUMNS, TEST_JOB, Job, run_job
from fallline.compare.plan import DEFAULTS_REGIME, TARGET_NAMES
from fallline.compare.pool import Pool
from fallline.compare.report import MANIFEST_FILE, write_report
from fallline.compare.results import Results
from fallline.compare.suites import STRESS_SUITE
from fallline.core import BadInput
from fallline.core.locations import CHECKOUT
from tests.processes import wait_for
from tests.unit.plans import SMALL

pytestmark = pytest.mark.slow
VARYING_FILES = ("report", "summary", "manifest", "step_time")  # files with times or facts of the machine


def contents(folder):
    """Return the bytes of every file that must be the same, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.stem not in VARYING_FILES)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def finished_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return folder, write_report(SMALL, folder, Pool())


@pytest.mark.parametrize("after", [2, 15])
def test_an_interrupted_report_resumes_to_the_same_files(finished_report, tmp_path, after):
    reports = []

    def interrupting(*report):
        reports.append(report)
        if len(reports) == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_report(SMALL, tmp_path, Pool(), interrupting)
    modified_at = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("runs/**/*.csv")}
    assert not json.loads((tmp_path / MANIFEST_FILE).read_text())["finished"]
    write_report(SMALL, tmp_path, Pool(), resume=True)
    assert contents(finished_report[0]) == contents(tmp_path)
    assert all(path.stat().st_mtime_ns == time for path, time in modified_at.items())  # no job is computed twice


def test_several_processes_write_the_same_files_even_if_one_is_killed(finished_report, tmp_path, monkeypatch):
    """A worker is killed as soon as the first job is done."""
    pools_started = []

    class RecordedPool(ProcessPoolExecutor):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            pools_started.append(self)

    def kill(_stage, done, *_):
        if pools_started and not hasattr(kill, "done") and done:
            kill.done = True
            os.kill(next(iter(pools_started[0]._processes)), signal.SIGKILL)

    monkeypatch.setattr(pools, "ProcessPoolExecutor", RecordedPool)
    write_report(SMALL, tmp_path, Pool(workers=2), kill)
    assert kill.done
    assert len(pools_started) > 2  # one for each stage, and one to replace the broken one
    assert contents(finished_report[0]) == contents(tmp_path)


@pytest.mark.filterwarnings("ignore")  # the cluster warns when one of its workers dies
def test_a_cluster_writes_the_same_files_even_if_a_worker_is_killed(finished_report, tmp_path):
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        killed = []

        def kill(stage, done, *_):
            if done and stage == "Runs" and not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        write_report(SMALL, tmp_path, Pool(scheduler=cluster.scheduler_address), kill)
        assert killed
    assert contents(finished_report[0]) == contents(tmp_path)


def test_every_run_is_in_the_files_and_spends_at_most_the_budget(finished_report):
    folder, _ = finished_report
    results = Results.read(SMALL, folder)
    line_count = 0
    for path in sorted(folder.rglob("test-*.csv")):
        with path.open() as file:
            rows = list(csv.DictReader(file))
        assert tuple(rows[0]) == RUN_COLUMNS
        line_count += len(rows)
        for row in rows:
            spent = sum(int(row[name]) for name in ("gradients", "values"))
            assert spent <= SMALL.budget
            assert (row["outcome"] == "arrived") == (int(row["1e-3 arrived_at"]) >= 0)
            for target in TARGET_NAMES:
                if int(row[f"{target} arrived_at"]) >= 0:
                    assert 0 <= int(row[f"{target} first_touch"]) <= int(row[f"{target} arrived_at"])
                    assert int(row[f"{target} cost"]) == sum(
                        int(row[f"{target} {kind}"]) for kind in ("gradients", "values")
                    )
    settings = sum(len(each) for each in results.pipeline.settings.values())
    original = settings * (SMALL.starts + 1)  # and the classic start
    rotated = sum(
        len(results.pipeline.settings[landscape, name])
        for group, landscape in SMALL.grouped_landscapes
        if group != STRESS_SUITE
        for name in SMALL.entrants
    )
    assert line_count == original + rotated * SMALL.turned_starts


def test_workers_with_other_sources_or_without_the_package_are_refused(tmp_path):
    """Real workers: one with changed sources of the package, one that cannot import it."""
    other = tmp_path / "other"
    shutil.copytree(CHECKOUT / "fallline", other / "fallline", ignore=shutil.ignore_patterns("__pycache__"))
    for families in ("landscapes", "optimizers", "assets"):
        (other / families).symlink_to(CHECKOUT / families)
    changed = other / "fallline" / "compare" / "summary_text.py"
    changed.write_text(changed.read_text() + "# changed\n")
    with LocalCluster(n_workers=0, processes=True, dashboard_address=None) as cluster:
        for path, arguments in ((other, "has other sources of fallline"), (tmp_path, "lacks a module")):
            worker = start_worker(cluster.scheduler_address, path)
            try:
                with Client(cluster.scheduler_address, set_as_default=False) as client:
                    client.wait_for_workers(1, timeout=60)
                with pytest.raises(BadInput, match=arguments):
                    Pool(scheduler=cluster.scheduler_address).run_jobs(
                        [Job(TEST_JOB, SMALL, "booth", "it", ("adam",))], tmp_path, "Runs"
                    )
            finally:
                worker.terminate()
                worker.wait(20)
            with Client(cluster.scheduler_address, set_as_default=False) as client:
                wait_for(lambda client=client: not client.scheduler_info()["workers"], 30)
    assert not list(tmp_path.rglob("test-*.csv"))


def start_worker(address, path):
    """Start a worker of a cluster in a process that imports from ``path`` and not from this checkout."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-dashboard", "--nworkers", "1"]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=path, env=os.environ | {"PYTHONPATH": str(path)}, **pipes)


def test_a_single_job_gives_the_lines_of_the_file(finished_report):
    folder, _ = finished_report
    results = Results.read(SMALL, folder)
    job = results.pipeline.jobs["booth", "adabelief", TEST_JOB, "original"]
    assert run_job(job) == (folder / job.path).read_text()
    which = results.pipeline.regime_settings["booth", "adabelief"][DEFAULTS_REGIME]
    single_job = Job(TEST_JOB, SMALL, "booth", "adabelief", (job.settings[which],))
    lines = [
        line.partition(",")[2] for line in (folder / job.path).read_text().splitlines() if line.startswith(f"{which},")
    ]
    assert [line.partition(",")[2] for line in run_job(single_job).splitlines()[1:]] == lines


def test_stress_landscapes_are_in_the_failure_table_and_not_ranked(finished_report):
    _, found = finished_report
    ranked = {
        name for name, table in found.tables.items() for row in table.rows if STRESS_SUITE in row or "easom" in row
    }
    assert ranked <= {"entrants", "targets", "landscapes", "classic", "failures"}
    assert any("easom" in row for row in found.tables["failures"].rows)


def test_an_optimizer_without_a_learning_rate_takes_part(finished_report):
    _, found = finished_report
    rows = [
        row for row in found.tables["landscapes"].rows if "backtracking" in row and "1e-3" in row and "original" in row
    ]
    assert len({row[2] for row in rows}) > 1
    assert all(row[found.tables["landscapes"].columns.index("share")] > 0 for row in rows if "booth" in row)


def test_a_folder_with_another_report_is_left_unchanged(finished_report, tmp_path):
    folder, _ = finished_report
    before = contents(folder)
    with pytest.raises(BadInput, match="--resume"):
        write_report(SMALL, folder, Pool())
    with pytest.raises(BadInput, match="seed"):
        write_report(dataclasses.replace(SMALL, seed=4), folder, Pool(), resume=True)
    manifest = json.loads((folder / MANIFEST_FILE).read_text())
    (tmp_path / MANIFEST_FILE).write_text(json.dumps({**manifest, "made by": {**manifest["made by"], "code": "other"}}))
    with pytest.raises(BadInput, match="code"):
        write_report(SMALL, tmp_path, Pool(), resume=True)
    assert contents(folder) == before


def test_the_shell_reports_bad_arguments_and_leaves_no_folder(tmp_path, capsys):
    out = str(tmp_path / "new")
    for arguments, message in (
        (["--optimizers", "adm", "--landscapes", "booth", "--out", out], "did you mean 'adam'"),
        (["--optimizers", "adam", "--landscapes", "boot", "--out", out], "booth"),
        (["--optimizers", "adam", "--landscapes", "booth"], "--out"),
        (["--optimizers", "adam,adam", "--landscapes", "booth", "--out", out], "twice"),
        (["--from", out, "--out", out], "manifest"),
        (["--optimizers", "adam", "--landscapes", "booth", "--out", out, "--workers", "0"], "at least 1"),
    ):
        assert app.main(["study", "report", *arguments]) == 2
        assert message in capsys.readouterr().err
        assert not (tmp_path / "new").exists()


def test_the_shell_can_be_interrupted_and_resume(finished_report, tmp_path, capsys, monkeypatch):
    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    arguments = ["study", "report", "--from", str(finished_report[0] / MANIFEST_FILE), "--out", str(tmp_path / "again")]
    with monkeypatch.context() as patched:
        patched.setattr("fallline.compare.report.run_pipeline", interrupted)
        assert app.main(arguments) == 130
    assert "--resume" in capsys.readouterr().out
    assert app.main([*arguments, "--resume"]) == 0
    assert contents(finished_report[0]) == contents(tmp_path / "again")
    manifest = json.loads((tmp_path / "again" / MANIFEST_FILE).read_text())
    assert manifest["sha256 of the runs"] == finished_report[1].manifest["sha256 of the runs"]
    assert (tmp_path / "again" / "summary.txt").read_text() == finished_report[1].text()
    assert (tmp_path / "again" / "report.html").stat().st_size > 1e6
