/**
 * The clock and the race on show. Everything that moves, moves through `seek`; nothing here asks the server.
 */
import { clamped } from "fallline/core/numbers.js";
import { wantsNoMotion } from "fallline/core/page.js";
import { isSameLandscape, isSameRace, raceOf } from "fallline/race/data.js";
import { setLayers } from "fallline/player/layers.js";

/** @import { MakePainter, Painter, Race, StageMessage } from "fallline/types.js" */
/** @typedef {Painter & { kind: string, panel: HTMLElement }} Painting a painter at work on a panel */

const LONGEST_FRAME = 250; // ms that a frame may count for, however late it comes

/** The race on show; null before the first. */
export let race = /** @type {Race | null} */ (null);
/** The step on show. */
export let t = 0;
/** Steps per second, until the first race says otherwise. */
export let speed = 1;
export let playing = false;

/** @type {Map<string, MakePainter>} */
const makers = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {Painting[]} */
let paintings = [];
/** @type {Set<Painting>} the painters whose pixels have to be found anew */
const unlaid = new Set();
let link = ""; // of the race on show
let fraction = 0; // of a step, by which the clock is ahead of the step on show
let servedSpeed = NaN; // the speed that the last race came with
let waits = true; // the clock, for the first stage to be painted
let last = 0; // time of the last frame, ms

/**
 * The race on show.
 * @returns {Race}
 * @throws {Error} before the first
 */
export function shownRace() {
  if (!race) throw new Error("No race is on show yet.");
  return race;
}

/**
 * Names what makes the painters of a kind of panel.
 * @param {string} kind what a panel has as `data-overlay`
 * @param {MakePainter} make
 */
export const addPainter = (kind, make) => makers.set(kind, make);

/**
 * Calls `heard` after each seek and each change of play or speed; returns what ends that.
 * @param {() => void} heard
 * @returns {() => void}
 */
export function onChange(heard) {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

/** Tells all who listen that something has changed. */
export function changed() {
  for (const heard of [...listeners]) if (listeners.has(heard)) heard();
}

/**
 * Shows step `to`, kept within the race, on every panel.
 * @param {number} to
 */
export function seek(to) {
  if (!race) return;
  t = clamped(Math.round(to), 0, race.steps);
  for (const painter of paintings) painter.draw(t);
  changed();
}

/** Plays on, or from the start where the race is over. */
export function play() {
  if (!race) return;
  if (t >= race.steps) seek(0);
  playing = true;
  fraction = 0;
  seek(t);
}

/** Stops the clock. */
export function pause() {
  jump(t);
}

/** Plays, or pauses. */
export function toggle() {
  if (playing) pause();
  else play();
}

/**
 * Stops the clock and shows another step.
 * @param {number} to
 */
export function jump(to) {
  playing = false;
  seek(to);
}

/**
 * Stops the clock and moves by some steps.
 * @param {number} by
 */
export const step = (by) => jump(t + by);

/**
 * Sets the speed.
 * @param {number} stepsPerSecond
 */
export function setSpeed(stepsPerSecond) {
  speed = stepsPerSecond;
  changed();
}

/**
 * Takes a new race: makes its painters, and decides where its clock stands.
 * @param {StageMessage} stage
 */
export function take(stage) {
  const before = race ? link : null;
  const moving = before === null || playing || t >= shownRace().steps;
  race = raceOf(stage.shared);
  link = stage.link;
  if (!stage.edited) setLayers(race.inside);
  makePaintings(stage, race);
  relay();
  if (race.speed !== servedSpeed) speed = servedSpeed = race.speed;
  setClock(stage, race, before, moving);
  waits = true;
}

/**
 * @param {StageMessage} stage
 * @param {Race} shown
 */
function makePaintings({ actors }, shown) {
  paintings = [];
  for (const panel of panels()) {
    const { panel: id = "", overlay: kind = "" } = panel.dataset;
    const make = makers.get(kind);
    if (make && actors[id]) paintings.push({ kind, panel, ...make(panel, actors[id], shown) }); // a hidden panel has none
  }
}

/** @returns {NodeListOf<HTMLElement>} */
const panels = () => document.querySelectorAll(".panel");

/**
 * @param {StageMessage} stage
 * @param {Race} shown
 * @param {string | null} before the link that was on show
 * @param {boolean} moving whether the clock ran, or had come to its end
 */
function setClock(stage, shown, before, moving) {
  if (shown.t >= 0 && !stage.edited) {
    putClock(shown.t, false);
  } else if (before !== null && isSameRace(before, stage.link, stage.looks)) {
    putClock(Math.min(t, shown.steps), playing);
  } else if (before === null || moving || !isSameLandscape(before, stage.link)) {
    const still = wantsNoMotion();
    putClock(still ? shown.steps : 0, !still);
  } else {
    putClock(Math.min(t, shown.steps), playing); // paused in the middle: numbers can be compared step by step
  }
}

/**
 * Sets the clock, and draws nothing.
 * @param {number} to
 * @param {boolean} plays
 */
export function putClock(to, plays) {
  t = to;
  playing = plays;
}

/** Lets the clock run, once there is something to see. */
export function start() {
  waits = false;
  fraction = 0;
}

/**
 * The painters of the race on show, to be measured.
 * @returns {readonly Painting[]}
 */
export const painting = () => paintings;

/**
 * Has the pixels of one panel, or of all, found anew before the next frame.
 * @param {Element | null} [panel]
 */
export function relay(panel) {
  for (const painter of paintings) if (!panel || painter.panel === panel) unlaid.add(painter);
}

/** Starts the frames. */
export function install() {
  window.addEventListener("resize", () => relay());
  requestAnimationFrame(frame);
}

/** @param {number} now */
function frame(now) {
  requestAnimationFrame(frame);
  const passed = Math.min(now - last, LONGEST_FRAME);
  last = now;
  if (!race) return;
  layOut();
  for (const painter of paintings) if (painter.moved && painter.moved()) painter.draw(t);
  if (playing && !waits) advance(race, passed);
}

/** Finds the pixels of panels whose stage is painted: a stage comes before its actors. */
function layOut() {
  const due = [...unlaid].filter(({ panel }) => !panel.querySelector(".frame.stale"));
  for (const painter of due) {
    unlaid.delete(painter);
    if (paintings.includes(painter)) painter.lay();
  }
  if (due.length) seek(t);
}

/**
 * @param {Race} shown
 * @param {number} passed ms
 */
function advance(shown, passed) {
  fraction += (passed * speed) / 1000;
  const steps = Math.floor(fraction);
  if (!steps) return;
  fraction -= steps;
  if (t + steps >= shown.steps) playing = false;
  seek(t + steps);
}
