import assert from "node:assert/strict";
import { test } from "node:test";
import { comparePair, describeDifference, findPair, mostDifferentAxis } from "fallline/race/belief_numbers.js";

/** @param {string} optimizer @param {number[]} denominator @param {number[]} [rates] of each step @returns {any} */
function runOf(optimizer, denominator, rates = [0.1]) {
  const array = (/** @type {number[]} */ values) => ({ values: Float64Array.from(values), shape: [1, values.length] });
  const arrays = {
    seen: array([2, 3]),
    momentum: array([1.5, 3]),
    denominator: array(denominator),
    learning_rate: array(rates),
    effective_rate: array(denominator.map((value) => rates[0] / value)),
    step: array([-1, -1]),
  };
  return { optimizer, title: optimizer, arrays };
}
const [belief, adam] = [runOf("adabelief", [0.5, 3]), runOf("adam", [2, 3])];

test("AdaBelief and Adam are a pair where one of them is selected", () => {
  const runs = [runOf("sgd_momentum", [1, 1]), adam, belief];
  assert.deepEqual(findPair({ runs }, 2), [2, 1]);
  assert.deepEqual(findPair({ runs }, 1), [2, 1]);
  assert.equal(findPair({ runs }, 0), null);
  assert.equal(findPair({ runs: runs.slice(0, 2) }, 1), null);
});

test("the rows in which the rules differ are the squared term and the denominator", () => {
  const rows = comparePair(belief, adam, 0, 0).filter(({ differs }) => differs);
  assert.deepEqual(rows.map(({ numbers }) => numbers), [[0.25, 4], [0.5, 2]]);
  assert.equal(mostDifferentAxis(belief, adam, 0, 2), 0);
  assert.match(describeDifference(belief, adam, 0, 0), /adabelief moves 4 times as far/);
});

test("where learning rates differ at some step, no sentence has the denominators explain the difference", () => {
  for (const rates of [[0.01], [0.1, 0.05]]) {
    const other = runOf("adam", [2, 3], rates);
    const scheduled = runOf("adabelief", [0.5, 3], rates.map(() => 0.1));
    assert.ok(comparePair(scheduled, other, 0, 0).some(({ heading }) => heading === "learning rate"));
    assert.equal(describeDifference(scheduled, other, 0, 0), "");
  }
});
