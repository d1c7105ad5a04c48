import assert from "node:assert/strict";
import test from "node:test";
import { count } from "fallline/core/numbers.js";
import { stepSentence } from "fallline/race/step_sentence.js";

/** @param {number[]} values @param {number} [axes] */
const array = (values, axes = 1) => ({ values: Float64Array.from(values), shape: [values.length / axes, axes] });

/**
 * A run of three steps in two dimensions; `more` arrays replace its own.
 * @param {Record<string, any>} more
 * @param {Record<string, any>} facts
 * @returns {any}
 */
const run = (more = {}, facts = {}) => ({
  stopped: -1,
  unit: "lr",
  ...facts,
  arrays: {
    grad: array([1, 0, 1, 0, 0.9, 0.1], 2),
    step: array([0.1, 0, 0.4, 0, 0.1, 0], 2),
    step_size: array([0.1, 0.4, 0.1]),
    learning_rate: array([0.1, 0.1, 0.1]),
    ideal_own: array([1.2, 0.4, 0.02]),
    ideal_own_edge: array([0, 0, 0]),
    ...more,
  },
});

test("the first step has a size and no history", () => {
  assert.equal(stepSentence(run(), 0), "first step 1 × lr; ideal: 12 times as long");
});

test("a calm slope that the step follows is one sentence", () => {
  assert.equal(stepSentence(run(), 1), "the slope kept its direction, so the step grew to 4 × lr; about ideal");
});

test("a slope that turns round and a step that shrinks belong together", () => {
  const turned = run({ grad: array([1, 0, 1, 0, -1, 0.1], 2) });
  assert.equal(stepSentence(turned, 2), "the slope turned round, so the step shrank to 1 × lr; 5 times the ideal: too far");
});

test("a surprise is a share of the gradient, or a multiple", () => {
  assert.match(stepSentence(run({ surprise: array([0, 0.05, 3]) }), 1), /^gradient as predicted \(surprise 5 % of it\)/);
  assert.match(stepSentence(run({ surprise: array([0, 0.5, 3]) }), 1), /^gradient about as predicted \(surprise 50 %/);
  assert.match(stepSentence(run({ surprise: array([0, 3, 3]) }), 1), /^the gradient surprised it \(surprise 3 times/);
});

test("gradient descent's steps are measured by the slope, others by nothing", () => {
  assert.match(stepSentence(run({}, { unit: "slope" }), 0), /^first step 1 × lr × slope/);
  assert.match(stepSentence(run({}, { unit: "" }), 0), /^first step 0\.1;/);
});

test("an ideal beyond the view is a lower bound, and none is said where the step leads uphill", () => {
  assert.match(stepSentence(run({ ideal_own_edge: array([1, 0, 0]) }), 0), /ideal: at least 12 times as long$/);
  assert.match(stepSentence(run({ ideal_own: array([0, 0, 0]) }), 0), /it leads uphill$/);
  assert.equal(stepSentence(run({ ideal_own: array([NaN, 0, 0]) }), 0), "first step 1 × lr");
});

test("a step that was not taken, a run that stands, a run that diverged", () => {
  const refused = run({ accepted: array([0, 1, 1]), step_length: array([0.25, 1, 1]) });
  assert.equal(stepSentence(refused, 0), "its trial of length 0.25 was turned down, so it stays");
  assert.equal(stepSentence(run({ step: array([0, 0, 0, 0, 0, 0], 2), step_size: array([0, 0, 0]) }), 0), "it stays where it is");
  assert.equal(stepSentence(run({}, { stopped: 2 }), 1), "diverged at step 2; its last finite position is held");
});

test("counts are whole with commas, from ten thousand on in two digits", () => {
  assert.equal(count(1234.4), "1,234");
  assert.equal(count(123456), "120000");
});
