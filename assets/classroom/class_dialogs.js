/** The dialogs of classes: to begin one or join one, how others join, and that it is over. */
import { button, byId, make } from "fallline/core/dom.js";
import { isLocal } from "fallline/core/page.js";
import { addressOf } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { dialog } from "fallline/dialogs/dialog.js";
import { localWarning } from "fallline/dialogs/local_warning.js";

/**
 * Says that a class is over.
 * @param {string} problem
 */
export function showOver(problem) {
  dialog("class-over", say("The class is over"), make("p", {}, problem));
}

/**
 * Says why a class was not begun or joined.
 * @param {string} problem
 */
export function showProblem(problem) {
  dialog("class-problem", say("Class"), make("p", {}, problem));
}

/**
 * Shows how a class is joined.
 * @param {string} code
 */
export function showCode(code) {
  const link = joinAddress(code);
  const shown = link.replace(/^https?:\/\//, "");
  const src = addressOf("/code", { link });
  const words = make(
    "div",
    {},
    make("p", {}, say("Open this address, or scan the code:")),
    make("p", { className: "class-address" }, shown),
    make("p", {}, say("or press Class on any page of this lab and type")),
    make("p", { className: "class-letters" }, code),
    localWarning(shown),
  );
  const image = make("img", { className: "code", alt: say("Code to scan: the address of this class"), src });
  dialog("class-code", say("Join the class"), make("div", { className: "class-join" }, words, image));
}

/**
 * On this computer's own page the address that others reach it at.
 * @param {string} code
 */
function joinAddress(code) {
  const others = isLocal(window.location.host) && byId("lab").dataset.address;
  return `${others || window.location.origin}/?class=${code}`;
}

/**
 * Opens the dialog in which a class is begun or joined.
 * @param {(code: string) => Promise<string>} join answers what is wrong, "" if nothing
 * @param {() => void} begin
 */
export function openClasses(join, begin) {
  const students = say("Your page follows the presenter's. You can break away and come back at any time. No name, no account.");
  const presenter = say("Everybody who has the code follows your race and its clock; their predictions are counted on your page.");
  const fails = make("p", { className: "fact", role: "alert" });
  const start = button(say("Begin a class"), beginHere, { className: "button strong" });
  const form = joinForm(async (code) => {
    const problem = await join(code);
    if (problem) fails.textContent = problem;
    else opened.close();
  });
  const ways = make(
    "div",
    { className: "class-ways" },
    make("section", {}, make("h3", {}, say("For students")), make("p", {}, students), form, fails),
    make("section", {}, make("h3", {}, say("For the presenter")), make("p", {}, presenter), start),
  );
  const opened = dialog("class-dialog", say("Class"), ways);
  function beginHere() {
    opened.close();
    begin();
  }
}

/** @param {(code: string) => void} join */
function joinForm(join) {
  const facts = { className: "code-field", maxLength: 5, autocomplete: "off", spellcheck: false };
  const field = make("input", { ...facts, ariaLabel: say("Code of the class"), placeholder: "ABCDE" });
  const submit = make("button", { className: "button strong", type: "submit" }, say("Join"));
  const form = make("form", { className: "join" }, field, submit);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    join(field.value);
  });
  return form;
}
