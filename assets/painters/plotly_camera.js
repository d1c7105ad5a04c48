/** Where Plotly's own scene is looked into: nothing that it documents says by which matrices it draws. */
import { product } from "fallline/race/projection.js";

/** @import { Camera } from "fallline/race/projection.js" */

/**
 * What is read of the scene; matrices are 4x4, column by column.
 * @typedef {object} Scene
 * @property {{ cameraParams?: { view?: number[], projection: number[], model: number[] } }} [glplot]
 * @property {number[]} dataScale
 */

const AXES = [0, 1, 2];

/**
 * The matrices by which the scene of a plot is drawn; null while there is none.
 * @param {Element | null} plot
 * @returns {Camera | null}
 */
export function cameraOf(plot) {
  const scene = sceneOf(plot);
  const params = scene && scene.glplot && scene.glplot.cameraParams;
  if (!params || !params.view || !params.projection[0]) return null;
  const { view, projection, model } = params;
  const { dataScale } = scene;
  return {
    world: AXES.map((i) => [model[5 * i] * dataScale[i], model[12 + i]]),
    clip: product(projection, view),
    eye: AXES.map((i) => -(view[4 * i] * view[12] + view[4 * i + 1] * view[13] + view[4 * i + 2] * view[14])),
  };
}

/**
 * @param {any} plot
 * @returns {Scene | undefined}
 */
const sceneOf = (plot) => plot?._fullLayout?.scene?._scene;
