import assert from "node:assert/strict";
import test from "node:test";
import { description } from "fallline/race/description.js";
import { arrival, costsUpTo, lastUpTo } from "fallline/race/standings.js";

/** @param {string} title @param {number[]} spent @param {number[]} gap @param {number[]} arrivals */
const run = (title, spent, gap, arrivals) => ({
  title,
  arrivals,
  spent: { values: Float64Array.from(spent), shape: [spent.length] },
  gap: { values: Float64Array.from(gap), shape: [gap.length] },
  outcome: { text: "reached at {n}", values: { n: 2 } },
  why: "",
});
const RUNS = [run("Adam", [0, 1, 2], [9, 4, 1e-7], [2]), run("Newton", [0, 3, 6], [9, 0, 0], [-1])];
/** @type {any} */
const RACE = { landscape: "Booth", steps: 2, starts: 1, runs: RUNS };

test("the runs are told in order at equal cost, and how each ended at the end", () => {
  assert.equal(
    description(RACE, 1),
    "Booth, step 1 of 2, after 1 gradient evaluation. 1: Adam, gap 4.00. 2: Newton, gap 9.00.",
  );
  assert.equal(
    description(RACE, 2),
    "Booth, step 2 of 2, after 2 gradient evaluations. 1: Adam, gap 1.00 times ten to the −7, arrived after 2. " +
      "2: Newton, gap 9.00. Over. Adam: reached at 2. Newton: reached at 2.",
  );
});

test("of several starts it says how many have arrived", () => {
  assert.equal(arrival([3, 8], 5), "2 of 5");
  assert.equal(arrival([3], 1), "3");
  assert.equal(arrival([], 1), "");
  assert.deepEqual(costsUpTo([9, -1, 3, 12], 10), [3, 9]);
});

test("the last step that a cost pays for is found", () => {
  assert.equal(lastUpTo([0, 2, 2, 5], 2), 2);
  assert.equal(lastUpTo([0, 2, 2, 5], 4.9), 2);
  assert.equal(lastUpTo([0, 2, 2, 5], 99), 3);
  assert.equal(lastUpTo([1, 2], 0), 0);
});
