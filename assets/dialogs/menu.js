/** The menu of the header: it opens below its button and closes with a choice, Escape or a press beside it. */
import { closest, getById } from "fallline/core/dom.js";

const KEPT_OPEN = "#copy"; // the entry that shows its result on itself

const button = () => getById("menu");
const menu = () => getById("menu-items");
const isOpen = () => menu().hasAttribute("data-open");

/** Add the listeners of the menu. */
export function install() {
  document.addEventListener("click", onClick, true); // before an entry opens a dialog, which takes the focus
  document.addEventListener("pointerdown", (event) => {
    if (isOpen() && !closest(event, "#menu-items, #menu")) setOpen(false);
  });
  button().addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    setOpen(true);
  });
  menu().addEventListener("keydown", onKeyDown);
  menu().addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu().contains(relatedTarget)) setOpen(false);
  });
}

/** Hide the button of a menu whose entries a link hides all. */
export function updateMenu() {
  const parts = [...menu().querySelectorAll("[data-part]")];
  button().hidden = parts.every((part) => getComputedStyle(part).display === "none");
}

/** @param {Event} event */
function onClick(event) {
  if (closest(event, "#menu")) return setOpen(!isOpen());
  const entry = closest(event, "#menu-items [role=menuitem]");
  if (!entry || entry.matches(KEPT_OPEN)) return undefined;
  setOpen(false);
  button().focus(); // where the focus returns to when a dialog closes
  const { press } = entry.dataset;
  return press ? getById(press).click() : undefined;
}

/** @param {boolean} open */
function setOpen(open) {
  menu().toggleAttribute("data-open", open);
  button().setAttribute("aria-expanded", String(open));
  if (open) entries()[0]?.focus();
}

/** Return the entries that are shown. */
function entries() {
  /** @type {NodeListOf<HTMLElement>} */
  const all = menu().querySelectorAll("[role=menuitem]");
  return [...all].filter((each) => each.offsetParent);
}

/** @param {KeyboardEvent} event */
function onKeyDown(event) {
  const { key } = event;
  if (key === "Escape") {
    setOpen(false);
    button().focus();
  } else if (closest(event, "[role=menuitem]") && moveFocus(key)) event.preventDefault();
  event.stopPropagation(); // the arrow keys move within the menu, not the race
}

/**
 * Move the focus to another entry, and return whether the key does that.
 * @param {string} key
 */
function moveFocus(key) {
  const shown = entries();
  const index = shown.findIndex((each) => each === document.activeElement);
  /** @type {Record<string, number>} */
  const targets = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 };
  if (!(key in targets)) return false;
  shown.at(targets[key] % shown.length)?.focus();
  return true;
}
