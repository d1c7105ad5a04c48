/**
 * Draws the figures of the panels with Plotly: the map first, one figure per frame, so that the clock keeps running.
 */
import { translateFigure } from "fallline/core/figures.js";
import * as player from "fallline/player/player.js";
import { installCameraControls, setFigureCamera } from "fallline/page/camera.js";

/** @import { PlotlyFigure } from "fallline/types.js" */
/** @import { Plot } from "fallline/page/camera.js" */
/** @typedef {{ id: string, panel: HTMLElement, frame: HTMLElement, plot: Plot }} FigureElements of one panel */

const CONFIG = { displayModeBar: false, doubleClick: false, scrollZoom: true };
let newestCall = 0; // the number of the newest call of drawFigures; older calls stop

// Plot and canvas follow the size of their frame, which also changes with the page's contents.
const sizeObserver = new ResizeObserver(resizePlots);

/**
 * Draw figures. A newer call stops an older one.
 * @param {Record<string, PlotlyFigure>} figures by panel
 * @param {boolean} keepsCamera whether the surface keeps its present camera, or takes the figure's
 * @param {() => void} onReady called when the first figure is on the screen, or at once if there is none
 * @returns {Promise<void>}
 */
export async function drawFigures(figures, keepsCamera, onReady) {
  const mine = ++newestCall;
  await waitForPlotly();
  const found = findFigureElements().filter(({ id }) => figures[id]);
  if (!found.length) onReady();
  for (const { frame } of found) frame.classList.add("stale");
  for (const elements of found) {
    if (mine !== newestCall) return;
    await drawFigure(elements, translateFigure(figures[elements.id]), keepsCamera);
    if (elements === found[0]) onReady();
    await nextFrame();
  }
}

/** @returns {FigureElements[]} */
function findFigureElements() {
  return [...document.querySelectorAll(".panel")].flatMap((panel) => {
    const plot = panel.querySelector(".plot");
    const frame = plot?.parentElement;
    if (!(panel instanceof HTMLElement) || !(plot instanceof HTMLElement) || !frame) return [];
    return [{ id: panel.dataset.panel ?? "", panel, frame, plot }];
  });
}

/**
 * @param {FigureElements} elements
 * @param {PlotlyFigure} figure
 * @param {boolean} keepsCamera
 */
async function drawFigure({ panel, frame, plot }, { data, layout }, keepsCamera) {
  const { scene } = layout;
  if (scene) setFigureCamera(scene, keepsCamera, frame);
  // A two-dimensional plot is made anew, since the constrained axes of the previous one would shift its labels.
  await window.Plotly[scene ? "react" : "newPlot"](plot, data, layout, CONFIG);
  sizeObserver.observe(frame);
  if (plot._fullLayout.scene) installCameraControls(plot, frame);
  frame.classList.remove("stale");
  player.requestLayout(panel);
}

/** @param {ResizeObserverEntry[]} entries */
async function resizePlots(entries) {
  const resized = entries.map(({ target }) => target);
  const shown = findFigureElements().filter(({ frame }) => resized.includes(frame) && frame.offsetParent !== null);
  await Promise.all(shown.map(({ plot }) => window.Plotly.Plots.resize(plot)));
  for (const { panel } of shown) player.requestLayout(panel);
}

/** Wait until Plotly's script, which the page loads separately, has run. */
async function waitForPlotly() {
  while (!window.Plotly) await nextFrame();
}

/** @returns {Promise<void>} */
const nextFrame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));
