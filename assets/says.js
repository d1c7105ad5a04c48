// What happened in a step, in a sentence made from the run's readouts.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { say } = lab;
  const PREDICTED = 0.1; // of the gradient's length: a surprise below this is none
  const SURPRISED = 0.8; // ... and one above this is one
  const ALIKE = 1.02; // lengths within this ratio count as the same
  const RIGHT = 1.25; // a step within this ratio of the ideal one is about right

  const at = (array, t) => Array.from(array.values.subarray(t * array.shape[1], (t + 1) * array.shape[1]));
  const size = (vector) => Math.hypot(...vector);
  const short = (value) => String(Number(value.toPrecision(2))).replace("e+", "e").replaceAll("-", "−");
  const many = (value) => (value >= 1e4 ? short(value) : Math.round(value).toLocaleString("en"));
  const times = (value) => (value < 10 ? short(value) : many(value));

  // "gradient as predicted (surprise 3 % of it)", and whether that was calm (1) or a surprise (-1).
  function slope(run, t) {
    const { surprise, seen, grad } = run.arrays;
    if (t === 0) return ["", 0];
    const length = size(at(seen || grad, t));
    if (surprise && length > 0) {
      const share = surprise.values[t] / length;
      const size = share < 2 ? say("surprise {n} % of it", { n: short(100 * share) }) : say("surprise {n} times its length", { n: times(share) });
      if (share < PREDICTED) return [say("gradient as predicted ({size})", { size }), 1];
      if (share > SURPRISED) return [say("the gradient surprised it ({size})", { size }), -1];
      return [say("gradient about as predicted ({size})", { size }), 0];
    }
    const [one, other] = [at(grad, t - 1), at(grad, t)];
    const cosine = one.reduce((sum, value, i) => sum + value * other[i], 0) / (size(one) * size(other));
    if (!Number.isFinite(cosine)) return ["", 0];
    if (cosine > 0.985) return [say("the slope kept its direction"), 1];
    if (cosine < 0) return [say("the slope turned round"), -1];
    return [say("the slope turned by {n}°", { n: Math.round((180 / Math.PI) * Math.acos(Math.min(cosine, 1))) }), 0];
  }

  // A step's length in the run's own measure: [number, how it is written], at step t.
  function measured(run, t) {
    const { step, step_size, learning_rate, seen, grad } = run.arrays;
    const rate = run.unit ? learning_rate.values[t] : NaN;
    if (run.unit === "lr") return [Math.max(...at(step, t).map(Math.abs)) / rate, say("{n} × lr")];
    const length = size(at(seen || grad, t));
    if (run.unit === "slope" && length > 0) return [step_size.values[t] / (rate * length), say("{n} × lr × slope")];
    return [step_size.values[t], "{n}"];
  }

  // "so the step grew to 4.9 × lr", and whether that follows from what was before it.
  function stride(run, t, calm) {
    const [now, unit] = measured(run, t);
    if (!Number.isFinite(now)) return ["", false];
    if (now === 0) return [say("it stays where it is"), false];
    const [before] = t > 0 ? measured(run, t - 1) : [NaN];
    const grew = now > before * ALIKE;
    const shrank = now < before / ALIKE;
    const size = unit.replace("{n}", times(now));
    if (calm > 0 && grew) return [say("so the step grew to {size}", { size }), true];
    if (calm < 0 && shrank) return [say("so the step shrank to {size}", { size }), true];
    if (t === 0) return [say("first step {size}", { size }), false];
    if (grew) return [say("step grew to {size}", { size }), false];
    return [shrank ? say("step shrank to {size}", { size }) : say("step stayed at {size}", { size }), false];
  }

  // "ideal: 12 times as long"
  function ideal(run, t) {
    const length = run.arrays.ideal_own.values[t];
    const own = run.arrays.step_size.values[t];
    const edge = run.arrays.ideal_own_edge.values[t];
    if (!(own > 0) || !Number.isFinite(length)) return "";
    if (length === 0) return say("it leads uphill");
    const ratio = own / length;
    if (ratio > RIGHT) return edge ? "" : say("{n} times the ideal: too far", { n: times(ratio) });
    const long = { n: times(1 / ratio) };
    if (ratio < 1 / RIGHT) return edge ? say("ideal: at least {n} times as long", long) : say("ideal: {n} times as long", long);
    return say("about ideal");
  }

  // What a run did in step t.
  lab.says = function (run, t) {
    if (run.stopped >= 0 && t >= run.stopped - 1) return say("diverged at step {at}; its last finite position is held", { at: run.stopped });
    const { accepted, step_length } = run.arrays;
    if (accepted && !accepted.values[t]) return say("its trial of length {n} was turned down, so it stays", { n: times(step_length.values[t]) });
    const [first, calm] = slope(run, t);
    const [second, so] = stride(run, t, calm);
    const joined = [first, second].filter(Boolean).join(so ? ", " : "; ");
    return [joined, ideal(run, t)].filter(Boolean).join("; ");
  };

  // Where the runs stand at step t, by gradient evaluations: {spent, places: [{which, step, gap, arrived, last}]}, best
  // first. `arrived` lists what each start that has arrived had spent by then; `last` is the gap at the run's end.
  lab.standings = function (race, t) {
    const spent = Math.min(...race.runs.map((run) => run.spent.values[t]));
    const places = race.runs.map((run, which) => {
      const step = lastUpTo(run.spent.values, spent);
      const arrived = run.arrivals.filter((cost) => cost >= 0 && cost <= spent).sort((a, b) => a - b);
      return { which, step, gap: run.gap.values[step], arrived, last: run.gap.values[run.gap.values.length - 1] };
    });
    const half = (list) => list[Math.floor((list.length - 1) / 2)];
    const ahead = (a, b) => b.arrived.length - a.arrived.length || (half(a.arrived) || 0) - (half(b.arrived) || 0);
    places.sort((a, b) => ahead(a, b) || a.gap - b.gap || a.which - b.which);
    return { spent, places };
  };

  // The last place of a rising list at which it is not above a value.
  function lastUpTo(values, value) {
    let [low, high] = [0, values.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (values[middle] <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // How many arrived, or when: what the board's column and the spoken description say.
  lab.arrival = function (run, arrived, starts) {
    if (starts > 1) return say("{n} of {all}", { n: arrived.length, all: starts });
    return arrived.length ? many(arrived[0]) : "";
  };
})(window.fallline);
