/**
 * Draws the figures of the panels with Plotly: the map first, one figure per frame, so that the clock keeps running.
 */
import { translateFigure } from "fallline/core/figures.js";
import { sleep } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { showNotice } from "fallline/player/notice.js";
import * as player from "fallline/player/player.js";
import { drawnSize } from "fallline/painters/canvas.js";
import { installCameraControls, setFigureCamera } from "fallline/page/camera.js";

/** @import { PlotlyFigure } from "fallline/types.js" */
/** @import { Plot } from "fallline/page/camera.js" */
/** @typedef {{ id: string, panel: HTMLElement, frame: HTMLElement, plot: Plot }} FigureElements of one panel */

const RESIZE_INTERVAL_MS = 200; // between two drawings of a figure whose frame keeps changing its size
const CONFIG = { displayModeBar: false, doubleClick: false, scrollZoom: true };
let newestCall = 0; // the number of the newest call of drawFigures; older calls stop

// Plot and canvas follow the size of their frame, which also changes with the page's contents.
const sizeObserver = new ResizeObserver(onResize);
/** @type {Set<Element>} the frames whose figures are being drawn in another size */
const resizing = new Set();
/** @type {Map<Element, () => void>} by hidden frame, what draws its figure once it is shown */
const waiting = new Map();

/**
 * Draw figures. A newer call stops an older one.
 * @param {Record<string, PlotlyFigure>} figures by panel
 * @param {boolean} keepsCamera whether the surface keeps its present camera, or takes the figure's
 * @param {() => void} onReady called when the first figure is on the screen, or at once if there is none
 * @returns {Promise<void>}
 */
export async function drawFigures(figures, keepsCamera, onReady) {
  const mine = ++newestCall;
  if (!(await waitForPlotly())) {
    showNotice(say("The part of the page that draws the figures did not load; reload the page."));
    return onReady(); // the table and the scoreboard play without figures
  }
  const all = findFigureElements().filter(({ id }) => figures[id]);
  const found = all.filter(({ frame }) => isShown(frame));
  if (!found.length) onReady();
  waiting.clear();
  for (const elements of all) if (!found.includes(elements)) drawWhenShown(elements, figures[elements.id], keepsCamera);
  for (const { frame } of found) frame.classList.add("stale");
  for (const elements of found) {
    if (mine !== newestCall) return;
    await drawFigure(elements, translateFigure(figures[elements.id]), keepsCamera);
    if (elements === found[0]) onReady();
    await nextFrame();
  }
}

/**
 * Draw a figure when its frame is shown, which it is not now.
 * @param {FigureElements} elements
 * @param {PlotlyFigure} figure
 * @param {boolean} keepsCamera
 */
function drawWhenShown(elements, figure, keepsCamera) {
  waiting.set(elements.frame, () => drawFigure(elements, translateFigure(figure), keepsCamera));
  sizeObserver.observe(elements.frame);
}

/**
 * Return whether a frame has a place on the page; also a frame behind another one has.
 * @param {HTMLElement} frame
 */
const isShown = (frame) => frame.offsetParent !== null;

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
async function drawFigure(elements, { data, layout }, keepsCamera) {
  const { panel, frame, plot } = elements;
  const { scene } = layout;
  if (scene) setFigureCamera(/** @type {any} */ (layout), keepsCamera, frame);
  // A two-dimensional plot is made anew, since the constrained axes of the previous one would shift its labels.
  await window.Plotly[scene ? "react" : "newPlot"](plot, data, layout, CONFIG);
  sizeObserver.observe(frame);
  if (plot._fullLayout.scene) installCameraControls(plot, frame);
  frame.classList.remove("stale");
  player.requestLayout(panel);
  player.layOutPanels();
  fitFigure(elements); // the frame may have changed its size while the figure was drawn
}

/** @param {ResizeObserverEntry[]} entries */
function onResize(entries) {
  const resized = entries.map(({ target }) => target);
  for (const elements of findFigureElements().filter(({ frame }) => resized.includes(frame) && isShown(frame))) {
    const draw = waiting.get(elements.frame);
    waiting.delete(elements.frame);
    if (draw) draw();
    else fitFigure(elements);
  }
}

/**
 * Draw a figure in the size of its frame, again and again while that changes. Canvas and figure are laid out at the same
 * time. `Plotly.Plots.resize` would wait until the size has not changed for 100 ms, so maybe until the race is paused.
 * @param {FigureElements} elements
 */
async function fitFigure({ panel, frame, plot }) {
  if (resizing.has(frame)) return;
  resizing.add(frame);
  try {
    for (let tried = ""; isResized(frame) && tried !== sizesText(frame); ) {
      tried = sizesText(frame);
      await window.Plotly.relayout(plot, { autosize: true });
      player.requestLayout(panel);
      player.layOutPanels();
      await sleep(RESIZE_INTERVAL_MS);
    }
  } finally {
    resizing.delete(frame);
  }
}

/**
 * Return the sizes of a frame and of its figure as a text.
 * @param {HTMLElement} frame
 */
function sizesText(frame) {
  const { width, height } = drawnSize(frame);
  return `${frame.clientWidth} x ${frame.clientHeight}, ${width} x ${height}`;
}

/**
 * Return whether the frame of a figure is shown and has another size than the figure, by at least a pixel.
 * @param {HTMLElement} frame
 */
function isResized(frame) {
  const [drawn, shown] = [drawnSize(frame), frame.getBoundingClientRect()];
  const hasFigure = isShown(frame) && !frame.classList.contains("stale");
  return hasFigure && Math.hypot(drawn.width - shown.width, drawn.height - shown.height) >= 1;
}

/**
 * Wait until Plotly's script, which the page loads separately, has run or failed, and return whether it has run.
 * @returns {Promise<boolean>}
 */
async function waitForPlotly() {
  while (!window.Plotly && document.readyState !== "complete") await nextFrame();
  return Boolean(window.Plotly);
}

/** @returns {Promise<void>} */
const nextFrame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));
