/** Tabs, of whose parts one is shown. */
import { button } from "fallline/core/dom.js";

/** @typedef {readonly [title: string, make: () => Node]} Part */

/**
 * Puts a tab for each part into `bar`, and the part that is chosen into `place`.
 * @param {HTMLElement} bar
 * @param {HTMLElement} place
 * @param {readonly Part[]} parts
 * @param {string} first the title of the part that is shown to begin with, if there is one of that title
 * @param {(title: string) => void} heard is told which part is chosen
 */
export function tabs(bar, place, parts, first, heard) {
  const made = parts.map(([title], which) => button(title, () => choose(which), { className: "chip", role: "tab" }));
  bar.append(...made);
  bar.addEventListener("keydown", ({ key }) => chooseNext(made, key));
  made[Math.max(parts.findIndex(([title]) => title === first), 0)].click();

  /** @param {number} which */
  function choose(which) {
    const [title, part] = parts[which];
    heard(title);
    made.forEach((tab, each) => tab.setAttribute("aria-selected", String(each === which)));
    place.setAttribute("aria-label", title);
    place.replaceChildren(part());
  }
}

/**
 * Chooses the tab beside the one that has the focus, where an arrow key was pressed; the last is beside the first.
 * @param {readonly HTMLElement[]} made
 * @param {string} key
 */
function chooseNext(made, key) {
  const by = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  if (!by) return;
  const now = made.findIndex((tab) => tab === document.activeElement);
  const next = made[(now + by + made.length) % made.length];
  next.focus();
  next.click();
}
