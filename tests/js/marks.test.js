import assert from "node:assert/strict";
import { test } from "node:test";
import { balls } from "fallline/painters/marks.js";
import { outline } from "fallline/race/outlines.js";

/** Records the places that a pen is told to move and to draw to, and its strokes and fills. */
function recorder() {
  /** @type {unknown[][]} */
  const told = [];
  const telling = (/** @type {string} */ what) => (/** @type {number[]} */ ...values) => told.push([what, ...values]);
  const names = ["beginPath", "moveTo", "lineTo", "arc", "closePath", "stroke", "fill"];
  /** @type {any} */
  const pen = Object.fromEntries(names.map((name) => [name, telling(name)]));
  return { told, pen };
}

test("each ball is its shape's outline, grown to its radius; casings are below all of them", () => {
  const { told, pen } = recorder();
  balls(pen, "square", "red", "white", [[10, 20], [30, 40]], 5);
  const corners = outline("square") ?? [];
  const one = (/** @type {number} */ x, /** @type {number} */ y) => [
    ...corners.map(([cx, cy], i) => [i ? "lineTo" : "moveTo", x + 5 * cx, y + 5 * cy]),
    ["closePath"],
  ];
  assert.deepEqual(told, [["beginPath"], ...one(10, 20), ...one(30, 40), ["stroke"], ["fill"]]);
});

test("a shape without an outline is a circle", () => {
  const { told, pen } = recorder();
  balls(pen, "circle", "red", "white", [[10, 20]], 5);
  assert.deepEqual(told, [["beginPath"], ["moveTo", 15, 20], ["arc", 10, 20, 5, 0, 2 * Math.PI], ["stroke"], ["fill"]]);
});
