/** The link of what is on the screen: the server's part is the race; t, speed, camera and inside are the browser's. */
import { without, wordsOf } from "fallline/core/links.js";
import { layers } from "fallline/player/layers.js";
import * as player from "fallline/player/player.js";

/** @typedef {{ eye: { x: number, y: number, z: number } }} Camera */

const OURS = ["t", "speed", "camera", "inside"];

/** The link of the race on show, as the server wrote it; "" before the first. */
export let shown = "";
/** The words of a link that change no number. */
export let looks = /** @type {readonly string[]} */ ([]);
/** @type {() => Camera | null} */
let cameraOf = () => null;

/**
 * Notes which race is on show.
 * @param {string} itsLink
 * @param {readonly string[]} itsLooks
 */
export function setShown(itsLink, itsLooks) {
  [shown, looks] = [itsLink, itsLooks];
}

/**
 * Names what says where the surface's camera stands, null while it was left alone.
 * @param {() => Camera | null} camera
 */
export function setCamera(camera) {
  cameraOf = camera;
}

/**
 * The whole link of what is on the screen, without "?".
 * @returns {string}
 */
export function link() {
  const words = wordsOf(without(shown, OURS));
  const { race, t, speed, playing } = player;
  if (race && !playing && t > 0 && t < race.steps) words.push(`t=${t}`);
  if (race && speed !== race.usualSpeed) words.push(`speed=${speed}`);
  if (layers.length) words.push(`inside=${layers.join(",")}`);
  const camera = cameraOf();
  if (camera) words.push(`camera=${[camera.eye.x, camera.eye.y, camera.eye.z].map(threeDecimals).join(",")}`);
  return words.join("&");
}

/**
 * The link of what is on the screen, with its step whatever the clock does.
 * @returns {string}
 */
export const linkAtStep = () => [...wordsOf(without(link(), ["t"])), `t=${player.t}`].join("&");

/** @param {number} value */
const threeDecimals = (value) => Number(value.toFixed(3));
