// Texts on basin maps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createBasinMap } from "fallline/race/basin_map.js";
import { comparisonText, outcomesText, methodText, positionText } from "fallline/dialogs/maps/basin_text.js";

/** @import { MapFacts } from "fallline/types.js" */

/**
 * @param {string[]} points
 * @param {Partial<MapFacts>} [more]
 * @returns {MapFacts}
 */
function factsOf(points, more = {}) {
  const colours = { minima: [], steps: [], failed: {}, versus: [] };
  return { fileStem: "fallline-booth-adam", box: [[0, 4], [0, 2]], axisNames: ["x", "y"], minima: [], minimaLabels: points, curve: [], noise: 0, tol: 1e-3, colours, ...more };
}

/**
 * A map of 2 x 2 tiles.
 * @param {number[]} outcomes
 * @param {number[]} steps
 */
function mapOf(outcomes, steps) {
  const map = createBasinMap(2);
  map.outcomes.set(outcomes);
  map.steps.set(steps);
  return map;
}

test("a place has the outcome of every run that has a map", () => {
  const maps = [mapOf([1, 0, -1, -3], [1, 12, -1, -1]), null];
  const facts = factsOf(["0, 0", "3, 1"]);
  const read = (/** @type {[number, number]} */ place) => positionText(["Adam", "SGD"], maps, facts, place);
  assert.equal(read([0.25, 0.25]), "From x = 1.000, y = 0.5000: Adam: reached (3, 1) after 1 step.");
  assert.equal(read([0.75, 0.25]), "From x = 3.000, y = 0.5000: Adam: reached (0, 0) after 12 steps.");
  assert.equal(read([0.75, 0.75]), "From x = 3.000, y = 1.500: Adam: diverged.");
});

test("a single minimum is not named", () => {
  const read = positionText(["Adam", "SGD"], [mapOf([0, 0, 0, 0], [3, 3, 3, 3]), mapOf([-1, 0, 0, 0], [])], factsOf(["0, 0"]), [0, 0]);
  assert.equal(read, "From x = 0, y = 0: Adam: reached the target after 3 steps; SGD: not there yet.");
});

test("the fractions of the outcomes are in percent", () => {
  const failed = [{ outcome: -3, count: 1 }];
  const words = outcomesText({ tiles: 4, reached: 3, medianSteps: 1, failed }, [0.3, 0.95]);
  assert.equal(words, "75.0 % reach the target (95 %: 30.0 to 95.0), median 1 step; 25.0 % diverged.");
  const none = outcomesText({ tiles: 4, reached: 0, medianSteps: null, failed: [{ outcome: -2, count: 4 }] }, [0, 0.5]);
  assert.equal(none, "0.0 % reach the target (95 %: 0.0 to 50.0); 100.0 % stalled elsewhere.");
});

test("two maps are compared in percent, with minima if there are several", () => {
  const [one, other] = [mapOf([0, 0, 0, -1], [1, 5, 9, -1]), mapOf([1, 0, -1, 0], [2, 4, -1, 3])];
  const words = "Only Adam reaches the target: 25.0 %; only SGD: 25.0 %. Both do, Adam in fewer steps: 25.0 %, SGD: 25.0 %";
  assert.equal(comparisonText(one, other, "Adam", "SGD", ["0, 0"]), `${words}.`);
  assert.equal(comparisonText(one, other, "Adam", "SGD", ["0, 0", "1, 1"]), `${words}; at different minima: 25.0 %.`);
});

test("the way of computation is given once for all maps that share it", () => {
  const maps = [mapOf([], []), mapOf([], [])];
  for (const map of maps) map.provenance = { path: "compiled", device: "cpu", note: "" };
  const words = "64 × 64 starts each, 150 steps, target reached where f − f* stays at most 0.00100; single precision, by";
  assert.equal(methodText(64, 150, factsOf([]), maps), `${words} compiled code, on the CPU.`);
  maps[1].provenance = { path: "eager", device: "cuda", note: "as a test" };
  const made = "compiled code, on the CPU; plain torch, on the GPU, as a test";
  assert.equal(methodText(64, 150, factsOf([], { noise: 1 }), maps), `${words} ${made}. Maps are without noise.`);
});
