import assert from "node:assert/strict";
import { test } from "node:test";
import { drawBalls } from "fallline/painters/marks.js";
import { markerOutline } from "fallline/race/outlines.js";

/** Create a drawing context that records its calls. */
function createRecorder() {
  /** @type {unknown[][]} */
  const calls = [];
  const record = (/** @type {string} */ method) => (/** @type {number[]} */ ...args) => calls.push([method, ...args]);
  const names = ["beginPath", "moveTo", "lineTo", "arc", "closePath", "stroke", "fill"];
  /** @type {any} */
  const context = Object.fromEntries(names.map((name) => [name, record(name)]));
  return { calls, context };
}

test("each ball has its shape's outline scaled to its radius, and all casings are below the balls", () => {
  const { calls, context } = createRecorder();
  drawBalls(context, "square", "red", "white", [[10, 20], [30, 40]], 5);
  const corners = markerOutline("square") ?? [];
  const polygonCalls = (/** @type {number} */ x, /** @type {number} */ y) => [
    ...corners.map(([cx, cy], i) => [i ? "lineTo" : "moveTo", x + 5 * cx, y + 5 * cy]),
    ["closePath"],
  ];
  assert.deepEqual(calls, [["beginPath"], ...polygonCalls(10, 20), ...polygonCalls(30, 40), ["stroke"], ["fill"]]);
});

test("a shape without an outline is drawn as a circle", () => {
  const { calls, context } = createRecorder();
  drawBalls(context, "circle", "red", "white", [[10, 20]], 5);
  const circle = [["moveTo", 15, 20], ["arc", 10, 20, 5, 0, 2 * Math.PI]];
  assert.deepEqual(calls, [["beginPath"], ...circle, ["stroke"], ["fill"]]);
});
