/** The dialogs of classes: begin or join a class, show its code, choose one, report that it has ended or a problem. */
import { getById, makeButton, makeElement } from "fallline/core/dom.js";
import { isLocalHost } from "fallline/core/page.js";
import { showPicture, withQuery } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { openDialog } from "fallline/dialogs/dialog.js";
import { groupCode } from "fallline/classroom/class_code.js";
import { makeLocalWarning } from "fallline/dialogs/local_warning.js";

/**
 * Report that the class has ended.
 * @param {string} problem the server's sentence
 */
export function showClassOver(problem) {
  openDialog("class-over", say("The class is over"), makeElement("p", {}, problem));
}

/**
 * Report why a class could not be begun or joined.
 * @param {string} problem the server's sentence
 */
export function showProblem(problem) {
  openDialog("class-problem", say("Class"), makeElement("p", {}, problem));
}

/**
 * Show how to join a class: its address, as text and as a QR code, and its code.
 * @param {string} code
 */
export function showCode(code) {
  const link = joinAddress(code);
  const shownAddress = link.replace(/^https?:\/\//, "");
  const problem = makeElement("p", { className: "fact", role: "status" });
  const texts = makeElement(
    "div",
    {},
    makeElement("p", {}, say("Open this address, or scan the code:")),
    makeElement("p", { className: "class-address" }, shownAddress),
    makeElement("p", {}, say("or press Class on any page of this lab and type")),
    makeElement("p", { className: "class-letters" }, groupCode(code)),
    makeLocalWarning(shownAddress),
    problem,
  );
  const image = makeElement("img", { className: "code", alt: say("Code to scan: the address of this class") });
  showPicture(image, withQuery("/code", { link })).then((text) => {
    problem.textContent = text;
    image.hidden = text !== "";
  });
  openDialog("class-code", say("Join the class"), makeElement("div", { className: "class-join" }, texts, image));
}

/**
 * Ask a presenter whether this page shall follow another class, to which its address leads.
 * @param {string} ownCode
 * @param {string} otherCode
 * @returns {Promise<boolean>} false also if the dialog is closed without a choice
 */
export function askToFollow(ownCode, otherCode) {
  const [own, other] = [ownCode, otherCode].map(groupCode);
  const text = say("This page presents class {own}. Its address leads to class {other}.", { own, other });
  return new Promise((resolve) => {
    const choose = (/** @type {boolean} */ follows) => () => {
      resolve(follows);
      dialog.close();
    };
    const buttons = makeElement(
      "div",
      { className: "class-choices" },
      makeButton(say("Go on presenting class {own}", { own }), choose(false), { className: "button strong", autofocus: true }),
      makeButton(say("Follow class {other}", { other }), choose(true)),
    );
    const dialog = openDialog("class-choice", say("Class"), makeElement("p", {}, text), buttons);
    dialog.addEventListener("close", () => resolve(false));
  });
}

/**
 * Return the address that joins a class. On a localhost page it uses the server's address in the network, if known.
 * @param {string} code
 */
function joinAddress(code) {
  const networkAddress = isLocalHost(window.location.host) && getById("lab").dataset.address;
  return `${networkAddress || window.location.origin}/?class=${code}`;
}

/**
 * Open the dialog in which a class is begun or joined.
 * @param {(code: string) => Promise<string>} join resolves to the problem, "" if there is none
 * @param {() => void} beginClass
 */
export function openClassDialog(join, beginClass) {
  const students = say("Your page follows the presenter's. You can break away and come back at any time. No name, no account.");
  const presenter = say("Everybody who has the code follows your race and its clock; their predictions are counted on your page.");
  const problemText = makeElement("p", { className: "fact", role: "alert" });
  const begin = makeButton(say("Begin a class"), closeAndBegin, { className: "button strong" });
  const form = makeJoinForm(async (code) => {
    const problem = await join(code);
    if (problem) problemText.textContent = problem;
    else opened.close();
  });
  const sections = makeElement(
    "div",
    { className: "class-ways" },
    makeElement("section", {}, makeElement("h3", {}, say("For students")), makeElement("p", {}, students), form, problemText),
    makeElement("section", {}, makeElement("h3", {}, say("For the presenter")), makeElement("p", {}, presenter), begin),
  );
  const opened = openDialog("class-dialog", say("Class"), sections);
  function closeAndBegin() {
    opened.close();
    beginClass();
  }
}

/** @param {(code: string) => void} join */
function makeJoinForm(join) {
  const typing = { maxLength: 20, autocomplete: "off", autocapitalize: "characters", spellcheck: false, required: true };
  const properties = { className: "code-field", ariaLabel: say("Code of the class"), placeholder: groupCode("ABCDEF") };
  const field = makeElement("input", { ...properties, ...typing });
  const submit = makeElement("button", { className: "button strong", type: "submit" }, say("Join"));
  const form = makeElement("form", { className: "join" }, field, submit);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    join(field.value);
  });
  return form;
}
