// The colours of a basin map's tiles.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compareMaps, createBasinMap } from "fallline/race/basin_map.js";
import { outcomeColours, comparisonColours } from "fallline/race/tile_colours.js";
import { createPalette } from "fallline/race/map_palette.js";

const COLOURS = {
  minima: ["#ff0000", "#00ff00"],
  steps: ["#000000", "#ffffff"],
  failed: { light: ["#010101", "#020202", "#030303"] },
  versus: ["#0000ff", "#ff0000"],
};
const PALETTE = createPalette(COLOURS, "light", "#ffffff");

/**
 * A map of 2 x 2 tiles.
 * @param {number[]} became
 * @param {number[]} steps
 */
function mapOf(became, steps) {
  const map = createBasinMap(2);
  map.outcomes.set(became);
  map.steps.set(steps);
  return map;
}

/** @param {(tile: number) => readonly number[]} colours */
const all = (colours) => [0, 1, 2, 3].map((tile) => colours(tile));

test("minima have their colours, fading with the number of steps", () => {
  const map = mapOf([0, 1, -1, -3], [0, 99, -1, -1]);
  const colours = outcomeColours(map, "minimum", [0, 99], PALETTE);
  assert.deepEqual(all(colours), [[255, 0, 0], [184, 255, 184], [1, 1, 1], [3, 3, 3]]);
});

test("steps have the colours of the scale", () => {
  const map = mapOf([0, 1, 1, -2], [0, 9, 500, -1]);
  const colours = outcomeColours(map, "steps", [0, 99], PALETTE);
  assert.deepEqual(all(colours), [[0, 0, 0], [128, 128, 128], [255, 255, 255], [2, 2, 2]]);
});

/** @type {(readonly [number, number, number])[]} */
const SIDES = [[0, 0, 255], [255, 0, 0]];

test("a tile from which one map reaches a minimum has its full colour; one without has that of a stall", () => {
  const [one, other] = [mapOf([0, -1, -1, -3], [5, -1, -1, -1]), mapOf([-2, 0, -1, -1], [-1, 5, -1, -1])];
  assert.deepEqual(all(comparisonColours(one, other, SIDES, PALETTE)), [[0, 0, 255], [255, 0, 0], [2, 2, 2], [2, 2, 2]]);
});

test("a tile from which both maps reach one has the colour of the faster, the stronger the faster", () => {
  const [one, other] = [mapOf([0, 0, 0, 0], [9, 9, 1, 99]), mapOf([0, 0, 0, 0], [9, 19, 99, 1])];
  const [equal, twice, ahead, behind] = all(comparisonColours(one, other, SIDES, PALETTE));
  assert.deepEqual(equal, [255, 255, 255]);
  assert.deepEqual(twice, [92, 92, 255]);
  assert.deepEqual([ahead, behind], [[38, 38, 255], [255, 38, 38]]);
});

test("maps of different sizes are never compared", () => {
  const [one, other] = [createBasinMap(64), createBasinMap(128)];
  assert.throws(() => comparisonColours(one, other, SIDES, PALETTE), RangeError);
  assert.throws(() => compareMaps(one, other), RangeError);
});
