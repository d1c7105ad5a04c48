import assert from "node:assert/strict";
import test from "node:test";
import { formatCount } from "fallline/core/numbers.js";
import { stepSentence } from "fallline/race/step_sentence.js";

/** @param {number[]} values @param {number} [axes] */
const array = (values, axes = 1) => ({ values: Float64Array.from(values), shape: [values.length / axes, axes] });

/**
 * Return a run of three steps in two dimensions; `more` replaces some of its arrays.
 * @param {Record<string, any>} more
 * @param {Record<string, any>} fields
 * @returns {any}
 */
const run = (more = {}, fields = {}) => ({
  divergedAt: -1,
  stepUnit: "lr",
  ...fields,
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

test("the first step has a size and no comparison", () => {
  assert.equal(stepSentence(run(), 0), "first step 1 × lr; ideal: 12 times as long");
});

test("a step that grows with a steady gradient is a consequence of it", () => {
  assert.equal(stepSentence(run(), 1), "the slope kept its direction, so the step grew to 4 × lr; about ideal");
});

test("a step that shrinks after the gradient reverses is a consequence of it", () => {
  const turned = run({ grad: array([1, 0, 1, 0, -1, 0.1], 2) });
  assert.equal(stepSentence(turned, 2), "the slope turned round, so the step shrank to 1 × lr; 5 times the ideal: too far");
});

test("a surprise is a percentage or a multiple of the gradient's length", () => {
  assert.match(stepSentence(run({ surprise: array([0, 0.05, 3]) }), 1), /^gradient as predicted \(surprise 5 % of it\)/);
  assert.match(stepSentence(run({ surprise: array([0, 0.5, 3]) }), 1), /^gradient about as predicted \(surprise 50 %/);
  assert.match(stepSentence(run({ surprise: array([0, 3, 3]) }), 1), /^the gradient surprised it \(surprise 3 times/);
});

test("the unit of a step is lr times slope for gradient descent, and none for other rules", () => {
  assert.match(stepSentence(run({}, { stepUnit: "slope" }), 0), /^first step 1 × lr × slope/);
  assert.match(stepSentence(run({}, { stepUnit: "" }), 0), /^first step 0\.1;/);
});

test("a clipped gradient is named, and lengths are compared with what is left of it", () => {
  const clipped = {
    clipped_gradient: array([0.5, 0, 0.25, 0, 0.9, 0.1], 2),
    clip_factor: array([0.5, 0.25, 1]),
    surprise: array([0, 0.125, 0.45]),
  };
  assert.match(stepSentence(run(clipped), 1), /^the gradient was clipped to 25 % of its length; .*\(surprise 50 % of it\)/);
  assert.match(stepSentence(run(clipped, { stepUnit: "slope" }), 0), /first step 2 × lr × slope/);
  assert.doesNotMatch(stepSentence(run(clipped), 2), /clipped/);
});

test("an ideal step beyond the plot is a lower bound, and there is none for a step that leads uphill", () => {
  assert.match(stepSentence(run({ ideal_own_edge: array([1, 0, 0]) }), 0), /ideal: at least 12 times as long$/);
  assert.match(stepSentence(run({ ideal_own: array([0, 0, 0]) }), 0), /it leads uphill$/);
  assert.equal(stepSentence(run({ ideal_own: array([NaN, 0, 0]) }), 0), "first step 1 × lr");
});

test("a rejected step, a run that does not move and a run that diverged have sentences of their own", () => {
  const refused = run({ accepted: array([0, 1, 1]), step_length: array([0.25, 1, 1]) });
  assert.equal(stepSentence(refused, 0), "its trial of length 0.25 was turned down, so it stays");
  assert.equal(stepSentence(run({ step: array([0, 0, 0, 0, 0, 0], 2), step_size: array([0, 0, 0]) }), 0), "it stays where it is");
  assert.equal(stepSentence(run({}, { divergedAt: 2 }), 1), "diverged at step 2; its last finite position is held");
});

test("counts are integers with commas, or two significant digits from ten thousand on", () => {
  assert.equal(formatCount(1234.4), "1,234");
  assert.equal(formatCount(123456), "120000");
});
