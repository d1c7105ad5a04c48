/** A student's page: polls the server for what the presenter shows, and follows it. */
import { removeWords } from "fallline/core/links.js";
import { currentTheme } from "fallline/core/page.js";
import { noAnswerProblem, withQuery } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { isOutOfSync, presenterStep } from "fallline/race/class_clock.js";
import { shownLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { openLink } from "fallline/player/store.js";
import { clearUnreachable, showUnreachable } from "fallline/classroom/class_bar.js";
import { readCode } from "fallline/classroom/class_code.js";
import { showClassOver } from "fallline/classroom/class_dialogs.js";
import { isOver, requestClass } from "fallline/classroom/class_server.js";
import * as session from "fallline/classroom/session.js";

/** @import { ClassroomState, Race } from "fallline/types.js" */
/** @import { ClassClock } from "fallline/race/class_clock.js" */
/** @import { ClassAnswer } from "fallline/classroom/class_server.js" */
/** @import { Role } from "fallline/classroom/session.js" */

const POLL_INTERVAL_MS = 500; // between two requests
const SLOW_POLL_INTERVAL_MS = 4000; // the same after a request without an answer, and for a student who is away
const ID_INTERVAL_MS = 5000; // between two requests with the student's id, by which the server counts students
const OWN_KEYS = ["t", "speed", "camera", "inside", "theme", "mode"]; // of a link: their values are not taken over

let shownVersion = -1; // of the class's state on this page
/** What the presenter shows, as of the last answer. @type {(ClassClock & { link: string }) | null} */
let latest = null;
let identifiedAt = -Infinity; // ms; when the last request with the student's id was sent
/** The presenter's link while its race is being requested. @type {string | null} */
let requestedLink = null;

/** Start to poll the server for what the presenter shows. */
export async function startFollowing() {
  const wait = await pollOnce();
  setTimeout(startFollowing, wait * (0.9 + 0.2 * Math.random())); // jitter, so that students do not ask all at once
}

/**
 * Send one request, if this page is a student's, and apply the answer.
 * @returns {Promise<number>} ms until the next request
 */
async function pollOnce() {
  const { role } = session;
  if (!role || role.key) return POLL_INTERVAL_MS;
  const answer = await requestState(role).catch(() => null);
  if (session.role !== role) return POLL_INTERVAL_MS;
  if (answer && isOver(answer)) {
    session.setRole(null);
    showClassOver(answer.problem);
  } else if (!answer || answer.problem) {
    showUnreachable();
    return Math.max(SLOW_POLL_INTERVAL_MS, answer?.waitMs ?? 0);
  } else takeOver(answer, role);
  return role.away ? SLOW_POLL_INTERVAL_MS : POLL_INTERVAL_MS;
}

/**
 * @param {Role} role
 * @returns {Promise<ClassAnswer<ClassroomState>>}
 */
function requestState(role) {
  const isDue = performance.now() - identifiedAt >= ID_INTERVAL_MS;
  if (isDue) identifiedAt = performance.now();
  const idQuery = isDue ? { student: session.studentId() } : {};
  const query = { seen: role.away ? -1 : shownVersion, ...idQuery };
  return requestClass(withQuery(session.classAddress(role, "/now"), query));
}

/**
 * Take over what the presenter shows, if that is new.
 * @param {ClassAnswer<ClassroomState>} answer
 * @param {Role} role
 */
function takeOver({ data }, role) {
  clearUnreachable();
  if (!data || role.away) return undefined;
  shownVersion = data.version;
  latest = clockOf(data);
  return latest ? followPresenter(latest) : undefined;
}

/** @param {ClassroomState} state */
function clockOf({ link, age, t = 0, playing = false, speed = 1 }) {
  return link ? { link, t, playing, speed, receivedAt: performance.now() - 1000 * age } : null;
}

/**
 * Request the presenter's race, unless it is on the screen; if it is, take the presenter's clock.
 * @param {ClassClock & { link: string }} presented
 */
function followPresenter(presented) {
  const { race } = player;
  if (!race) return;
  if (removeWords(shownLink, OWN_KEYS) === removeWords(presented.link, OWN_KEYS)) {
    requestedLink = null;
    setClock(presented, race);
  } else if (requestedLink !== presented.link) {
    openLink(presented.link, currentTheme());
    requestedLink = presented.link;
  }
}

/**
 * @param {ClassClock} clock the presenter's
 * @param {Race} race
 */
function setClock(clock, { steps }) {
  const step = presenterStep(clock, performance.now(), steps);
  if (player.speed !== clock.speed) player.setSpeed(clock.speed);
  if (isOutOfSync(player.shownStep, step, clock)) player.seek(step);
  const plays = clock.playing && player.shownStep < steps;
  if (plays && !player.playing) player.play();
  if (!plays && player.playing) player.pause();
}

/** Apply the presenter's clock after a new race is on the screen, if this page follows a presenter. */
export function followRace() {
  requestedLink = null;
  if (latest && session.isFollowing()) followPresenter(latest);
}

/**
 * Join a class.
 * @param {string} text the class's code as typed
 * @returns {Promise<string>} the problem, "" if there is none
 */
export async function joinClass(text) {
  const code = readCode(text);
  if (!code) return say("The code of a class has letters and digits only, such as {code}.", { code: "ABC DEF" });
  const address = withQuery(session.classAddress({ code }, "/now"), { student: session.studentId() });
  const answer = await requestClass(address).catch(() => ({ status: 0, ...noAnswerProblem() }));
  if (answer.status !== 200) return answer.problem;
  followClass(code);
  return "";
}

/**
 * Make this page follow a class's presenter, from the class's present state on.
 * @param {string} code
 */
export function followClass(code) {
  [shownVersion, latest] = [-1, null];
  session.setRole({ code });
}

/** Leave the class. */
export function leaveClass() {
  session.setRole(null);
  latest = null;
}
