import assert from "node:assert/strict";
import { test } from "node:test";
import { readDrawnCamera } from "fallline/painters/plotly_camera.js";

const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/**
 * Return a plot with the given scene.
 * @param {unknown} scene
 * @returns {any}
 */
const plot = (scene) => ({ _fullLayout: { scene: { _scene: scene } } });

/**
 * @param {{ view?: number[], projection?: number[], model?: number[] }} params
 * @param {number[]} [dataScale]
 */
function plotOf(params, dataScale = [1, 1, 1]) {
  return plot({ glplot: { cameraParams: { view: IDENTITY, projection: IDENTITY, model: IDENTITY, ...params } }, dataScale });
}

test("there is no camera before Plotly has drawn", () => {
  /** @type {any[]} */
  const plots = [null, {}, { _fullLayout: {} }, plot(undefined), plot({}), plot({ glplot: {} })];
  plots.push(plotOf({ view: undefined }), plotOf({ projection: [0] }));
  for (const each of plots) assert.equal(readDrawnCamera(each), null);
});

test("an axis is scaled by the model and by Plotly's data scale, and shifted by the model", () => {
  const model = [2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0, 0.5, 0.6, 0.7, 1];
  const camera = readDrawnCamera(plotOf({ model }, [10, 1, 0.5]));
  assert.deepEqual(camera?.world, [[20, 0.5], [3, 0.6], [2, 0.7]]);
});

test("the eye is the point that the view matrix maps to the origin", () => {
  const view = [0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, -1, -2, -3, 1]; // rotates the axes, then translates
  const camera = readDrawnCamera(plotOf({ view }));
  assert.deepEqual(camera?.eye, [3, 1, 2]);
  assert.deepEqual(Array.from(camera?.clip ?? []), view);
});
