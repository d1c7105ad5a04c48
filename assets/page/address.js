/** The browser's address bar: reads the link in it and keeps it at the link of what is on the screen. */
import { hasWord, removeWords } from "fallline/core/links.js";
import { preferredTheme } from "fallline/core/page.js";
import { shownLayers } from "fallline/player/layers.js";
import { currentLink, setShownLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { openLink } from "fallline/player/store.js";
import { currentCamera, markCameraSet } from "fallline/page/camera.js";

const UPDATE_INTERVAL_MS = 400; // between two writes of step, speed or camera

/** @type {ReturnType<typeof setTimeout> | null} */
let updateTimer = null;

/** Whether the address keeps the link in it as it was typed, because no race of that link is on the screen. */
let isKept = true;

/**
 * Return the link in the address bar without `class`, the code of a class, which is not part of a race.
 * @returns {string}
 */
const linkInAddress = () => removeWords(window.location.search.replace(/^\?/, ""), ["class"]);

/**
 * Request the race of the link in the address bar.
 * @returns {Promise<void>}
 */
export function openLinkInAddress() {
  isKept = true;
  return openLink(linkInAddress(), preferredTheme());
}

/**
 * Store the link of the race on the screen. If the link sets the camera, later races keep that camera.
 * @param {string} shown the link
 * @param {readonly string[]} viewKeys the keys of a link that change no number of the race
 * @param {boolean} hasFault whether something in the requested link is invalid, so that the address keeps it
 */
export function recordShownLink(shown, viewKeys, hasFault) {
  setShownLink(shown, viewKeys);
  isKept = hasFault;
  if (hasWord(shown, "camera")) markCameraSet();
}

/** Add the link of what is on the screen to the browser's history. */
export const addHistoryEntry = () => writeAddress("pushState");

/** @param {"pushState" | "replaceState"} method of `window.history` */
function writeAddress(method) {
  const address = `/?${currentLink()}`;
  if (address !== window.location.pathname + window.location.search) window.history[method](null, "", address);
}

/**
 * Replace the address after at most UPDATE_INTERVAL_MS, not at every frame. A page that was opened without a link keeps
 * its short address until its camera, its layers or its clock is used.
 */
function scheduleUpdate() {
  updateTimer ??= setTimeout(() => {
    updateTimer = null;
    if (isKept) return;
    const stopped = player.race && !player.playing && player.shownStep < player.race.steps;
    if (linkInAddress() || currentCamera() || shownLayers.length || stopped) writeAddress("replaceState");
  }, UPDATE_INTERVAL_MS);
}

let isInstalled = false;

/**
 * Start to update the address with the clock and to open links from the browser's history; only the first call counts.
 */
export function startAddressUpdates() {
  if (isInstalled) return;
  isInstalled = true;
  window.addEventListener("popstate", openLinkInAddress);
  player.onChange(scheduleUpdate);
}
