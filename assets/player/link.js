/**
 * The link of what is on the screen. The server writes the words of the race; the browser adds its own: t, speed,
 * camera, inside, stage and selected.
 */
import { removeWords, splitLink } from "fallline/core/links.js";
import { shownLayers } from "fallline/player/layers.js";
import { selectedRun } from "fallline/player/selection.js";
import { DEFAULT_STAGE_VIEW, stageView } from "fallline/player/stage_view.js";
import * as player from "fallline/player/player.js";

/** @typedef {{ eye: { x: number, y: number, z: number } }} LayoutCamera as the layout of a Plotly figure has it */

const BROWSER_KEYS = ["t", "speed", "camera", "inside", "stage", "selected"];

/** The link of the race on show, as the server wrote it; "" before the first race. */
export let shownLink = "";
/** The keys of a link that change no number of the race. */
export let viewKeys = /** @type {readonly string[]} */ ([]);
/** @type {() => LayoutCamera | null} */
let readCamera = () => null;

/**
 * Set the link of the race on show, and the keys of it that change no number.
 * @param {string} link
 * @param {readonly string[]} keys
 */
export function setShownLink(link, keys) {
  [shownLink, viewKeys] = [link, keys];
}

/**
 * Set the function that returns the camera of the surface, or null if the visitor has not moved it.
 * @param {() => LayoutCamera | null} read
 */
export function setCameraReader(read) {
  readCamera = read;
}

/**
 * Return the whole link of what is on the screen, without "?". The step is part of it only while the race is paused.
 * @returns {string}
 */
export function currentLink() {
  const words = splitLink(removeWords(shownLink, BROWSER_KEYS));
  const { race, shownStep, speed, playing } = player;
  if (race && !playing && shownStep > 0 && shownStep < race.steps) words.push(`t=${shownStep}`);
  if (race && speed !== race.defaultSpeed) words.push(`speed=${speed}`);
  if (shownLayers.length) words.push(`inside=${shownLayers.join(",")}`);
  if (stageView !== DEFAULT_STAGE_VIEW) words.push(`stage=${stageView}`);
  if (selectedRun() > 0) words.push(`selected=${selectedRun() + 1}`);
  const camera = readCamera();
  if (camera) words.push(`camera=${[camera.eye.x, camera.eye.y, camera.eye.z].map(roundTo3Decimals).join(",")}`);
  return words.join("&");
}

/**
 * Return the link of what is on the screen with the step on show, even while the race plays.
 * @returns {string}
 */
export const linkAtStep = () => [...splitLink(removeWords(currentLink(), ["t"])), `t=${player.shownStep}`].join("&");

/**
 * Return the link to copy, so that it opens on what is on the screen: with the step on show, even while the race plays,
 * and at the start without it, so that the race plays.
 * @returns {string}
 */
export const sharedLink = () => (player.shownStep > 0 ? linkAtStep() : currentLink());

/** @param {number} value */
const roundTo3Decimals = (value) => Number(value.toFixed(3));
