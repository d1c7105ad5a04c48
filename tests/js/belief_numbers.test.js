import assert from "node:assert/strict";
import { test } from "node:test";
import { comparePair, describeDifference, findPair, mostDifferentAxis } from "fallline/race/belief_numbers.js";

/** @param {string} optimizer @param {number[]} denominator @returns {any} */
function runOf(optimizer, denominator) {
  const array = (/** @type {number[]} */ values) => ({ values: Float64Array.from(values), shape: [1, values.length] });
  const arrays = {
    seen: array([2, 3]),
    momentum: array([1.5, 3]),
    denominator: array(denominator),
    learning_rate: array([0.1]),
    effective_rate: array(denominator.map((value) => 0.1 / value)),
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
