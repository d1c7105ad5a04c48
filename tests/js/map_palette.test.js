// The colours of basin maps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseColour, toCss, mixColours, createPalette } from "fallline/race/map_palette.js";

const COLOURS = {
  minima: ["#ff0000", "#00ff00"],
  steps: ["#000000", "#646464", "#ffffff"],
  failed: { light: ["#010101", "#020202", "#030303"], dark: ["#0a0a0a", "#0b0b0b", "#0c0c0c"] },
  versus: ["#0000ff", "#ffff00"],
};

test("colours are parsed from hexadecimal digits and formatted for CSS", () => {
  assert.deepEqual(parseColour("#0a10ff"), [10, 16, 255]);
  assert.equal(toCss([10, 16, 255]), "rgb(10,16,255)");
});

test("a mixed colour lies between two others, rounded to integers", () => {
  assert.deepEqual(mixColours([0, 100, 255], [255, 100, 0], 0.5), [128, 100, 128]);
  assert.deepEqual(mixColours([1, 2, 3], [9, 9, 9], 0), [1, 2, 3]);
  assert.deepEqual(mixColours([1, 2, 3], [9, 9, 9], 1), [9, 9, 9]);
});

test("minima beyond the last colour start again with the first", () => {
  const { minimum } = createPalette(COLOURS, "light", "#ffffff");
  assert.deepEqual([0, 1, 2].map(minimum), [[255, 0, 0], [0, 255, 0], [255, 0, 0]]);
});

test("failures have the colours of the theme", () => {
  const [light, dark] = ["light", "dark"].map((theme) => createPalette(COLOURS, theme, "#ffffff"));
  assert.deepEqual([-1, -2, -3].map(light.failure), [[1, 1, 1], [2, 2, 2], [3, 3, 3]]);
  assert.deepEqual([-1, -2, -3].map(dark.failure), [[10, 10, 10], [11, 11, 11], [12, 12, 12]]);
});

test("shares of the step scale are interpolated between its colours, and clamped", () => {
  const { steps } = createPalette(COLOURS, "light", "#ffffff");
  assert.deepEqual([-1, 0, 0.25, 0.5, 1, 2].map((share) => steps(share)[0]), [0, 0, 50, 100, 255, 255]);
});

test("the background is parsed", () => {
  const { background } = createPalette(COLOURS, "light", "#fefdfc");
  assert.deepEqual(background, [254, 253, 252]);
});
