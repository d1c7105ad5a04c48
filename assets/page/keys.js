/** Which key presses are shortcuts of the page. */
import { closest } from "fallline/core/dom.js";
import * as player from "fallline/player/player.js";

const KEY_CONTROLS = "input:not(.scrub), textarea, select, [role=slider], [contenteditable]";

/**
 * Return whether a key press is for the page: a race is on the screen, neither Ctrl, Alt nor Meta is held, and the
 * focus is not on a control that uses keys itself.
 * @param {KeyboardEvent} event
 * @param {string} others a selector of further elements that use keys themselves
 * @returns {boolean}
 */
export function isPageKey(event, others) {
  if (!player.race || event.ctrlKey || event.altKey || event.metaKey) return false;
  return !closest(event, `${KEY_CONTROLS}, ${others}`);
}
