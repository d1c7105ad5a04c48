/**
 * Trails that are updated while the start or a slider is dragged. One request at a time is under way; the next one asks
 * for the newest start or setting, and those in between are skipped.
 */
import { closest } from "fallline/core/dom.js";
import { postJson } from "fallline/core/server.js";
import { shownLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { endPreview, showPreview } from "fallline/player/preview.js";

/** @import { Answer, ControlId, PathsAnswer, PathsRequest } from "fallline/types.js" */
/** @typedef {Omit<PathsRequest, "link">} Difference from the race on the screen: another start or setting */
/** @typedef {{ id: ControlId, thumb: Element, first: string | null, last: string | null }} Slider */

/**
 * A request for trails: `start` is the new start in data units, if it is the start that differs; `report` receives the
 * sentence with which the server refuses, "" if it does not.
 * @typedef {{ difference: Difference, start?: number[], report?: (problem: string) => void }} TrailRequest
 */

/** The newest request, until it is sent. @type {TrailRequest | null} */
let pending = null;
let isRequesting = false;
let dragging = false;
/** When each preview of the last drag was drawn, ms. @type {number[]} */
let frameTimes = [];
/**
 * The slider that is pressed: `first` is its value when pressed, `last` the newest value since, null before it moves.
 * @type {Slider | null}
 */
let slider = null;

/** Note that a drag begins or goes on. */
export function startDrag() {
  if (!dragging) frameTimes = [];
  dragging = true;
}

/**
 * Return whether the start or a slider is being dragged.
 * @returns {boolean}
 */
export const isDragging = () => dragging;

/**
 * Request the trails of the race with another start or setting, and show them while the drag goes on.
 * @param {TrailRequest} request
 */
export function requestTrails(request) {
  pending = request;
  requestNext();
}

/** Note that the drag has ended, and drop the request that is not sent yet. */
export function endDrag() {
  dragging = false;
  pending = null;
}

/**
 * Show the trails from a newly chosen start until the race from there arrives.
 * @param {number[]} start in data units
 */
export async function previewStart(start) {
  const before = shownLink;
  const answer = await fetchTrails({ start });
  if (!answer.paths || dragging || shownLink !== before) return;
  showPreview(answer, start);
  endPreview(true);
}

/**
 * Return when each preview of the last drag was drawn, ms; for benchmarks.
 * @returns {readonly number[]}
 */
export const dragFrameTimes = () => frameTimes;

async function requestNext() {
  if (isRequesting || !pending) return;
  const { difference, start, report } = pending;
  pending = null;
  isRequesting = true;
  const answer = await fetchTrails(difference);
  isRequesting = false;
  requestNext(); // so that the server computes while this answer is drawn
  if (dragging) report?.(answer.problem ?? "");
  if (!answer.paths || !dragging) return;
  showPreview(answer, start ?? player.shownRace().start);
  frameTimes.push(performance.now());
}

/**
 * @param {Difference} difference
 * @returns {Promise<Answer<PathsAnswer>>}
 */
const fetchTrails = (difference) => postJson("/paths", { link: shownLink, ...difference });

/**
 * Show previews while a slider of a run's setting is dragged. Dash reports a slider's value only when it is released,
 * so the value is read from the slider's thumb.
 */
export function install() {
  document.addEventListener("pointerdown", pressSlider, true);
  window.addEventListener("pointerup", releaseSlider, true);
  window.addEventListener("pointercancel", releaseSlider, true);
}

/** @param {PointerEvent} event */
function pressSlider(event) {
  const root = closest(event, '.rail [id*=\'"type":"slider"\']');
  const thumb = root?.querySelector("[role=slider]");
  if (!root || !thumb || !player.race || !shownLink) return;
  const id = JSON.parse(root.id);
  if (!id.of.startsWith("run-")) return; // a setting of the landscape changes the map too, which waits for the release
  slider = { id, thumb, first: thumb.getAttribute("aria-valuenow"), last: null };
  requestAnimationFrame(followSlider);
}

function followSlider() {
  if (!slider) return;
  const value = slider.thumb.getAttribute("aria-valuenow");
  if (value !== (slider.last ?? slider.first)) {
    slider.last = value;
    startDrag();
    requestTrails({ difference: { change: { id: slider.id, value: Number(value) } } });
  }
  requestAnimationFrame(followSlider);
}

function releaseSlider() {
  if (!slider) return;
  const { last, first } = slider;
  slider = null;
  if (last === null) return;
  endDrag();
  endPreview(last !== first);
}
