import assert from "node:assert/strict";
import test from "node:test";
import { describeRace } from "fallline/race/description.js";
import { formatReached, lastIndexUpTo, rankRuns, targetCosts } from "fallline/race/standings.js";

/** @param {string} title @param {number[]} spent @param {number[]} gap @param {number[]} arrivals */
const run = (title, spent, gap, arrivals) => ({
  title,
  reachCosts: arrivals,
  leftCosts: arrivals.map(() => -1),
  backCosts: arrivals.map(() => -1),
  mostDivergedAt: -1,
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
    "Booth, step 2 of 2, after 2 gradient evaluations. 1: Adam, gap 1.00 times ten to the −7, reached the target " +
      "after 2. 2: Newton, gap 9.00. Over. Adam: Reached at 2. Newton: Reached at 2.",
  );
});

const INSIDE = { reachCosts: [3, 8], leftCosts: [], divergedAt: -1 };

test("reaching the target is a count for several starts, a cost for one", () => {
  assert.equal(formatReached(INSIDE, 5), "2 of 5");
  assert.equal(formatReached(INSIDE, 1), "3");
  assert.equal(formatReached({ ...INSIDE, reachCosts: [] }, 1), "");
});

test("a start that has left the target again is not counted as within it", () => {
  assert.equal(formatReached({ ...INSIDE, reachCosts: [], leftCosts: [[162, 330]] }, 1), "162, left at 330");
  assert.equal(formatReached({ ...INSIDE, leftCosts: [[162, 330]] }, 5), "2 of 5, 1 left again");
  const starts = { reachCosts: [9, -1, 3, 12], leftCosts: [-1, -1, 5, 20], backCosts: [-1, -1, -1, 30] };
  assert.deepEqual(targetCosts(starts, 10), { reachCosts: [9], leftCosts: [[3, 5]] });
  assert.deepEqual(targetCosts(starts, 25), { reachCosts: [9], leftCosts: [[3, 5], [12, 20]] });
  assert.deepEqual(targetCosts(starts), { reachCosts: [9, 12], leftCosts: [[3, 5]] });
});

test("a diverged run is last, says so, and does not hold the others back", () => {
  const diverged = { ...run("AdaBelief", [0, 0, 0], [9, 9, 9], [-1]), mostDivergedAt: 1 };
  const { cost, standings } = rankRuns(/** @type {any} */ ({ runs: [diverged, ...RUNS] }), 2);
  assert.equal(cost, 2);
  assert.deepEqual(standings.map(({ runIndex }) => runIndex), [1, 2, 0]);
  assert.equal(formatReached(standings[2], 1), "diverged at step 1");
});

test("the last index up to a value is found", () => {
  assert.equal(lastIndexUpTo([0, 2, 2, 5], 2), 2);
  assert.equal(lastIndexUpTo([0, 2, 2, 5], 4.9), 2);
  assert.equal(lastIndexUpTo([0, 2, 2, 5], 99), 3);
  assert.equal(lastIndexUpTo([1, 2], 0), 0);
});
