/** A student's page: it asks again and again what the presenter shows, and shows that. */
import { without } from "fallline/core/links.js";
import { theme } from "fallline/core/page.js";
import { addressOf } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { classStep, isOff } from "fallline/race/class_clock.js";
import { shown } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { open } from "fallline/player/store.js";
import { setLost, setReached } from "fallline/classroom/class_bar.js";
import { showOver } from "fallline/classroom/class_dialogs.js";
import { ask } from "fallline/classroom/class_server.js";
import * as session from "fallline/classroom/session.js";

/** @import { ClassNow, Race } from "fallline/types.js" */
/** @import { ClassClock } from "fallline/race/class_clock.js" */
/** @import { ClassAnswer } from "fallline/classroom/class_server.js" */
/** @import { Role } from "fallline/classroom/session.js" */

const OFTEN = 500; // ms between two questions
const SLOW = 4000; // ... when the class cannot be reached
const PRESENT = 10; // every so many questions the student says that they are here
const OWN = ["t", "speed", "camera", "inside", "theme", "mode"]; // words of a link that each page has for itself

let seen = -1; // the version that is shown here
/** What the presenter shows. @type {(ClassClock & { link: string }) | null} */
let last = null;
let asked = 0;
/** The presenter's link that the server has been asked for. @type {string | null} */
let sought = null;

/** Asks what is shown, from now on. */
export async function follow() {
  const wait = await look();
  setTimeout(follow, wait * (0.9 + 0.2 * Math.random()));
}

/**
 * Asks once.
 * @returns {Promise<number>} ms until it is to be asked again
 */
async function look() {
  const { role } = session;
  if (!role || role.key) return OFTEN;
  try {
    const answer = await askNow(role);
    if (session.role === role) heard(answer, role);
    return role.away && session.role === role ? SLOW : OFTEN;
  } catch {
    setLost();
    return SLOW;
  }
}

/**
 * @param {Role} role
 * @returns {Promise<ClassAnswer<ClassNow>>}
 */
function askNow(role) {
  asked += 1;
  const here = asked % PRESENT === 1 ? { student: session.studentNumber() } : {};
  return ask(addressOf(session.address(role, "/now"), { seen: role.away ? -1 : seen, ...here }));
}

/**
 * @param {ClassAnswer<ClassNow>} answer
 * @param {Role} role
 * @throws {Error} for an answer that is none
 */
function heard({ status, told, problem }, role) {
  if (status === 404) {
    session.become(null);
    return showOver(problem);
  }
  if (status !== 200 && status !== 204) throw new Error(problem);
  setReached();
  if (!told || role.away) return undefined;
  seen = told.version;
  last = clockOf(told);
  return last ? apply(last) : undefined;
}

/** @param {ClassNow} told */
function clockOf({ link, age, t = 0, playing = false, speed = 1 }) {
  return link ? { link, t, playing, speed, heard: performance.now() - 1000 * age } : null;
}

/**
 * Brings this page to what the presenter shows: first the race, then its clock.
 * @param {ClassClock & { link: string }} there
 */
function apply(there) {
  const { race } = player;
  if (!race) return;
  if (without(shown, OWN) === without(there.link, OWN)) {
    sought = null;
    setClock(there, race);
  } else if (sought !== there.link) {
    open(there.link, theme());
    sought = there.link;
  }
}

/**
 * @param {ClassClock} there
 * @param {Race} race
 */
function setClock(there, { steps }) {
  const step = classStep(there, performance.now(), steps);
  if (player.speed !== there.speed) player.setSpeed(there.speed);
  if (isOff(player.t, step, there)) player.seek(step);
  const plays = there.playing && player.t < steps;
  if (plays && !player.playing) player.play();
  if (!plays && player.playing) player.pause();
}

/** A race has come, perhaps by the presenter's word. */
export function hearRace() {
  sought = null;
  if (last && session.following()) apply(last);
}

/**
 * Joins a class.
 * @param {string} text its code, as it was typed
 * @returns {Promise<string>} what is wrong, "" if nothing
 */
export async function join(text) {
  const code = text.trim().toUpperCase();
  const where = addressOf(`/class/${encodeURIComponent(code)}/now`, { student: session.studentNumber() });
  const answer = await ask(where).catch(() => ({ status: 0, problem: say("The server does not answer; try again.") }));
  if (answer.status !== 200) return answer.problem;
  comeBack(code);
  return "";
}

/**
 * Follows a class, from whatever it shows now.
 * @param {string} code
 */
export function comeBack(code) {
  [seen, last] = [-1, null];
  session.become({ code });
}

/** Leaves the class. */
export function leave() {
  session.become(null);
  last = null;
}
