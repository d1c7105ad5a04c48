/** A class: the presenter's race and clock on every student's page, and what students predict on the presenter's. */
import { closest } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { showBar } from "fallline/classroom/class_bar.js";
import { openClasses, showCode, showProblem } from "fallline/classroom/class_dialogs.js";
import { begin, count, end, tell } from "fallline/classroom/presenter.js";
import * as session from "fallline/classroom/session.js";
import { comeBack, follow, hearRace, join, leave } from "fallline/classroom/student.js";

/** @import { Act } from "fallline/classroom/class_bar.js" */
/** @import { Role } from "fallline/classroom/session.js" */

/** The code in the address that led here. @type {string | null} */
let invited = null;
let started = false;

/** A race has come: to a student by the presenter's word, or to the presenter, who passes it on. */
export function classHears() {
  hearRace();
  tell();
  if (!started) start();
}

/** There is a race to begin with. */
async function start() {
  started = true;
  if (invited) {
    const problem = await join(invited);
    if (problem) showProblem(problem);
  } else if (session.role) {
    session.become(session.role); // that of before the reload
  }
  follow();
  count();
}

/**
 * What can be done in a role.
 * @param {Role} role
 * @returns {Act[]}
 */
function actsOf({ code, key, away }) {
  if (key) return [[say("Show code"), () => showCode(code)], [say("End class"), end]];
  if (away) return [[say("Come back"), () => comeBack(code)], [say("Leave"), leave]];
  return [[say("Break away"), () => session.become({ code, away: true })], [say("Leave"), leave]];
}

function openDialog() {
  const { role } = session;
  if (role?.key) showCode(role.code);
  else openClasses(join, begin);
}

/** Hears the button of classes, and what the page shows. */
export function install() {
  invited = new URLSearchParams(window.location.search).get("class");
  session.onRole((role) => showBar(role, role ? actsOf(role) : []));
  document.addEventListener("click", (event) => closest(event, "#class") && openDialog());
  player.onChange(tell);
}
