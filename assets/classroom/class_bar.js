/** The bar at the top: which class it is, who is here, and what can be done. */
import { button, byId, make, write } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

/** @import { Role } from "fallline/classroom/session.js" */
/** @typedef {[words: string, act: () => void]} Act a button */

let lost = false; // whether the class cannot be reached

/**
 * Shows the bar of a role, or takes it away.
 * @param {Role | null} role
 * @param {Act[]} acts
 */
export function showBar(role, acts) {
  const found = document.querySelector(".class-bar");
  if (!role) return found?.remove();
  const buttons = acts.map(([words, act]) => button(words, act, { className: "button small" }));
  const state = make("span", { className: "class-state", role: "status" }, lost ? unreachable() : "");
  const facts = { className: "class-bar", role: "region", ariaLabel: say("Class") };
  const bar = make("div", facts, make("strong", {}, titleOf(role)), state, ...buttons);
  return found ? found.replaceWith(bar) : byId("lab").prepend(bar);
}

/** @param {Role} role */
function titleOf({ code, key, away }) {
  if (key) return say("Presenting class {code}", { code });
  return away ? say("On your own; class {code} goes on", { code }) : say("Following class {code}", { code });
}

const unreachable = () => say("The class cannot be reached; trying again …");

/**
 * Writes how things stand, if there is a bar.
 * @param {string} words
 */
export function writeState(words) {
  const state = document.querySelector(".class-state");
  if (state) write(state, words);
}

/** The class has not answered. */
export function setLost() {
  lost = true;
  writeState(unreachable());
}

/** The class has answered. */
export function setReached() {
  if (lost) writeState("");
  lost = false;
}
