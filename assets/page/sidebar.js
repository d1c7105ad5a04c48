/** Keeps open disclosures and the focus in the left column, which Dash renders anew with each race. */
import { closest } from "fallline/core/dom.js";
import { updateCards } from "fallline/page/cards.js";

/** @type {Set<string>} the open details, by `detailsKey` */
const openDetails = new Set();
let focusedId = ""; // of the column's control that has the focus, "" if none; for a slider's thumb the slider's id

/** Record what the visitor opens and focuses, and restore both whenever the column is rendered. */
export function install() {
  document.addEventListener("toggle", recordToggle, true);
  document.addEventListener("focusin", (event) => (focusedId = closest(event, "#rail [id]")?.id ?? ""));
  new MutationObserver(onMutations).observe(document, { childList: true, subtree: true });
}

/** @param {Event} event */
function recordToggle({ target }) {
  if (!(target instanceof HTMLDetailsElement) || !target.matches("#rail details")) return;
  if (target.open) openDetails.add(detailsKey(target));
  else openDetails.delete(detailsKey(target));
}

/**
 * Return a key that a details element keeps across renderings: its part's name and its index in its card or disclosure.
 * @param {HTMLDetailsElement} details
 */
function detailsKey(details) {
  const owner = details.closest(".run-card") ?? details.closest(".fold") ?? details;
  const name = owner instanceof HTMLElement ? (owner.dataset.run ?? owner.dataset.part) : "";
  return `${name}.${[...owner.querySelectorAll("details")].indexOf(details)}`;
}

/** @param {MutationRecord[]} changes */
function onMutations(changes) {
  const column = document.getElementById("rail");
  if (column && changes.some(({ target }) => isRendered(column, target))) restore(column);
}

/**
 * Return whether a changed node is one whose children Dash replaces with a race.
 * @param {HTMLElement} column
 * @param {Node} target
 */
const isRendered = (column, target) =>
  target === column ||
  target.parentElement === column ||
  (target instanceof Element && target.matches("#rail .runs, #rail .setup, #rail .cards"));

/** @param {HTMLElement} column */
function restore(column) {
  for (const details of column.querySelectorAll("details")) {
    if (openDetails.has(detailsKey(details))) details.open = true;
  }
  updateCards();
  if (!focusedId || document.activeElement !== document.body) return;
  const found = document.getElementById(focusedId);
  const control = found?.matches("input, button") ? found : found?.querySelector("[role=slider], input");
  if (control instanceof HTMLElement) control.focus({ preventScroll: true });
}
