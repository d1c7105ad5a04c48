"""A report comes out the same however it was carried out: at once, in pieces, by many, or with a worker killed."""

import csv
import dataclasses
import json
import os
import signal
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
import torch
from distributed import LocalCluster

import app
from comparing import pool as pools
from comparing.plan import DEFAULTS, REGIMES, TARGETS, Plan
from comparing.pool import Pool
from comparing.report import MANIFEST, account
from comparing.results import Results
from comparing.space import EDGE, edges_hit, first_ranges, paths_of, shares, trials_of, widened
from comparing.starts import field_of
from comparing.suites import ALL, SPEED, STRESS, SUITES, VIDEOS, grounds
from comparing.work import RUN_COLUMNS, TEST, Job, carry_out
from core import BadInput, read_item
from landscapes import shelf as landscapes
from optimizers import shelf as optimizers

WORDS = ("report", "summary", "manifest", "step_time")  # files that say when, or by whom
SMALL = Plan(
    optimizers=("adabelief~lr:0.001", "backtracking"),
    grounds=grounds("booth", "himmelblau", "easom"),
    regimes=REGIMES,
    rate=0.01,
    trials=6,
    tuning_starts=8,
    tuning_budget=80,
    starts=12,
    budget=160,
    turns=1,
    turned_starts=6,
    noise=(0.1,),
    noise_starts=4,
    noise_seeds=2,
    rates=5,
    seed=3,
    device="cpu",
)


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


@pytest.mark.parametrize("id", [id for suite in SUITES.values() for id in suite])
def test_a_suites_landscape_has_starts_that_nobody_was_tuned_on_and_targets(id):
    field = field_of(SMALL, dict.fromkeys(ground for _, ground in grounds(id)).popitem()[0])
    landscape = landscapes[id]()
    starts = np.concatenate((field.tuning, field.test))
    assert len(np.unique(starts, axis=0)) == SMALL.tuning_starts + SMALL.starts
    gap = [landscape.f(torch.tensor(point)).item() - landscape.fmin for point in starts]
    assert min(gap) > 0.1 * field.scale
    assert (np.diff([tol for name, tol in zip(field.targets, field.tols, strict=True) if name != "absolute"]) < 0).all()
    assert "1e-3" in field.targets


def test_starts_and_trials_depend_on_the_seed_and_not_on_the_entrants():
    other = dataclasses.replace(SMALL, optimizers=("adam~lr:0.001",))
    reseeded = dataclasses.replace(SMALL, seed=4)
    assert np.array_equal(field_of(SMALL, "booth").test, field_of(other, "booth").test)
    assert not np.array_equal(field_of(SMALL, "booth").test, field_of(reseeded, "booth").test)
    assert np.array_equal(shares(SMALL, 0), shares(other, 0))
    assert not np.array_equal(shares(SMALL, 0), shares(SMALL, 1))


@pytest.mark.parametrize("id", [id for id in optimizers if id != "torch"])
def test_every_optimizer_is_searched_at_the_same_rates_within_the_published_space(id):
    optimizer = optimizers[id]()
    tried = [read_item(optimizers, spelled) for spelled in trials_of(SMALL, optimizer, first_ranges(), 0)]
    if not optimizer.rate_path:
        assert tried == [optimizer]
        return
    reference = trials_of(SMALL, optimizers["adam"](), first_ranges(), 0)
    assert len(tried) == SMALL.trials == len(set(tried))
    rates = [each.lr if hasattr(each, "lr") else each.inner.lr for each in tried]
    assert rates == [read_item(optimizers, spelled).lr for spelled in reference]
    assert next(iter(paths_of(optimizer).values())) == "lr"


@pytest.mark.parametrize("ground", ["rosenbrock", "beale~rotate:20~scale:0.01", "bukin_2"])
@pytest.mark.parametrize("run", ["gradient_descent~lr:0.0002", "sgd_momentum~lr:0.0001"])
def test_a_rule_that_knows_no_axes_does_on_a_turned_instance_what_it_does_on_the_original(ground, run):
    """Its starts are turned with the landscape, so only rounding is left to tell the two apart."""
    plan = dataclasses.replace(SMALL, optimizers=(run,), grounds=grounds(ground))
    lines = [carry_out(Job(TEST, plan, ground, "it", (run,), turn=turn)).splitlines() for turn in (0.0, 23.0)]
    original, turned = (list(csv.DictReader(each)) for each in lines)
    assert len(turned) == SMALL.turned_starts
    for one, other in zip(original, turned, strict=False):
        assert one["outcome"] == other["outcome"]
        assert float(one["path_length"]) == pytest.approx(float(other["path_length"]), rel=1e-6)
        assert float(one["gap"]) == pytest.approx(float(other["gap"]), rel=1e-6, abs=1e-12)


def test_an_optimum_is_at_an_edge_where_its_range_ends_but_for_natural_ends():
    optimizer, points = optimizers["adam"](), shares(SMALL, 0)
    names = list(paths_of(optimizer).values())
    for place, name in enumerate(names):
        lowest, highest = int(points[:, place].argmin()), int(points[:, place].argmax())
        for trial, at_all in ((lowest, True), (highest, dict(first_ranges())[name].high_by > 1)):
            share = points[trial, place]
            inside = EDGE < share < 1 - EDGE
            hits = edges_hit(SMALL, optimizer, first_ranges(), 0, [trial])
            expected = at_all and not inside
            assert ((name, "low" if trial == lowest else "high") in hits) == expected
    crowded = dataclasses.replace(SMALL, trials=256)
    every = edges_hit(crowded, optimizer, first_ranges(), 0, range(256))
    # Even over the range: as many at an end as its share of it.
    assert all(times == pytest.approx(EDGE * 256, abs=1.5) for times in every.values())
    assert {name for name, _ in every} == set(names)


def test_a_wider_space_is_wider_for_all_and_only_where_it_was_hit():
    before, after = (
        dict(first_ranges()),
        dict(widened(first_ranges(), [("lr", "low"), ("lr", "low"), ("beta2", "low")])),
    )
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"lr", "beta2"}
    assert after["lr"].low < before["lr"].low
    assert after["lr"].high == before["lr"].high


def test_suites_are_named_and_overlaps_belong_to_the_first():
    everything = grounds(ALL)
    assert len({ground for _, ground in everything}) == len(everything) >= 100
    both = grounds(SPEED, VIDEOS)
    assert len({ground for _, ground in both}) == len(both)
    assert sum(group == SPEED for group, _ in both) == len(SUITES[SPEED])
    with pytest.raises(BadInput, match="twice"):
        grounds("booth", "booth")
    with pytest.raises(BadInput, match="No landscape"):
        grounds()


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
        patched.setattr("comparing.report.carried_out", interrupted)
        assert app.main(words) == 130
    assert "--resume" in capsys.readouterr().out
    assert app.main([*words, "--resume"]) == 0
    assert contents(made[0]) == contents(tmp_path / "again")
    manifest = json.loads((tmp_path / "again" / MANIFEST).read_text())
    assert manifest["sha256 of the runs"] == made[1].manifest["sha256 of the runs"]
    assert (tmp_path / "again" / "summary.txt").read_text() == made[1].text()
    assert (tmp_path / "again" / "report.html").stat().st_size > 1e6
