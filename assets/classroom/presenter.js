/** The presenter's page: it tells the class what is on its screen, and counts who is here and what they predict. */
import { byId } from "fallline/core/dom.js";
import { addressOf, posted } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { newsOf } from "fallline/race/class_clock.js";
import { link } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { histogram } from "fallline/page/poll.js";
import { setLost, setReached, writeState } from "fallline/classroom/class_bar.js";
import { showCode, showOver, showProblem } from "fallline/classroom/class_dialogs.js";
import { ask } from "fallline/classroom/class_server.js";
import * as session from "fallline/classroom/session.js";

/** @import { ClassKey, Guesses } from "fallline/types.js" */
/** @import { ClassAnswer } from "fallline/classroom/class_server.js" */
/** @import { Role } from "fallline/classroom/session.js" */

const TELL = 150; // ms between two messages
const COUNT = 1500; // ms between two counts
const SLOW = 4000; // ms until a class that cannot be reached is told again

let told = ""; // the news that the class was told last
let telling = false;

const lessonPlace = () => byId("lesson").dataset.place ?? ""; // the page of a lesson that is rendered

/** @returns {Role | null} */
const presenting = () => (session.role?.key ? session.role : null);

/** @param {Role} role */
const keyOf = ({ key = "" }) => ({ "X-Presenter-Key": key });

const shownNow = () => ({ link: link(), t: player.t, playing: player.playing, speed: player.speed });

const news = () => newsOf(shownNow(), performance.now());

/** Tells the class soon what is on the screen, if it has changed. */
export function tell() {
  const { race } = player;
  if (!presenting() || !race || race.stale) return;
  if (race.lesson !== lessonPlace()) return; // its page is about to be shown, and tells by itself
  if (telling || news() === told) return;
  telling = true;
  setTimeout(tellNow, TELL);
}

async function tellNow() {
  telling = false;
  const role = presenting();
  if (!role) return;
  told = news();
  try {
    const answer = await ask(session.address(role, ""), posted(shownNow(), keyOf(role)));
    if (session.role !== role) return; // the class was ended, or another one begun, meanwhile
    if (answer.status === 404) {
      session.become(null);
      showOver(answer.problem);
      return;
    }
    if (answer.status !== 200) throw new Error(answer.problem);
    setReached();
  } catch {
    told = "";
    setLost();
    setTimeout(tell, SLOW);
  }
}

/** Counts who is here and what they predict, from now on. */
export async function count() {
  setTimeout(count, COUNT);
  const role = presenting();
  if (!role) return;
  try {
    const place = lessonPlace();
    const form = place ? document.querySelector(".question") : null;
    const rest = form ? addressOf("/guesses", { place }) : "/here";
    /** @type {ClassAnswer<Guesses>} */
    const answer = await ask(session.address(role, rest), { headers: keyOf(role) });
    if (!answer.told || session.role !== role) return;
    writeState(say("{n} here", { n: answer.told.here }));
    if (form instanceof HTMLElement) histogram(form, answer.told);
  } catch {
    // tell() says so.
  }
}

/** Begins a class. */
export async function begin() {
  /** @type {ClassAnswer<ClassKey>} */
  const answer = await ask("/class", { method: "POST" });
  if (!answer.told) return showProblem(answer.problem);
  session.become({ code: answer.told.code, key: answer.told.key });
  told = "";
  tell();
  return showCode(answer.told.code);
}

/** Ends the class; one that cannot be reached ends here alone. */
export async function end() {
  const role = presenting();
  if (role) await ask(session.address(role, ""), { method: "DELETE", headers: keyOf(role) }).catch(() => {});
  session.become(null);
}
