import assert from "node:assert/strict";
import test from "node:test";
import { describeRace } from "fallline/race/description.js";
import { formatReached, reachCostsUpTo, lastIndexUpTo } from "fallline/race/standings.js";

/** @param {string} title @param {number[]} spent @param {number[]} gap @param {number[]} arrivals */
const run = (title, spent, gap, arrivals) => ({
  title,
  reachCosts: arrivals,
  costs: { values: Float64Array.from(spent), shape: [spent.length] },
  gap: { values: Float64Array.from(gap), shape: [gap.length] },
  outcome: { text: "reached at {n}", values: { n: 2 } },
  diagnosis: "",
});
const RUNS = [run("Adam", [0, 1, 2], [9, 4, 1e-7], [2]), run("Newton", [0, 3, 6], [9, 0, 0], [-1])];
/** @type {any} */
const RACE = { landscape: "Booth", steps: 2, starts: 1, runs: RUNS };

test("a description has the runs in order at equal cost, and at the last step how each ended", () => {
  assert.equal(
    describeRace(RACE, 1),
    "Booth, step 1 of 2, after 1 gradient evaluation. 1: Adam, gap 4.00. 2: Newton, gap 9.00.",
  );
  assert.equal(
    describeRace(RACE, 2),
    "Booth, step 2 of 2, after 2 gradient evaluations. 1: Adam, gap 1.00 times ten to the −7, arrived after 2. " +
      "2: Newton, gap 9.00. Over. Adam: reached at 2. Newton: reached at 2.",
  );
});

test("reaching the target is a count for several starts, a cost for one", () => {
  assert.equal(formatReached([3, 8], 5), "2 of 5");
  assert.equal(formatReached([3], 1), "3");
  assert.equal(formatReached([], 1), "");
  assert.deepEqual(reachCostsUpTo([9, -1, 3, 12], 10), [3, 9]);
});

test("the last index up to a value is found", () => {
  assert.equal(lastIndexUpTo([0, 2, 2, 5], 2), 2);
  assert.equal(lastIndexUpTo([0, 2, 2, 5], 4.9), 2);
  assert.equal(lastIndexUpTo([0, 2, 2, 5], 99), 3);
  assert.equal(lastIndexUpTo([1, 2], 0), 0);
});
