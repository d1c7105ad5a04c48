// The colours of a basin map's tiles.
import assert from "node:assert/strict";
import { test } from "node:test";
import { blank } from "fallline/race/basin_map.js";
import { outcomeColours, versusColours } from "fallline/race/tile_colours.js";
import { tintsOf } from "fallline/race/tints.js";

const COLOURS = {
  minima: ["#ff0000", "#00ff00"],
  steps: ["#000000", "#ffffff"],
  failed: { light: ["#010101", "#020202", "#030303"] },
  versus: ["#0000ff", "#ff0000"],
};
const TINTS = tintsOf(COLOURS, "light", "#ffffff");

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

/** @param {(tile: number) => readonly number[]} colours */
const all = (colours) => [0, 1, 2, 3].map((tile) => colours(tile));

test("minima have their colours, the fainter, the more steps", () => {
  const map = mapOf([0, 1, -1, -3], [0, 99, -1, -1]);
  const colours = outcomeColours(map, "minimum", [0, 99], TINTS);
  assert.deepEqual(all(colours), [[255, 0, 0], [184, 255, 184], [1, 1, 1], [3, 3, 3]]);
});

test("steps have colours of the scale", () => {
  const map = mapOf([0, 1, 1, -2], [0, 9, 500, -1]);
  const colours = outcomeColours(map, "steps", [0, 99], TINTS);
  assert.deepEqual(all(colours), [[0, 0, 0], [128, 128, 128], [255, 255, 255], [2, 2, 2]]);
});

test("who arrives alone has the full colour, where none does is that of a stall", () => {
  const [one, other] = [mapOf([0, -1, -1, -3], [5, -1, -1, -1]), mapOf([-2, 0, -1, -1], [-1, 5, -1, -1])];
  assert.deepEqual(all(versusColours(one, other, TINTS)), [[0, 0, 255], [255, 0, 0], [2, 2, 2], [2, 2, 2]]);
});

test("where both arrive, the faster has a colour, the stronger, the faster it is", () => {
  const [one, other] = [mapOf([0, 0, 0, 0], [9, 9, 1, 99]), mapOf([0, 0, 0, 0], [9, 19, 99, 1])];
  const [equal, twice, ahead, behind] = all(versusColours(one, other, TINTS));
  assert.deepEqual(equal, [255, 255, 255]);
  assert.deepEqual(twice, [120, 120, 255]);
  assert.deepEqual([ahead, behind], [[38, 38, 255], [255, 38, 38]]);
});
