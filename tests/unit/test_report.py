"""A report comes out the same however it was carried out: at once, in pieces, by many, or with a worker killed."""

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
from fallline.compare.plan import DEFAULTS, TARGETS
from fallline.compare.pool import Pool
from fallline.compare.report import MANIFEST, account
from fallline.compare.results import Results
from fallline.compare.suites import STRESS
from fallline.compare.work import RUN_COLUMNS, TEST, Job, carry_out
from fallline.core import BadInput
from fallline.core.locations import CHECKOUT
from tests.processes import wait_for
from tests.unit.plans import SMALL

pytestmark = pytest.mark.slow
WORDS = ("report", "summary", "manifest", "step_time")  # files that say when, or by whom


def contents(folder):
    """Every file that must come out the same, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.stem not in WORDS)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return folder, account(SMALL, folder, Pool())


@pytest.mark.parametrize("after", [2, 15])
def test_what_was_interrupted_goes_on_to_the_same_end(made, tmp_path, after):
    reports = []

    def interrupting(*report):
        reports.append(report)
        if len(reports) == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        account(SMALL, tmp_path, Pool(), interrupting)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("runs/**/*.csv")}
    assert not json.loads((tmp_path / MANIFEST).read_text())["finished"]
    account(SMALL, tmp_path, Pool(), resume=True)
    assert contents(made[0]) == contents(tmp_path)
    assert all(path.stat().st_mtime_ns == made_at for path, made_at in kept.items())  # nothing is done twice


def test_several_processes_give_the_same_and_a_dead_one_loses_nothing(made, tmp_path, monkeypatch):
    """A worker is killed as soon as the first job is done."""
    started = []

    class Watched(ProcessPoolExecutor):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    def kill(_stage, done, *_):
        if started and not hasattr(kill, "done") and done:
            kill.done = True
            os.kill(next(iter(started[0]._processes)), signal.SIGKILL)

    monkeypatch.setattr(pools, "ProcessPoolExecutor", Watched)
    account(SMALL, tmp_path, Pool(workers=2), kill)
    assert kill.done
    assert len(started) > 2  # one for each stage, and one more
    assert contents(made[0]) == contents(tmp_path)


@pytest.mark.filterwarnings("ignore")  # of the cluster, when one of its workers dies
def test_a_cluster_gives_the_same_and_a_dead_worker_loses_nothing(made, tmp_path):
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        killed = []

        def kill(stage, done, *_):
            if done and stage == "Runs" and not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        account(SMALL, tmp_path, Pool(scheduler=cluster.scheduler_address), kill)
        assert killed
    assert contents(made[0]) == contents(tmp_path)


def test_every_run_is_in_the_files_and_censored_ones_at_the_budget(made):
    folder, _ = made
    results = Results.of(SMALL, folder)
    lines = 0
    for path in sorted(folder.rglob("test-*.csv")):
        with path.open() as file:
            rows = list(csv.DictReader(file))
        assert tuple(rows[0]) == RUN_COLUMNS
        lines += len(rows)
        for row in rows:
            spent = sum(int(row[name]) for name in ("gradients", "values"))
            assert spent <= SMALL.budget
            assert (row["outcome"] == "arrived") == (int(row["1e-3 arrived_at"]) >= 0)
            for target in TARGETS:
                if int(row[f"{target} arrived_at"]) >= 0:
                    assert 0 <= int(row[f"{target} first_touch"]) <= int(row[f"{target} arrived_at"])
                    assert int(row[f"{target} cost"]) == sum(
                        int(row[f"{target} {kind}"]) for kind in ("gradients", "values")
                    )
    settings = sum(len(each) for each in results.carried.settings.values())
    original = settings * (SMALL.starts + 1)  # and the classic start
    turned = sum(
        len(results.carried.settings[ground, name])
        for group, ground in SMALL.grounds
        if group != STRESS
        for name in SMALL.entrants
    )
    assert lines == original + turned * SMALL.turned_starts


def test_workers_with_other_sources_or_without_the_package_are_refused(tmp_path):
    """Real workers: one of another version of the package, one where it cannot be imported at all."""
    other = tmp_path / "other"
    shutil.copytree(CHECKOUT / "fallline", other / "fallline", ignore=shutil.ignore_patterns("__pycache__"))
    for families in ("landscapes", "optimizers", "assets"):
        (other / families).symlink_to(CHECKOUT / families)
    changed = other / "fallline" / "compare" / "words.py"
    changed.write_text(changed.read_text() + "# changed\n")
    with LocalCluster(n_workers=0, processes=True, dashboard_address=None) as cluster:
        for path, words in ((other, "has other sources of fallline"), (tmp_path, "lacks a module")):
            worker = started_worker(cluster.scheduler_address, path)
            try:
                with Client(cluster.scheduler_address, set_as_default=False) as client:
                    client.wait_for_workers(1, timeout=60)
                with pytest.raises(BadInput, match=words):
                    Pool(scheduler=cluster.scheduler_address).do(
                        [Job(TEST, SMALL, "booth", "it", ("adam",))], tmp_path, "Runs"
                    )
            finally:
                worker.terminate()
                worker.wait(20)
            with Client(cluster.scheduler_address, set_as_default=False) as client:
                wait_for(lambda client=client: not client.scheduler_info()["workers"], 30)
    assert not list(tmp_path.rglob("test-*.csv"))


def started_worker(address, path):
    """A worker of a cluster in a process that imports from ``path`` and not from this checkout."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-dashboard", "--nworkers", "1"]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=path, env=os.environ | {"PYTHONPATH": str(path)}, **pipes)


