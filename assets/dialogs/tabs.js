/** Dialogs with tabs: a bar of buttons beside the title, and a panel with the content of the chosen tab. */
import { findElement, makeButton, makeElement } from "fallline/core/dom.js";
import { openDialog } from "fallline/dialogs/dialog.js";

/** @typedef {readonly [title: string, makeContent: () => Node]} Tab */
/** @typedef {{ bar: HTMLElement, panel: HTMLElement }} TabElements */

const OFFSETS = { ArrowRight: 1, ArrowLeft: -1 };

/**
 * Open a large dialog for tabs, which `installTabs` adds.
 * @param {string} name the element's id
 * @param {string} title
 * @param {string} barLabel
 * @returns {TabElements}
 */
export function openTabbedDialog(name, title, barLabel) {
  const bar = makeElement("div", { className: "takes", role: "tablist", ariaLabel: barLabel });
  const panel = makeElement("div", { className: "taking", role: "tabpanel", tabIndex: 0 });
  const dialog = openDialog(name, title, panel);
  dialog.classList.add("large");
  findElement(dialog, ".heading h2").after(bar);
  return { bar, panel };
}

/**
 * Add a button for each tab to the bar, show the content of the chosen tab in the panel, made anew at each choice, and
 * move the focus to its button.
 * @param {TabElements} elements
 * @param {readonly Tab[]} tabs
 * @param {string} initialTitle of the tab that is shown at first; without a tab of that title the first one is shown
 * @param {(title: string) => void} onChoice called with the title of each chosen tab
 */
export function installTabs({ bar, panel }, tabs, initialTitle, onChoice) {
  const buttons = tabs.map(([title], i) => makeButton(title, () => choose(i), { className: "dialog-tab", role: "tab" }));
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => chooseByKey(buttons, event));
  const initial = buttons[Math.max(tabs.findIndex(([title]) => title === initialTitle), 0)];
  initial.click();
  initial.focus();

  /** @param {number} index */
  function choose(index) {
    const [title, makeContent] = tabs[index];
    onChoice(title);
    buttons.forEach((button, i) => {
      button.setAttribute("aria-selected", String(i === index));
      button.tabIndex = i === index ? 0 : -1;
    });
    panel.setAttribute("aria-label", title);
    panel.replaceChildren(makeContent());
    panel.scrollTop = 0;
  }
}

/**
 * Choose the tab to the left or right of the focused one if an arrow key was pressed, in cyclic order, and the first or
 * last one with Home or End.
 * @param {readonly HTMLElement[]} buttons
 * @param {KeyboardEvent} event
 */
function chooseByKey(buttons, event) {
  const focused = buttons.findIndex((button) => button === document.activeElement);
  const index = keyIndex(event.key, focused, buttons.length);
  if (index === null) return;
  event.preventDefault();
  buttons[index].focus();
  buttons[index].click();
}

/**
 * @param {string} key
 * @param {number} focused
 * @param {number} count
 */
function keyIndex(key, focused, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key !== "ArrowLeft" && key !== "ArrowRight") return null;
  return (focused + OFFSETS[key] + count) % count;
}
