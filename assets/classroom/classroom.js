/**
 * Classes: the students' pages follow the presenter's race and clock, and the presenter's page shows the students'
 * predictions.
 */
import { closest } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { showBar } from "fallline/classroom/class_bar.js";
import { readCode } from "fallline/classroom/class_code.js";
import { askToFollow, openClassDialog, showCode, showProblem } from "fallline/classroom/class_dialogs.js";
import { beginClass, endClass, resumePresenting, sendUpdate, startPolling } from "fallline/classroom/presenter.js";
import * as session from "fallline/classroom/session.js";
import { followClass, followRace, joinClass, leaveClass, startFollowing } from "fallline/classroom/student.js";

/** @import { Action } from "fallline/classroom/class_bar.js" */
/** @import { Role } from "fallline/classroom/session.js" */

let codeInAddress = ""; // of a class, as typed; "" if there is none
/** The presenter's role from before the page was opened with a class's code, until one class is chosen. @type {Role | null} */
let presenterRole = null;
let isStarted = false;

/**
 * Update the class after a new race is on the screen: a student's page takes the presenter's clock, and the
 * presenter's page sends its own state.
 */
export function onRaceShown() {
  followRace();
  sendUpdate();
  if (!isStarted) start();
}

/** Join the class of the address, or take up the role from before a reload; called with the first race. */
async function start() {
  isStarted = true;
  if (presenterRole && !(await isOtherChosen(presenterRole))) await resumePresenting(presenterRole);
  else if (codeInAddress) await joinOrReport(codeInAddress);
  else if (session.role) session.setRole(session.role); // as it was before the reload
  startFollowing();
  startPolling();
}

/**
 * Return whether a presenter's page follows the class of its address from now on; the visitor chooses.
 * @param {Role} presenter
 */
async function isOtherChosen({ code }) {
  const otherCode = readCode(codeInAddress);
  return code !== otherCode && askToFollow(code, otherCode);
}

/** @param {string} code */
async function joinOrReport(code) {
  const problem = await joinClass(code);
  if (!problem) return;
  showProblem(problem);
  session.setRole(presenterRole ?? session.role);
}

/**
 * Return the actions of a role.
 * @param {Role} role
 * @returns {Action[]}
 */
function actionsOf({ code, key, away }) {
  if (key) return [[say("Show code"), () => showCode(code)], [say("End class"), endClass]];
  if (away) return [[say("Come back"), () => followClass(code)], [say("Leave"), leaveClass]];
  return [[say("Break away"), () => session.setRole({ code, away: true })], [say("Leave"), leaveClass]];
}

function onClassButton() {
  const { role } = session;
  if (role?.key) showCode(role.code);
  else openClassDialog(joinClass, beginClass);
}

/** Add the listeners for the button of classes, the role and the clock. */
export function install() {
  codeInAddress = new URLSearchParams(window.location.search).get("class") ?? "";
  if (readCode(codeInAddress)) presenterRole = session.pausePresenting();
  session.setRoleListener((role) => showBar(role, role ? actionsOf(role) : []));
  document.addEventListener("click", (event) => closest(event, "#class") && onClassButton());
  player.onChange(sendUpdate);
}
