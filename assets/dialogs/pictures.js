/** The pictures of a gallery's cards. */
import { makeElement } from "fallline/core/dom.js";
import { currentTheme } from "fallline/core/page.js";
import { showPicture } from "fallline/core/server.js";

/**
 * Make the picture of a card, which is not loaded before `fetchPictures` is called.
 * @param {"landscape" | "example"} kind
 * @param {string} id
 * @returns {HTMLImageElement}
 */
export function makePicture(kind, id) {
  const address = `/picture/${kind}/${id}?theme=${currentTheme()}`;
  return makeElement("img", { "data-src": address, alt: "", width: 168, height: 112 });
}

/**
 * Load a dialog's pictures one after the other, visible ones first, so that other requests need not wait for them.
 * @param {HTMLDialogElement} dialog
 * @param {ParentNode} list that has the pictures
 * @returns {Promise<void>}
 */
export async function fetchPictures(dialog, list) {
  const left = [...list.querySelectorAll("img")];
  while (left.length && dialog.isConnected) {
    const next = left.findIndex(isVisible);
    const [image] = left.splice(Math.max(next, 0), 1);
    await showPicture(image, image.dataset.src ?? ""); // a card may lack its picture
  }
}

/** @param {HTMLImageElement} image */
function isVisible(image) {
  const { top, bottom } = image.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight && image.offsetParent !== null;
}
