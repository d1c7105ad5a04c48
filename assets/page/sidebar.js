/** The column of settings, made anew with each race: what the visitor has opened stays open, the focus where it was. */
import { closest } from "fallline/core/dom.js";

/** @type {Set<string>} the opened details, by the place of their section and their own in it */
const opened = new Set();
let focused = ""; // the id of the control that had the focus, or of the slider whose thumb had it

/** Keeps up with the visitor, and with every new column. */
export function install() {
  document.addEventListener("toggle", keepFold, true);
  document.addEventListener("focusin", (event) => (focused = closest(event, "#rail [id]")?.id ?? ""));
  new MutationObserver(hear).observe(document, { childList: true, subtree: true });
}

/** @param {Event} event */
function keepFold({ target }) {
  if (!(target instanceof HTMLDetailsElement) || !target.matches("#rail details")) return;
  if (target.open) opened.add(nameOf(target));
  else opened.delete(nameOf(target));
}

/** @param {HTMLDetailsElement} details */
function nameOf(details) {
  const section = details.closest("section");
  if (!section) return "";
  const runs = [...(section.parentElement?.querySelectorAll(".run") ?? [])];
  const own = [...section.querySelectorAll("details")].indexOf(details);
  return `${section.dataset.part || runs.indexOf(section)}.${own}`;
}

/** @param {MutationRecord[]} changes */
function hear(changes) {
  const rail = document.getElementById("rail");
  if (rail && changes.some(({ target }) => target === rail || target.parentElement === rail)) restore(rail);
}

/** @param {HTMLElement} rail */
function restore(rail) {
  for (const details of rail.querySelectorAll("details")) if (opened.has(nameOf(details))) details.open = true;
  if (!focused || document.activeElement !== document.body) return;
  const found = document.getElementById(focused);
  const control = found?.matches("input, button") ? found : found?.querySelector("[role=slider], input");
  if (control instanceof HTMLElement) control.focus({ preventScroll: true });
}
