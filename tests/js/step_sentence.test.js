import assert from "node:assert/strict";
import test from "node:test";
import { endSentence } from "fallline/race/end_sentence.js";
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
  title: "Adam",
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
  assert.equal(
    stepSentence(run(), 0),
    "Adam moved 1 × its learning rate, whatever the slope; the best step would be 12 times longer.",
  );
});

test("a step that grows with a steady gradient is a consequence of it", () => {
  assert.equal(
    stepSentence(run(), 1),
    "The slope kept its direction. So Adam lengthened its step to 4 × its learning rate; that is about the best length.",
  );
});

test("a step that shrinks after the gradient reverses is a consequence of it", () => {
  const turned = run({ grad: array([1, 0, 1, 0, -1, 0.1], 2) });
  assert.equal(
    stepSentence(turned, 2),
    "The slope turned round. So Adam shortened its step to 1 × its learning rate; " +
      "that is 5 times as far as the best step.",
  );
});

test("a surprise is a percentage or a multiple of the gradient's length", () => {
  assert.match(stepSentence(run({ surprise: array([0, 0.05, 3]) }), 1), /^Gradient as expected\. So Adam/);
  assert.match(stepSentence(run({ surprise: array([0, 0.5, 3]) }), 1), /^Gradient roughly as expected: off by 50 % of/);
  assert.match(stepSentence(run({ surprise: array([0, 1.5, 3]) }), 1), /^The gradient was a surprise: off by 150 % of/);
  assert.match(stepSentence(run({ surprise: array([0, 3, 3]) }), 1), /^The gradient was a surprise: off by 3 times its/);
  assert.match(stepSentence(run({ surprise: array([0, 1.8e8, 3]) }), 1), /off by 1\.8\s×\s10⁸ times its length\./);
});

test("the unit of a step is the learning rate times the slope for gradient descent, and none for other rules", () => {
  assert.match(stepSentence(run({}, { stepUnit: "slope" }), 0), /^Adam moved 1 × learning rate × slope;/);
  assert.match(stepSentence(run({}, { stepUnit: "" }), 0), /^Adam moved 0\.1;/);
});

test("a clipped gradient is named, and lengths are compared with what is left of it", () => {
  const clipped = {
    clipped_gradient: array([0.5, 0, 0.25, 0, 0.9, 0.1], 2),
    clip_factor: array([0.5, 0.25, 1]),
    surprise: array([0, 0.125, 0.45]),
  };
  assert.match(stepSentence(run(clipped), 1), /^The gradient was clipped to 25 % of its length\. .*off by 50 % of its/);
  assert.match(stepSentence(run(clipped, { stepUnit: "slope" }), 0), /Adam moved 2 × learning rate × slope/);
  assert.doesNotMatch(stepSentence(run(clipped), 2), /clipped/);
});

test("a best step beyond the plot is a lower bound, and there is none for a step that leads uphill", () => {
  assert.match(stepSentence(run({ ideal_own_edge: array([1, 0, 0]) }), 0), /would be at least 12 times longer\.$/);
  assert.match(stepSentence(run({ ideal_own: array([0, 0, 0]) }), 0), /; this direction leads uphill\.$/);
  assert.equal(
    stepSentence(run({ ideal_own: array([NaN, 0, 0]) }), 0),
    "Adam moved 1 × its learning rate, whatever the slope.",
  );
});

test("a rejected step, a run that does not move and a run that diverged have sentences of their own", () => {
  const refused = run({ accepted: array([0, 1, 1]), step_length: array([0.25, 1, 1]) });
  assert.equal(stepSentence(refused, 0), "Adam turned down its trial step of length 0.25 and stays where it is.");
  const still = run({ step: array([0, 0, 0, 0, 0, 0], 2), step_size: array([0, 0, 0]) });
  assert.equal(stepSentence(still, 0), "Adam stays where it is.");
  assert.equal(
    stepSentence(run({}, { divergedAt: 2 }), 1),
    "Adam diverged at step 2; its last finite position is held.",
  );
});

test("the end of a run is a whole sentence, which names the first of several starts", () => {
  const ended = { outcome: "not there yet", diagnosis: "try a larger rate" };
  assert.equal(endSentence(ended, 1), "Not there yet: try a larger rate.");
  assert.equal(endSentence({ outcome: "not there yet", diagnosis: "" }, 3), "First start: Not there yet.");
});
