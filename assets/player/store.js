/**
 * The state of the page, and its only owner: which link is asked for, what was turned since, and the one question that the
 * server is asked about them. A newer question carries everything that an older one did, whose answer is then passed over.
 */
import { noAnswer, posted } from "fallline/core/server.js";
import { retried } from "fallline/core/retry.js";
import { shown } from "fallline/player/link.js";
import { notice } from "fallline/player/notice.js";
import { endPreview } from "fallline/player/preview.js";
import { learn, noteReport } from "fallline/player/known_controls.js";

/** @import { Change, ControlId, RaceAnswer, RaceMessage, RaceQuestion, Turn } from "fallline/types.js" */
/** @typedef {RaceAnswer & { later: boolean, problem?: string }} Answered `later`: the question is worth asking again */

let asked = ""; // the link that turns are of: the one on show, or the one that was opened last
/** What the page has where no link asks for another. @type {"light" | "dark"} */
let theme = "light";
/** @type {Turn[]} what no answer has covered yet; what reported together belongs together */
let turns = [];
let number = 0;
let question = 0;
/** @type {(race: RaceMessage) => void} */
let show = () => {};

/**
 * Names what shows a race that has come.
 * @param {(race: RaceMessage) => void} heard
 */
export function onRace(heard) {
  show = heard;
}

/**
 * Has the race of a link shown.
 * @param {string} link
 * @param {"light" | "dark"} preferred the theme where the link asks for none
 * @returns {Promise<void>}
 */
export function open(link, preferred) {
  [asked, theme, turns] = [link, preferred, []];
  return ask();
}

/**
 * A control, or something that stands for one, says a value.
 * @param {ControlId | string} id
 * @param {unknown} value
 * @returns {Promise<void>}
 */
export const turn = (id, value) => turned([{ id, value }]);

/**
 * What Dash's controls have reported at one moment.
 * @param {{ prop_id: string, value: unknown }[]} triggered
 * @returns {Promise<void> | undefined}
 */
export function collect(triggered) {
  const said = triggered.filter(({ value }) => value !== null && value !== undefined);
  const changes = said.filter(noteReport).map(({ prop_id, value }) => ({ id: idOf(prop_id), value }));
  return changes.length ? turned(changes) : undefined;
}

/**
 * A control's id, of "height.value" or '{"of":"run-0",...}.value'.
 * @param {string} property
 * @returns {ControlId | string}
 */
function idOf(property) {
  const name = property.slice(0, property.lastIndexOf("."));
  return name.startsWith("{") ? JSON.parse(name) : name;
}

/** @param {Change[]} changes */
function turned(changes) {
  turns = [...turns, { number: ++number, changes }];
  return ask();
}

async function ask() {
  const mine = ++question;
  document.documentElement.toggleAttribute("data-busy", true);
  const answer = await answered({ link: asked, shown, theme, turns });
  if (mine !== question) return;
  document.documentElement.removeAttribute("data-busy");
  notice(answer.notice || answer.problem);
  if (answer.later) return endPreview(false); // what was turned is asked for again with the next turn
  turns = [];
  if (answer.race) take(answer.race);
  else endPreview(false); // refused, or nothing has changed; a question that makes no sense is not asked again
  asked = shown;
}

/** @param {RaceMessage} race */
function take(race) {
  try {
    show(race);
  } finally {
    learn(race.controls);
    window.dash_clientside.set_props("controls", { data: race.controls }); // Dash makes the controls
  }
}

/**
 * @param {RaceQuestion} body
 * @returns {Promise<Answered>}
 */
async function answered(body) {
  try {
    const found = await retried(() => fetch("/race", posted(body)));
    const later = found.status === 429 || found.status >= 500;
    return { later, ...(await found.json()) };
  } catch {
    return { later: true, race: null, notice: null, ...noAnswer() };
  }
}
