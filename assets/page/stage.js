/** Has Plotly paint the stages, one per frame so that the clock keeps going, the map first. */
import { titled } from "fallline/core/figures.js";
import * as player from "fallline/player/player.js";
import { hearTurns, placeCamera } from "fallline/page/camera.js";

/** @import { PlotlyFigure } from "fallline/types.js" */
/** @import { Plot } from "fallline/page/camera.js" */
/** @typedef {{ id: string, panel: HTMLElement, frame: HTMLElement, plot: Plot }} Place where a figure is painted */

const CONFIG = { displayModeBar: false, doubleClick: false, scrollZoom: true };
let turn = 0; // which race the painting is for; an older one stops when a newer one comes

// A notice, a wider table, a turned phone: whatever the cause, plot and canvas follow their frame.
const sizes = new ResizeObserver(follow);

/**
 * Paints figures, with the camera left where it is if `steady`, else as the figure says.
 * @param {Record<string, PlotlyFigure>} figures by panel
 * @param {boolean} steady
 * @param {() => void} ready called when the first of them is on the screen
 * @returns {Promise<void>}
 */
export async function paint(figures, steady, ready) {
  const mine = ++turn;
  await plotly();
  const due = places().filter(({ id }) => figures[id]);
  if (!due.length) ready();
  for (const { frame } of due) frame.classList.add("stale");
  for (const place of due) {
    if (mine !== turn) return;
    await paintOne(place, titled(figures[place.id]), steady);
    if (place === due[0]) ready();
    await nextFrame();
  }
}

/** @returns {Place[]} */
function places() {
  return [...document.querySelectorAll(".panel")].flatMap((panel) => {
    const plot = panel.querySelector(".plot");
    const frame = plot?.parentElement;
    if (!(panel instanceof HTMLElement) || !(plot instanceof HTMLElement) || !frame) return [];
    return [{ id: panel.dataset.panel ?? "", panel, frame, plot }];
  });
}

/**
 * @param {Place} place
 * @param {PlotlyFigure} figure
 * @param {boolean} steady
 */
async function paintOne({ panel, frame, plot }, { data, layout }, steady) {
  const { scene } = layout;
  if (scene) placeCamera(scene, steady, frame);
  // A flat plot is made anew: what is left of a former one's constrained axes would shift its labels.
  await window.Plotly[scene ? "react" : "newPlot"](plot, data, layout, CONFIG);
  sizes.observe(frame);
  if (plot._fullLayout.scene) hearTurns(plot, frame);
  frame.classList.remove("stale");
  player.relay(panel);
}

/** @param {ResizeObserverEntry[]} entries */
async function follow(entries) {
  const resized = entries.map(({ target }) => target);
  const shown = places().filter(({ frame }) => resized.includes(frame) && frame.offsetParent !== null);
  await Promise.all(shown.map(({ plot }) => window.Plotly.Plots.resize(plot)));
  for (const { panel } of shown) player.relay(panel);
}

/** Waits until Plotly's script, which loads beside the page, is there. */
async function plotly() {
  while (!window.Plotly) await nextFrame();
}

/** @returns {Promise<void>} */
const nextFrame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));
