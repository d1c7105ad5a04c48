/**
 * Trails that follow the hand: while the start is dragged or a slider is turned, the server is asked for paths again
 * and again, never two questions at once, and always the newest wish next.
 */
import { closest } from "fallline/core/dom.js";
import { post } from "fallline/core/server.js";
import { shown } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { endPreview, preview } from "fallline/player/preview.js";

/** @import { Answer, ControlId, PathsAnswer, PathsQuestion } from "fallline/types.js" */
/** @typedef {Omit<PathsQuestion, "link">} Wish what is to be different */
/** @typedef {{ id: ControlId, thumb: Element, first: string | null, last: string | null }} Slider */

/** What is wished for and not asked yet. @type {{ words: Wish, start?: number[] } | null} */
let waiting = null;
let busy = false; // whether a question is under way
let holding = false;
/** When each picture of the last drag was drawn, ms. @type {number[]} */
let times = [];
/** The slider that is held: what its thumb says at first, and last, once it is turned. @type {Slider | null} */
let slider = null;

/** A drag begins, or goes on. */
export function hold() {
  if (!holding) times = [];
  holding = true;
}

/**
 * Whether something is dragged.
 * @returns {boolean}
 */
export const held = () => holding;

/**
 * Wishes for the paths of the race on show with another start or setting.
 * @param {Wish} words
 * @param {number[]} [start] the start, where it is another one
 */
export function want(words, start) {
  waiting = { words, start };
  ask();
}

/** A drag ends. */
export function letGo() {
  holding = false;
  waiting = null;
}

/**
 * Shows the paths from a start that was picked, until the race from there has come.
 * @param {number[]} start
 */
export async function glance(start) {
  const before = shown;
  const answer = await paths({ start });
  if (!answer.paths || holding || shown !== before) return;
  preview(answer, start);
  endPreview(true);
}

/**
 * When each picture of the last drag was drawn, ms; to be measured.
 * @returns {readonly number[]}
 */
export const drawnWhileDragged = () => times;

async function ask() {
  if (busy || !waiting) return;
  const { words, start } = waiting;
  waiting = null;
  busy = true;
  const answer = await paths(words);
  busy = false;
  ask(); // the server works while the answer is drawn
  if (!answer.paths || !holding) return; // what is refused is said when it is let go
  preview(answer, start ?? player.shownRace().start);
  times.push(performance.now());
}

/**
 * @param {Wish} words
 * @returns {Promise<Answer<PathsAnswer>>}
 */
const paths = (words) => post("/paths", { link: shown, ...words });

/** Hears when a slider of a run's setting is held: Dash hears of it when it is let go, its thumb knows before. */
export function install() {
  document.addEventListener("pointerdown", takeSlider, true);
  window.addEventListener("pointerup", dropSlider, true);
  window.addEventListener("pointercancel", dropSlider, true);
}

/** @param {PointerEvent} event */
function takeSlider(event) {
  const root = closest(event, '.rail [id*=\'"type":"slider"\']');
  const thumb = root?.querySelector("[role=slider]");
  if (!root || !thumb || !player.race || !shown) return;
  const id = JSON.parse(root.id);
  if (!id.of.startsWith("run-")) return; // what changes the map is drawn when it is let go
  slider = { id, thumb, first: thumb.getAttribute("aria-valuenow"), last: null };
  requestAnimationFrame(followSlider);
}

function followSlider() {
  if (!slider) return;
  const now = slider.thumb.getAttribute("aria-valuenow");
  if (now !== (slider.last ?? slider.first)) {
    slider.last = now;
    hold();
    want({ turned: { id: slider.id, value: Number(now) } });
  }
  requestAnimationFrame(followSlider);
}

function dropSlider() {
  if (!slider) return;
  const { last, first } = slider;
  slider = null;
  if (last === null) return;
  letGo();
  endPreview(last !== first);
}
