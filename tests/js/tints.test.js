// The colours of maps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { colourOf, css, mixed, tintsOf } from "fallline/race/tints.js";

const COLOURS = {
  minima: ["#ff0000", "#00ff00"],
  steps: ["#000000", "#646464", "#ffffff"],
  failed: { light: ["#010101", "#020202", "#030303"], dark: ["#0a0a0a", "#0b0b0b", "#0c0c0c"] },
  versus: ["#0000ff", "#ffff00"],
};

test("colours are read from hexadecimal digits and written for CSS", () => {
  assert.deepEqual(colourOf("#0a10ff"), [10, 16, 255]);
  assert.equal(css([10, 16, 255]), "rgb(10,16,255)");
});

test("a mixed colour lies between two others, in whole numbers", () => {
  assert.deepEqual(mixed([0, 100, 255], [255, 100, 0], 0.5), [128, 100, 128]);
  assert.deepEqual(mixed([1, 2, 3], [9, 9, 9], 0), [1, 2, 3]);
  assert.deepEqual(mixed([1, 2, 3], [9, 9, 9], 1), [9, 9, 9]);
});

test("minima beyond the last colour begin with the first again", () => {
  const { minimum } = tintsOf(COLOURS, "light", "#ffffff");
  assert.deepEqual([0, 1, 2].map(minimum), [[255, 0, 0], [0, 255, 0], [255, 0, 0]]);
});

test("failures have colours of the theme", () => {
  const [light, dark] = ["light", "dark"].map((theme) => tintsOf(COLOURS, theme, "#ffffff"));
  assert.deepEqual([-1, -2, -3].map(light.failed), [[1, 1, 1], [2, 2, 2], [3, 3, 3]]);
  assert.deepEqual([-1, -2, -3].map(dark.failed), [[10, 10, 10], [11, 11, 11], [12, 12, 12]]);
});

test("numbers of steps go through all colours of the scale, and no further", () => {
  const { steps } = tintsOf(COLOURS, "light", "#ffffff");
  assert.deepEqual([-1, 0, 0.25, 0.5, 1, 2].map((share) => steps(share)[0]), [0, 0, 50, 100, 255, 255]);
});

test("the sides of a comparison and the paper are colours too", () => {
  const { versus, paper } = tintsOf(COLOURS, "light", "#fefdfc");
  assert.deepEqual(versus, [[0, 0, 255], [255, 255, 0]]);
  assert.deepEqual(paper, [254, 253, 252]);
});
