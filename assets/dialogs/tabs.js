/** Tabs: a bar of buttons and a panel with the content of the chosen tab. */
import { makeButton } from "fallline/core/dom.js";

/** @typedef {readonly [title: string, makeContent: () => Node]} Tab */

/**
 * Add a button for each tab to `bar`, and show the content of the chosen tab in `panel`; it is made anew at each
 * choice.
 * @param {HTMLElement} bar
 * @param {HTMLElement} panel
 * @param {readonly Tab[]} tabs
 * @param {string} initialTitle of the tab that is shown at first; without a tab of that title the first one is shown
 * @param {(title: string) => void} onChoice called with the title of each chosen tab
 */
export function installTabs(bar, panel, tabs, initialTitle, onChoice) {
  const buttons = tabs.map(([title], i) => makeButton(title, () => choose(i), { className: "chip", role: "tab" }));
  bar.append(...buttons);
  bar.addEventListener("keydown", ({ key }) => chooseNeighbour(buttons, key));
  buttons[Math.max(tabs.findIndex(([title]) => title === initialTitle), 0)].click();

  /** @param {number} index */
  function choose(index) {
    const [title, makeContent] = tabs[index];
    onChoice(title);
    buttons.forEach((button, i) => button.setAttribute("aria-selected", String(i === index)));
    panel.setAttribute("aria-label", title);
    panel.replaceChildren(makeContent());
  }
}

/**
 * Choose the tab to the left or right of the focused one if an arrow key was pressed; the order is cyclic.
 * @param {readonly HTMLElement[]} buttons
 * @param {string} key
 */
function chooseNeighbour(buttons, key) {
  const offset = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
  if (!offset) return;
  const focused = buttons.findIndex((button) => button === document.activeElement);
  const neighbour = buttons[(focused + offset + buttons.length) % buttons.length];
  neighbour.focus();
  neighbour.click();
}
