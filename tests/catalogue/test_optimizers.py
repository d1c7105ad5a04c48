"""Requirements that every optimizer must meet, tested over the whole catalogue without naming an optimizer."""

from itertools import product

import pytest
import torch
from optimizer_helpers import (
    Bowl,
    Chain,
    Line,
    Trough,
    all_option_sets,
    equal_bits,
    equal_runs,
    every_batched_class,
    every_class,
    every_stub,
    final_state,
    iterate_states,
    make_or_none,
    number_sets,
    random_starts,
    real_settings,
    valid_option_sets,
)

from fallline.analysis.learning_rates import has_learning_rate, tried_learning_rates
from fallline.core import (
    INTEGER,
    MATRIX,
    NUMBER,
    POINT,
    REAL,
    SCALE,
    VECTOR,
    BadInput,
    Oracle,
    replace_at_path,
    settings_of,
)

SHAPES = {VECTOR: ("dim",), POINT: ("dim",), SCALE: ("dim",), MATRIX: ("dim", "dim"), NUMBER: (1,)}


# Rows


@every_class
@pytest.mark.parametrize("landscape", [Trough(), Chain()], ids=["two", "seven"])
def test_rows_are_computed_independently_of_each_other(cls, landscape):
    x = random_starts(landscape, 5 if landscape.dim > 2 else 11)
    for options in valid_option_sets(cls):
        batch = final_state(cls(**options), landscape, x, 25)
        for row in range(len(x)):
            single = final_state(cls(**options), landscape, x[row : row + 1], 25)
            assert equal_runs(batch, single, slice(row, row + 1)), f"row {row} of {options}"


@every_class
def test_one_coordinate_is_enough(cls):
    x = random_starts(Line(), 4)
    for options in valid_option_sets(cls):
        optimizer = cls(**options)
        batch = final_state(optimizer, Line(), x, 10)
        assert_readouts(optimizer, batch, x)
        assert batch[0].isfinite().all()
        for row in range(len(x)):
            single = final_state(optimizer, Line(), x[row : row + 1], 10)
            assert equal_runs(batch, single, slice(row, row + 1)), f"row {row} of {options}"


@every_class
@every_stub
def test_permuted_rows_give_permuted_results(cls, landscape):
    x = random_starts(landscape, 37)
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(1))
    for options in valid_option_sets(cls):
        optimizer = cls(**options)
        assert equal_runs(
            final_state(optimizer, landscape, x, 25), final_state(optimizer, landscape, x[order], 25), order
        ), options


@every_class
def test_a_diverging_row_does_not_change_the_others(cls):
    landscape, x = Trough(), random_starts(Trough(), 9)
    diverging_x = x.clone()
    diverging_x[0], diverging_x[4] = float("nan"), 1e160
    finite_rows = torch.tensor([1, 2, 3, 5, 6, 7, 8])
    for options in valid_option_sets(cls):
        optimizer = cls(**options)
        with_diverging, without = (
            final_state(optimizer, landscape, diverging_x, 25),
            final_state(optimizer, landscape, x[finite_rows], 25),
        )
        assert not with_diverging[0][0].isfinite().any()
        assert equal_runs(with_diverging, without, finite_rows), options


@every_class
def test_one_setting_per_row_gives_the_same_as_separate_runs(cls):
    landscape, shares = Trough(), (0.25, 0.5, 0.75)
    x = random_starts(landscape, len(shares))
    columns = {s.name: [value_in_slider(s, share) for share in shares] for s in real_settings(cls)}
    compared = 0
    for options, names in product(valid_option_sets(cls), [*([name] for name in columns), list(columns)]):
        values = [{name: columns[name][row] for name in names} for row in range(len(shares))]
        if not all(make_or_none(cls, **options, **each) for each in values):
            continue
        with_columns = cls(
            **options, **{name: torch.tensor(columns[name], dtype=torch.float64)[:, None] for name in names}
        )
        batch = final_state(with_columns, landscape, x, 15)
        assert_readouts(with_columns, batch, x)
        for row, each in enumerate(values):
            single = final_state(cls(**options, **each), landscape, x[row : row + 1], 15)
            assert equal_runs(batch, single, slice(row, row + 1)), f"{names} of {options}, row {row}"
            compared += 1
    assert compared or not columns


def value_in_slider(setting, share):
    """Return a value at a share of the slider's range."""
    if setting.log:
        return setting.low * (setting.high / setting.low) ** share
    return setting.low + (setting.high - setting.low) * share


# Purity


@every_class
@every_stub
def test_a_step_changes_neither_position_nor_state_in_place(cls, landscape):
    for options in valid_option_sets(cls):
        optimizer, x = cls(**options), random_starts(landscape, 3)
        oracle, given = Oracle(landscape, len(x)), x.clone()
        state = optimizer.initial_state(x)
        for _ in range(8):
            previous_x, previous_state = x.clone(), {k: v.clone() for k, v in state.items()}
            new = optimizer.advance(oracle, x, state)
            assert equal_runs((previous_x, previous_state), (x, state)), options
            assert equal_runs(optimizer.advance(oracle, x, state), new), f"two steps from one state differ: {options}"
            x, state = new
        assert equal_bits(given, random_starts(landscape, 3))


