/** The pictures of a gallery's cards. */
import { make } from "fallline/core/dom.js";
import { theme } from "fallline/core/page.js";

/**
 * The picture of a card; `fetchPictures` has it fetched.
 * @param {"landscape" | "example"} kind
 * @param {string} id
 * @returns {HTMLImageElement}
 */
export const picture = (kind, id) =>
  make("img", { "data-src": `/picture/${kind}/${id}?theme=${theme()}`, alt: "", width: 168, height: 112 });

/**
 * Fetches a dialog's pictures one after the other, those in sight first, so that no other question has to wait.
 * @param {HTMLDialogElement} dialog
 * @param {ParentNode} list what has the pictures in it
 * @returns {Promise<void>}
 */
export async function fetchPictures(dialog, list) {
  const left = [...list.querySelectorAll("img")];
  while (left.length && dialog.isConnected) {
    const next = left.findIndex(isInSight);
    const [image] = left.splice(Math.max(next, 0), 1);
    image.src = image.dataset.src ?? "";
    await image.decode().catch(() => {}); // the card does without its picture
  }
}

/** @param {HTMLImageElement} image */
function isInSight(image) {
  const { top, bottom } = image.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight && image.offsetParent !== null;
}