def test_a_run_of_the_file_is_the_job_done_alone(made):
    folder, _ = made
    results = Results.of(SMALL, folder)
    job = results.carried.jobs["booth", "adabelief", TEST, "original"]
    assert carry_out(job) == (folder / job.path).read_text()
    which = results.carried.regimes["booth", "adabelief"][DEFAULTS]
    alone = Job(TEST, SMALL, "booth", "adabelief", (job.settings[which],))
    mine = [
        line.partition(",")[2] for line in (folder / job.path).read_text().splitlines() if line.startswith(f"{which},")
    ]
    assert [line.partition(",")[2] for line in carry_out(alone).splitlines()[1:]] == mine


def test_landscapes_made_to_fail_are_mapped_and_not_ranked(made):
    _, found = made
    ranked = {name for name, table in found.tables.items() for row in table.rows if STRESS in row or "easom" in row}
    assert ranked <= {"entrants", "targets", "landscapes", "classic", "failures"}
    assert any("easom" in row for row in found.tables["failures"].rows)


def test_an_optimizer_without_a_learning_rate_takes_part(made):
    _, found = made
    rows = [
        row for row in found.tables["landscapes"].rows if "backtracking" in row and "1e-3" in row and "original" in row
    ]
    assert len({row[2] for row in rows}) > 1
    assert all(row[found.tables["landscapes"].columns.index("share")] > 0 for row in rows if "booth" in row)


def test_a_folder_with_another_report_is_left_alone(made, tmp_path):
    folder, _ = made
    before = contents(folder)
    with pytest.raises(BadInput, match="--resume"):
        account(SMALL, folder, Pool())
    with pytest.raises(BadInput, match="seed"):
        account(dataclasses.replace(SMALL, seed=4), folder, Pool(), resume=True)
    manifest = json.loads((folder / MANIFEST).read_text())
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "made by": {**manifest["made by"], "code": "other"}}))
    with pytest.raises(BadInput, match="code"):
        account(SMALL, tmp_path, Pool(), resume=True)
    assert contents(folder) == before


def test_the_shell_says_what_is_wrong_and_leaves_no_folder(tmp_path, capsys):
    out = str(tmp_path / "new")
    for words, said in (
        (["--optimizers", "adm", "--landscapes", "booth", "--out", out], "did you mean 'adam'"),
        (["--optimizers", "adam", "--landscapes", "boot", "--out", out], "booth"),
        (["--optimizers", "adam", "--landscapes", "booth"], "--out"),
        (["--optimizers", "adam,adam", "--landscapes", "booth", "--out", out], "twice"),
        (["--from", out, "--out", out], "manifest"),
        (["--optimizers", "adam", "--landscapes", "booth", "--out", out, "--workers", "0"], "at least 1"),
    ):
        assert app.main(["study", "report", *words]) == 2
        assert said in capsys.readouterr().err
        assert not (tmp_path / "new").exists()


def test_the_shell_ends_at_a_keystroke_and_goes_on(made, tmp_path, capsys, monkeypatch):
    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    words = ["study", "report", "--from", str(made[0] / MANIFEST), "--out", str(tmp_path / "again")]
    with monkeypatch.context() as patched:
        patched.setattr("fallline.compare.report.carried_out", interrupted)
        assert app.main(words) == 130
    assert "--resume" in capsys.readouterr().out
    assert app.main([*words, "--resume"]) == 0
    assert contents(made[0]) == contents(tmp_path / "again")
    manifest = json.loads((tmp_path / "again" / MANIFEST).read_text())
    assert manifest["sha256 of the runs"] == made[1].manifest["sha256 of the runs"]
    assert (tmp_path / "again" / "summary.txt").read_text() == made[1].text()
    assert (tmp_path / "again" / "report.html").stat().st_size > 1e6
