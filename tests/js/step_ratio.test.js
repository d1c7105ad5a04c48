import assert from "node:assert/strict";
import { test } from "node:test";
import { barShare, describeRatio, lengthDecades } from "fallline/race/step_ratio.js";

/**
 * @param {number[]} steps
 * @param {number[]} ideals
 * @param {number[]} [bounds]
 * @returns {any}
 */
const runOf = (steps, ideals, bounds = ideals.map(() => 0)) => {
  const array = (/** @type {number[]} */ values) => ({ values: Float64Array.from(values), shape: [values.length, 1] });
  return { arrays: { step_size: array(steps), ideal_own: array(ideals), ideal_own_edge: array(bounds) } };
};

test("the ratio of a step to the ideal one is put into words", () => {
  const run = runOf([0.004, 3, 1, 0, 1, 0.5], [1, 1, 1.1, 1, 0, NaN]);
  const texts = [0, 1, 2, 3, 4, 5].map((t) => describeRatio(run, t));
  assert.deepEqual(texts, [
    "0.4 % of the ideal step",
    "3 times the ideal step",
    "about the ideal step",
    "no step",
    "uphill: no length is good",
    "",
  ]);
  assert.equal(describeRatio(runOf([0.1], [1], [1]), 0), "at most 10 % of the ideal step");
});

test("both bars of a run have one scale of whole decades that holds all its steps", () => {
  const decades = lengthDecades(runOf([0.02, 0], [5, NaN]));
  assert.deepEqual(decades, { low: -2, high: 1 });
  assert.equal(barShare(10, decades), 1);
  assert.ok(Math.abs(barShare(0.1, decades) - 1 / 3) < 1e-12);
  assert.equal(barShare(0, decades), 0);
});
