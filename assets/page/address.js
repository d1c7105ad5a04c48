/** The address bar, and its only writer: the link of what is on the screen. */
import { has, without } from "fallline/core/links.js";
import { preferredTheme } from "fallline/core/page.js";
import { layers } from "fallline/player/layers.js";
import { link, setShown } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { open } from "fallline/player/store.js";
import { camera, keepCamera } from "fallline/page/camera.js";

const REST = 400; // ms between two writings of t, speed or camera

/** @type {ReturnType<typeof setTimeout> | null} */
let waiting = null;

/**
 * The link in the address bar, without the code of a class, which is no word of a race.
 * @returns {string}
 */
const linkInAddress = () => without(window.location.search.replace(/^\?/, ""), ["class"]);

/**
 * Asks for the race of the link in the address bar.
 * @returns {Promise<void>}
 */
export const openAddress = () => open(linkInAddress(), preferredTheme());

/**
 * Notes which race is on show; a camera that its link places is kept there.
 * @param {string} shown
 * @param {readonly string[]} looks
 */
export function showInAddress(shown, looks) {
  setShown(shown, looks);
  if (has(shown, "camera")) keepCamera();
}

/** Makes the link on the screen an entry of the browser's history. */
export const remember = () => write("pushState");

/** @param {"pushState" | "replaceState"} how */
function write(how) {
  const whole = `/?${link()}`;
  if (whole !== window.location.pathname + window.location.search) window.history[how](null, "", whole);
}

/** Writes the link soon, and not at every tick; an untouched opening page keeps its short address. */
function later() {
  waiting ??= setTimeout(() => {
    waiting = null;
    const stopped = player.race && !player.playing && player.t < player.race.steps;
    if (linkInAddress() || camera() || layers.length || stopped) write("replaceState");
  }, REST);
}

let follows = false;

/** Follows the clock from the first race on, and the browser's way back. */
export function follow() {
  if (follows) return;
  follows = true;
  window.addEventListener("popstate", openAddress);
  player.onChange(later);
}
