/**
 * The presenter's page: sends the server what is on its screen, and shows the number of students and their predictions.
 */
import { getById } from "fallline/core/dom.js";
import { jsonRequest, withQuery } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { messageFingerprint } from "fallline/race/class_clock.js";
import { currentLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { showPredictions } from "fallline/page/poll.js";
import { clearUnreachable, showState, showUnreachable } from "fallline/classroom/class_bar.js";
import { showClassOver, showCode, showProblem } from "fallline/classroom/class_dialogs.js";
import { requestClass } from "fallline/classroom/class_server.js";
import * as session from "fallline/classroom/session.js";

/** @import { ClassroomKey, Guesses } from "fallline/types.js" */
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
  try {
    const answer = await requestClass(session.classAddress(role, ""), jsonRequest(makeMessage(), keyHeaders(role)));
    if (session.role !== role) return; // meanwhile the class was ended, or another one begun
    if (answer.status === 404) {
      session.setRole(null);
      showClassOver(answer.problem);
      return;
    }
    if (answer.status !== 200) throw new Error(answer.problem);
    clearUnreachable();
  } catch {
    sentFingerprint = "";
    showUnreachable();
    setTimeout(sendUpdate, RETRY_MS);
  }
}

/** Start to request and show the number of students and their predictions, every POLL_INTERVAL_MS. */
export async function startPolling() {
  setTimeout(startPolling, POLL_INTERVAL_MS);
  const role = presenterRole();
  if (!role) return;
  try {
    const place = lessonPlace();
    const form = place ? document.querySelector(".question") : null;
    const rest = form ? withQuery("/guesses", { place }) : "/here";
    /** @type {ClassAnswer<Guesses>} */
    const answer = await requestClass(session.classAddress(role, rest), { headers: keyHeaders(role) });
    if (!answer.data || session.role !== role) return;
    showState(say("{n} here", { n: answer.data.studentCount }));
    if (form instanceof HTMLElement) showPredictions(form, answer.data);
  } catch {
    // sendUpdateNow() reports that the server does not answer.
  }
}

/** Begin a class, with this page as its presenter's, and show its code. */
export async function beginClass() {
  /** @type {ClassAnswer<ClassroomKey>} */
  const answer = await requestClass("/class", { method: "POST" });
  if (!answer.data) return showProblem(answer.problem);
  session.setRole({ code: answer.data.code, key: answer.data.key });
  sentFingerprint = "";
  sendUpdate();
  return showCode(answer.data.code);
}

/** End the class; if the server does not answer, end it on this page only. */
export async function endClass() {
  const role = presenterRole();
  if (role) {
    const request = requestClass(session.classAddress(role, ""), { method: "DELETE", headers: keyHeaders(role) });
    await request.catch(() => {});
  }
  session.setRole(null);
}
