/** The browser's address bar: reads the link in it and keeps it at the link of what is on the screen. */
import { hasWord, removeWords, splitLink } from "fallline/core/links.js";
import { preferredTheme } from "fallline/core/page.js";
import { currentLink, setShownLink, shownLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { hasPendingChanges, openLink } from "fallline/player/store.js";
import { markCameraSet } from "fallline/page/camera.js";
import { language } from "fallline/words.js";

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
 * Return the word of the address that has chosen the page's language, for this visit; "" if there is none.
 * @returns {string}
 */
export const languageWord = () => splitLink(linkInAddress()).find((word) => word === `lang=${language}`) ?? "";

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

/** Return the index of the history entry on show, counted from the one with which the page was opened. */
const entryIndex = () => Number(window.history.state?.index ?? 0);
let lastIndex = entryIndex(); // of the newest entry

/** Add the link of what is on the screen to the browser's history. */
export const addHistoryEntry = () => writeAddress("pushState");

/**
 * Return whether there is a change to undo.
 * @returns {boolean}
 */
export const canUndo = () => entryIndex() > 0 || hasPendingChanges();

/**
 * Return whether there is an undone change to make again.
 * @returns {boolean}
 */
export const canRedo = () => entryIndex() < lastIndex;

/** Undo the last change: drop the one that is being computed, or go back to the history entry before. */
export function undo() {
  if (hasPendingChanges()) openLinkInAddress();
  else if (canUndo()) window.history.back();
}

/** Make the change again that was undone last. */
export function redo() {
  if (canRedo()) window.history.forward();
}

/** @param {"pushState" | "replaceState"} method of `window.history` */
function writeAddress(method) {
  const address = `/?${[currentLink(), languageWord()].filter(Boolean).join("&")}`;
  if (address === window.location.pathname + window.location.search) return;
  const index = entryIndex() + (method === "pushState" ? 1 : 0);
  window.history[method]({ index }, "", address);
  lastIndex = method === "pushState" ? index : Math.max(lastIndex, index);
}

/**
 * Replace the address after at most UPDATE_INTERVAL_MS, not at every frame. A page that was opened without a link keeps
 * its short address until something is chosen that a link has.
 */
function scheduleUpdate() {
  updateTimer ??= setTimeout(() => {
    updateTimer = null;
    if (isKept) return;
    if (linkInAddress() || currentLink() !== shownLink) writeAddress("replaceState");
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
