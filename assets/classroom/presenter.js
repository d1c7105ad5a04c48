/**
 * The presenter's page: sends the server what is on its screen, and shows the number of students and their predictions.
 */
import { getById } from "fallline/core/dom.js";
import { jsonRequest, noAnswerProblem, withQuery } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { messageFingerprint } from "fallline/race/class_clock.js";
import { currentLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { showNotice } from "fallline/player/notice.js";
import { showPredictions } from "fallline/page/poll.js";
import { clearUnreachable, showState, showUnreachable } from "fallline/classroom/class_bar.js";
import { showClassOver, showCode, showProblem } from "fallline/classroom/class_dialogs.js";
import { isOver, isTemporary, requestClass } from "fallline/classroom/class_server.js";
import * as session from "fallline/classroom/session.js";

/** @import { ClassroomKey, ClassroomState, Guesses } from "fallline/types.js" */
/** @import { ClassAnswer } from "fallline/classroom/class_server.js" */
/** @import { Role } from "fallline/classroom/session.js" */

const UPDATE_DELAY_MS = 150; // from a change to its message, so that one message has several changes
const POLL_INTERVAL_MS = 1500; // between two requests for the students' number and predictions
const RETRY_MS = 4000; // after a message that the server did not answer

let sentFingerprint = ""; // of the last message
let isScheduled = false; // whether a message is about to be sent

/** Return the place, "id,page", of the lesson's page that is rendered; "" if there is none. */
const lessonPlace = () => getById("lesson").dataset.place ?? "";

/** @returns {Role | null} null if this page presents no class */
const presenterRole = () => (session.role?.key ? session.role : null);

/** @param {Role} role */
const keyHeaders = ({ key = "" }) => ({ "X-Presenter-Key": key });

const makeMessage = () => ({ link: currentLink(), t: player.shownStep, playing: player.playing, speed: player.speed });

const fingerprint = () => messageFingerprint(makeMessage(), performance.now());

/** Send what is on the screen to the server after UPDATE_DELAY_MS, if it has changed since the last message. */
export function sendUpdate() {
  const { race } = player;
  if (!presenterRole() || !race || race.stale) return;
  if (race.lesson !== lessonPlace()) return; // the lesson's page is rendered later, and calls this again
  if (isScheduled || fingerprint() === sentFingerprint) return;
  isScheduled = true;
  setTimeout(sendUpdateNow, UPDATE_DELAY_MS);
}

async function sendUpdateNow() {
  isScheduled = false;
  const role = presenterRole();
  if (!role) return;
  sentFingerprint = fingerprint();
  const message = jsonRequest(makeMessage(), keyHeaders(role));
  const answer = await requestClass(session.classAddress(role, ""), message).catch(() => null);
  if (session.role !== role) return; // meanwhile the class was ended, or another one begun
  if (!answer || isTemporary(answer)) {
    sentFingerprint = "";
    showUnreachable();
    setTimeout(sendUpdate, Math.max(RETRY_MS, answer?.waitMs ?? 0));
  } else if (isOver(answer)) reportOver(answer);
  else {
    clearUnreachable();
    if (answer.problem) showNotice(answer.problem); // the class goes on seeing the race before
  }
}

/** @param {ClassAnswer<any>} answer that the class is over */
function reportOver({ problem }) {
  session.leaveEndedClass();
  showClassOver(problem);
}

/** Start to request and show the number of students and their predictions, every POLL_INTERVAL_MS. */
export async function startPolling() {
  await pollOnce();
  setTimeout(startPolling, POLL_INTERVAL_MS);
}

async function pollOnce() {
  const role = presenterRole();
  if (!role) return;
  const place = lessonPlace();
  const form = place ? document.querySelector(".question") : null;
  const rest = form ? withQuery("/guesses", { place }) : "/here";
  /** @type {ClassAnswer<Guesses> | null} null if there is none, which sendUpdateNow() reports */
  const answer = await requestClass(session.classAddress(role, rest), { headers: keyHeaders(role) }).catch(() => null);
  if (!answer || session.role !== role) return;
  if (isOver(answer)) reportOver(answer);
  if (!answer.data) return;
  showState(say("{n} here", { n: answer.data.studentCount }));
  if (form instanceof HTMLElement) showPredictions(form, answer.data);
}

/** Begin a class, with this page as its presenter's, and show its code. */
export async function beginClass() {
  /** @type {Pick<ClassAnswer<ClassroomKey>, "data" | "problem">} */
  const answer = await requestClass("/class", jsonRequest({})).catch(() => ({ data: null, ...noAnswerProblem() }));
  if (!answer.data) return showProblem(answer.problem);
  const { code, key } = answer.data;
  session.presentClass(code, key);
  sentFingerprint = "";
  sendUpdate();
  return showCode(code);
}

/**
 * Present a class again with what it was shown last, in place of the race of this page's address.
 * @param {Role} role
 */
export async function resumePresenting(role) {
  /** @type {ClassAnswer<ClassroomState> | null} */
  const answer = await requestClass(session.classAddress(role, "/now")).catch(() => null);
  if (answer?.data?.link) window.location.replace(`/?${answer.data.link}&t=${answer.data.t}`);
  else session.setRole(role);
}

/** End the class; if the server does not answer, end it on this page only. */
export async function endClass() {
  const role = presenterRole();
  if (role) {
    const request = requestClass(session.classAddress(role, ""), { method: "DELETE", headers: keyHeaders(role) });
    await request.catch(() => {});
  }
  session.leaveEndedClass();
}
