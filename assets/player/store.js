/**
 * The state of the page, which only this module changes: the requested link, the control events since, and the request
 * for the race of both. A newer request contains all events of an older one, which it ends.
 */
import { noAnswerProblem, jsonRequest, readAnswerOrNull } from "fallline/core/server.js";
import { sendWithRetries } from "fallline/core/retry.js";
import { say } from "fallline/core/text.js";
import { shownLink } from "fallline/player/link.js";
import { hideRemark, showNotice, showRemark } from "fallline/player/notice.js";
import { endPreview } from "fallline/player/preview.js";
import { setKnownControls, recordReportedValue } from "fallline/player/known_controls.js";

/** @import { Change, ControlChanges, ControlId, RaceAnswer, RaceMessage, RaceRequest } from "fallline/types.js" */
/** @typedef {RaceAnswer & { retry: boolean, problem?: string }} RaceResponse `retry`: a later request may succeed */

let baseLink = ""; // the link that the events change: the one on show, or the one opened last
/** The theme for links that name none. @type {"light" | "dark"} */
let theme = "light";
/** @type {ControlChanges[]} the events that no answer has included yet */
let events = [];
let eventCount = 0;
let latestRequest = new AbortController();
let remarkOffersUndo = false;
/** @type {(race: RaceMessage) => void} */
let showRace = () => {};

/**
 * Set the function that shows a race when it arrives.
 * @param {(race: RaceMessage) => void} show
 */
export function setRaceHandler(show) {
  showRace = show;
}

/**
 * Request the race of a link, to show it.
 * @param {string} link
 * @param {"light" | "dark"} preferred the theme if the link names none
 * @returns {Promise<void>}
 */
export function openLink(link, preferred) {
  [baseLink, theme, events] = [link, preferred, []];
  return requestRace();
}

/**
 * Return whether there are changes that no race on show has included yet.
 * @returns {boolean}
 */
export const hasPendingChanges = () => events.length > 0;

/**
 * Change the value of a control, whether or not the page has such a control, and request the race that results.
 * @param {ControlId | string} id
 * @param {unknown} value
 * @returns {Promise<void>}
 */
export const changeControl = (id, value) => addEvent([{ id, value }]);

/**
 * Take the values that Dash's controls have reported at the same moment; if any is new, request the race that results.
 * @param {{ prop_id: string, value: unknown }[]} triggered
 * @returns {Promise<void> | undefined}
 */
export function reportControls(triggered) {
  const reports = triggered.filter(({ value }) => value !== null && value !== undefined);
  const changes = reports.filter(recordReportedValue).map(({ prop_id, value }) => ({ id: readId(prop_id), value }));
  return changes.length ? addEvent(changes) : undefined;
}

/**
 * Return the control's id in a property such as "height.value" or '{"of":"run-0",...}.value'.
 * @param {string} property
 * @returns {ControlId | string}
 */
function readId(property) {
  const name = property.slice(0, property.lastIndexOf("."));
  return name.startsWith("{") ? JSON.parse(name) : name;
}

/** @param {Change[]} changes */
function addEvent(changes) {
  events = [...events, { number: ++eventCount, changes }];
  return requestRace();
}

async function requestRace() {
  latestRequest.abort();
  const { signal } = (latestRequest = new AbortController());
  document.documentElement.toggleAttribute("data-busy", true);
  const answer = await fetchRace({ link: baseLink, shown: shownLink, theme, events }, signal);
  if (signal.aborted) return;
  document.documentElement.removeAttribute("data-busy");
  showNotice(answer.notice || answer.problem);
  updateRemark(answer);
  if (answer.retry) return endPreview(false); // the events are sent again with the next one
  events = [];
  if (answer.race) receiveRace(answer.race);
  else endPreview(false); // refused, or nothing has changed; the same request would be refused again
  baseLink = shownLink;
}

/**
 * Show an answer's remark, with a button that opens the link of its former learning rates; remove an older one that has
 * such a button, since the race that it was about is not on show any more.
 * @param {RaceAnswer} answer
 */
function updateRemark({ race, remark, undo }) {
  if (remark) showRemark(remark, undo ? { label: say("Undo"), act: () => changeControl("link", undo) } : undefined);
  else if (race && remarkOffersUndo) hideRemark();
  if (remark || race) remarkOffersUndo = Boolean(undo);
}

/** @param {RaceMessage} race */
function receiveRace(race) {
  try {
    showRace(race);
  } finally {
    setKnownControls(race.controls);
    window.dash_clientside.set_props("controls", { data: race.controls }); // Dash creates the controls
  }
}

/**
 * Request a race, without end while the server says that it is busy, which a notice shows meanwhile.
 * @param {RaceRequest} body
 * @param {AbortSignal} signal ends the request
 * @returns {Promise<RaceResponse>}
 */
async function fetchRace(body, signal) {
  const onBusy = async (/** @type {Response} */ response) => {
    const answer = await readAnswerOrNull(Promise.resolve(response));
    if (!signal.aborted) showNotice(answer?.problem);
  };
  try {
    const send = () => fetch("/race", { ...jsonRequest(body), signal });
    const response = await sendWithRetries(send, { isPatient: true, onBusy, signal });
    const retry = response.status === 429 || response.status >= 500;
    return { retry, ...(await response.json()) };
  } catch {
    return { retry: true, race: null, notice: null, remark: null, undo: null, ...noAnswerProblem() };
  }
}
