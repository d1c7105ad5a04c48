/** Keys that are pressed for the page as a whole. */
import { closest } from "fallline/core/dom.js";
import * as player from "fallline/player/player.js";

const TYPING = "input:not(.scrub), textarea, select, [role=slider], [contenteditable]";

/**
 * Whether a key is pressed for the page: a race is on show, the key has no meaning to the browser, and no control with a
 * use for keys has the focus.
 * @param {KeyboardEvent} event
 * @param {string} elsewhere a selector of further elements that have a use for keys
 * @returns {boolean}
 */
export function isForPage(event, elsewhere) {
  if (!player.race || event.ctrlKey || event.altKey || event.metaKey) return false;
  return !closest(event, `${TYPING}, ${elsewhere}`);
}
