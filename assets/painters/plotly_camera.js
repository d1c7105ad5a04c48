/** The camera of Plotly's 3D scene, read from internals: Plotly documents no access to its matrices. */
import { multiplyMatrices } from "fallline/race/projection.js";

/** @import { Camera } from "fallline/race/projection.js" */

/**
 * The part of Plotly's scene that is read; matrices are 4x4, column-major.
 * @typedef {object} Scene
 * @property {{ cameraParams?: { view?: number[], projection: number[], model: number[] } }} [glplot]
 * @property {number[]} dataScale
 */

const AXES = [0, 1, 2];

/**
 * Read the camera with which the scene of a plot is drawn; null if there is none yet.
 * @param {Element | null} plot
 * @returns {Camera | null}
 */
export function readDrawnCamera(plot) {
  const scene = sceneOf(plot);
  const params = scene && scene.glplot && scene.glplot.cameraParams;
  if (!params || !params.view || !params.projection[0]) return null;
  const { view, projection, model } = params;
  const { dataScale } = scene;
  return {
    world: AXES.map((i) => [model[5 * i] * dataScale[i], model[12 + i]]),
    clip: multiplyMatrices(projection, view),
    eye: AXES.map((i) => -(view[4 * i] * view[12] + view[4 * i + 1] * view[13] + view[4 * i + 2] * view[14])),
  };
}

/**
 * @param {any} plot
 * @returns {Scene | undefined}
 */
const sceneOf = (plot) => plot?._fullLayout?.scene?._scene;
