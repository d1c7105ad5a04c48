/** Keeps open sections and the focus in the sidebar, which Dash renders anew with each race. */
import { closest } from "fallline/core/dom.js";

/** @type {Set<string>} the open details, by `detailsKey` */
const openDetails = new Set();
let focusedId = ""; // of the sidebar's control that has the focus, "" if none; for a slider's thumb the slider's id

/** Record what the visitor opens and focuses, and restore both whenever the sidebar is rendered. */
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
 * Return a key that a details element keeps across renderings: its section's name or number, and its index in there.
 * @param {HTMLDetailsElement} details
 */
function detailsKey(details) {
  const section = details.closest("section");
  if (!section) return "";
  const runs = [...(section.parentElement?.querySelectorAll(".run") ?? [])];
  const index = [...section.querySelectorAll("details")].indexOf(details);
  return `${section.dataset.part || runs.indexOf(section)}.${index}`;
}

/** @param {MutationRecord[]} changes */
function onMutations(changes) {
  const sidebar = document.getElementById("rail");
  if (sidebar && changes.some(({ target }) => target === sidebar || target.parentElement === sidebar)) restore(sidebar);
}

/** @param {HTMLElement} sidebar */
function restore(sidebar) {
  for (const details of sidebar.querySelectorAll("details")) {
    if (openDetails.has(detailsKey(details))) details.open = true;
  }
  if (!focusedId || document.activeElement !== document.body) return;
  const found = document.getElementById(focusedId);
  const control = found?.matches("input, button") ? found : found?.querySelector("[role=slider], input");
  if (control instanceof HTMLElement) control.focus({ preventScroll: true });
}
