// What is said of basin maps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { blank } from "fallline/race/basin_map.js";
import { comparisonWords, endsWords, madeWords, placeWords } from "fallline/dialogs/maps/basin_words.js";

/** @import { MapFacts } from "fallline/types.js" */

/**
 * @param {string[]} points
 * @param {Partial<MapFacts>} [more]
 * @returns {MapFacts}
 */
function factsOf(points, more = {}) {
  const colours = { minima: [], steps: [], failed: {}, versus: [] };
  return { box: [[0, 4], [0, 2]], names: ["x", "y"], minima: [], points, noise: 0, tol: 1e-3, colours, ...more };
}

/**
 * A map of 2 x 2 tiles.
 * @param {number[]} became
 * @param {number[]} steps
 */
function mapOf(became, steps) {
  const map = blank(2);
  map.became.set(became);
  map.steps.set(steps);
  return map;
}

test("a place is read for every run that has a map", () => {
  const maps = [mapOf([1, 0, -1, -3], [1, 12, -1, -1]), null];
  const facts = factsOf(["0, 0", "3, 1"]);
  const read = (/** @type {[number, number]} */ place) => placeWords(["Adam", "SGD"], maps, facts, place);
  assert.equal(read([0.25, 0.25]), "From x = 1.000, y = 0.5000: Adam: arrived at (3, 1) after 1 step.");
  assert.equal(read([0.75, 0.25]), "From x = 3.000, y = 0.5000: Adam: arrived at (0, 0) after 12 steps.");
  assert.equal(read([0.75, 0.75]), "From x = 3.000, y = 1.500: Adam: diverged.");
});

test("where there is one minimum, it is not named", () => {
  const read = placeWords(["Adam", "SGD"], [mapOf([0, 0, 0, 0], [3, 3, 3, 3]), mapOf([-1, 0, 0, 0], [])], factsOf(["0, 0"]), [0, 0]);
  assert.equal(read, "From x = 0, y = 0: Adam: arrived after 3 steps; SGD: still going.");
});

test("how runs end is said in shares", () => {
  const failed = [{ became: -3, count: 1 }];
  const words = endsWords({ tiles: 4, arrived: 3, median: 1, failed }, [0.3, 0.95]);
  assert.equal(words, "75.0 % arrive (95 %: 30.0 to 95.0), median 1 step; 25.0 % diverged.");
  const none = endsWords({ tiles: 4, arrived: 0, median: null, failed: [{ became: -2, count: 4 }] }, [0, 0.5]);
  assert.equal(none, "0.0 % arrive (95 %: 0.0 to 50.0); 100.0 % stalled elsewhere.");
});

test("two maps are compared in shares, and minima where there are several", () => {
  const [one, other] = [mapOf([0, 0, 0, -1], [1, 5, 9, -1]), mapOf([1, 0, -1, 0], [2, 4, -1, 3])];
  const words = "Only Adam arrives: 25.0 %; only SGD: 25.0 %. Both arrive, Adam in fewer steps: 25.0 %, SGD: 25.0 %";
  assert.equal(comparisonWords(one, other, "Adam", "SGD", ["0, 0"]), `${words}.`);
  assert.equal(comparisonWords(one, other, "Adam", "SGD", ["0, 0", "1, 1"]), `${words}; at different minima: 25.0 %.`);
});

test("by what maps were made is said once for all that were made alike", () => {
  const maps = [mapOf([], []), mapOf([], [])];
  for (const map of maps) map.made = { path: "compiled", device: "cpu", note: "" };
  const words = "64 × 64 starts each, 150 steps, arrived where f − f* stays at most 0.00100; single precision, by";
  assert.equal(madeWords("64", 150, factsOf([]), maps), `${words} compiled code, on the CPU.`);
  maps[1].made = { path: "eager", device: "cuda", note: "as a test" };
  const made = "compiled code, on the CPU; plain torch, on the GPU, as a test";
  assert.equal(madeWords("64", 150, factsOf([], { noise: 1 }), maps), `${words} ${made}. Maps are without noise.`);
});