@every_class
def test_the_same_run_twice_gives_the_same_bits(cls):
    for options in valid_option_sets(cls):
        optimizer, x = cls(**options), random_starts(Trough(), 3)
        first = final_state(optimizer, Trough(), x, 25)
        final_state(optimizer, Bowl(), x, 25)
        assert equal_runs(first, final_state(optimizer, Trough(), x, 25)), options


@every_batched_class
def test_no_step_branches_on_the_value_of_a_tensor(cls):
    """Tensors on the meta device have no values, so branching on one fails. Wrapped optimizers are exempt."""
    x = torch.zeros(3, 2, dtype=torch.float64, device="meta")
    for options in valid_option_sets(cls):
        optimizer, oracle = cls(**options), Oracle(Bowl(), len(x), device="meta")
        optimizer.advance(oracle, x, optimizer.initial_state(x))


# Readouts


def assert_readouts(optimizer, run, x):
    """Assert that the state has each declared readout in its kind's shape, and rows, dtype and device everywhere."""
    _, state = run
    for name, kind in optimizer.readouts.items():
        shape = (len(x), *(x.shape[-1] if axis == "dim" else axis for axis in SHAPES[kind]))
        assert state[name].shape == shape, f"{optimizer.id}: {name} is {tuple(state[name].shape)}, {kind} is {shape}"
    for name, value in state.items():
        assert (len(value), value.dtype, value.device) == (len(x), x.dtype, x.device), f"{optimizer.id}: {name}"


@every_class
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_readouts_are_in_the_state_from_the_initial_state_on(cls, dtype):
    x = random_starts(Bowl(), 5).to(dtype)
    assert cls().readouts
    for options in valid_option_sets(cls):
        optimizer = cls(**options)
        runs = list(iterate_states(optimizer, Bowl(), x, 2))
        assert all(run[0].dtype == dtype and run[1].keys() == runs[0][1].keys() for run in runs)
        for run in runs:
            assert_readouts(optimizer, run, x)


# Descent


def default_options(cls):
    return {name: value for name, value in cls().settings().items() if name in valid_option_sets(cls)[0]}


@every_class
def test_a_convex_bowl_is_minimized(cls):
    """f decreases with the default settings, and falls to 1 % with at least one learning rate that tuning tries."""
    bowl, x = Bowl(), random_starts(Bowl(), 2 if cls.one_instance_per_row else 7)
    for options in valid_option_sets(cls):
        optimizer, initial_f = cls(**options), bowl.f(x)
        if optimizer.ascends or "schedule" in options:  # a rate that is cut early may stop anywhere
            continue
        assert options != default_options(cls) or (bowl.f(final_state(optimizer, bowl, x, 100)[0]) < initial_f).all()
        rates = tried_learning_rates(optimizer) if has_learning_rate(optimizer) else [None]
        column = (
            torch.tensor(rates, dtype=x.dtype).repeat_interleave(len(x))[:, None]
            if has_learning_rate(optimizer)
            else None
        )
        tried = replace_at_path(optimizer, optimizer.lr_path, column) if has_learning_rate(optimizer) else optimizer
        ends = bowl.f(final_state(tried, bowl, x.repeat(len(rates), 1), 400)[0]).reshape(len(rates), -1)
        assert ((ends < 0.01 * initial_f).all(-1)).any(), options


# Settings and texts


def assert_clear_message(refusal, start):
    assert str(refusal).startswith(start)
    assert str(refusal).endswith(".")


@every_class
def test_settings_outside_their_limits_are_refused(cls):
    for setting in settings_of(cls):
        if setting.kind not in (REAL, INTEGER):
            continue
        beyond = [setting.above, setting.below]
        beyond += [None if setting.at_least is None else setting.at_least - 1]
        beyond += [None if setting.at_most is None else setting.at_most + 1]
        for value in (*(v for v in beyond if v is not None), float("nan"), float("inf"), "much", True):
            with pytest.raises(BadInput) as refusal:
                cls(**{setting.name: value})
            assert_clear_message(refusal.value, f"{cls.id}.{setting.name} = ")
        if setting.kind != INTEGER and any(v is not None for v in beyond):
            value = next(v for v in beyond if v is not None)
            with pytest.raises(BadInput, match=f"{cls.id}.{setting.name} = "):
                cls(**{setting.name: torch.tensor([[setting.default], [value]])})


@every_class
def test_incompatible_settings_are_refused_with_a_clear_message(cls):
    for options, values in product(all_option_sets(cls), number_sets(cls)):
        if not make_or_none(cls, **options, **values):
            with pytest.raises(BadInput) as refusal:
                cls(**options, **values)
            assert_clear_message(refusal.value, f"{cls.id}.")


@every_class
def test_sliders_offer_only_valid_values(cls):
    for setting in settings_of(cls):
        assert setting.help
        assert not setting.help.endswith(".")
        if setting.kind in (REAL, INTEGER):
            assert setting.low <= setting.default <= setting.high, f"{cls.id}.{setting.name}"
            assert setting.low > 0 or not setting.log
            setting.check(cls.id, setting.low)
            setting.check(cls.id, setting.high)


@every_class
def test_the_texts_of_the_page_are_complete(cls):
    assert all((cls.title, cls.family, cls.source(), cls.formula))
    assert cls.fails.endswith(".")
    assert len(cls.description()) > 80
    assert cls.description().endswith(".")
    assert all(name.isidentifier() and name.islower() for name in cls.readouts)
