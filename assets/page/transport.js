/** The transport bar and its keys: play, pause, step forward and back, scrub to a step, set the speed. */
import { makeElement } from "fallline/core/dom.js";
import { plural, say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { medianArrivalStep } from "fallline/race/arrivals.js";
import { isPageKey } from "fallline/page/keys.js";

/** @import { Race, Run } from "fallline/types.js" */

/**
 * @typedef {object} Parts
 * @property {HTMLButtonElement} play
 * @property {HTMLInputElement} scrub
 * @property {HTMLOutputElement} count
 * @property {HTMLSelectElement} speed
 */

const SPEEDS = [5, 15, 30, 60, 120, 240, 480, 960]; // steps per second
/** SVG paths in a box of 16 x 16 */
const ICONS = {
  restart: "M2 2h2.5v5L14 2v12L4.5 9v5H2z",
  play: "M3 1.5 14 8 3 14.5z",
  pause: "M3 2h3.6v12H3zM9.4 2H13v12H9.4z",
};
const ARROW_CONTROLS = "[role=radio], [role=option]"; // that use arrow keys themselves
const SPACE_CONTROLS = "button:not([role=tab], [role=radio]), summary, a, [role=option]"; // that use the space bar

let isBuilt = false;

/** Add the listener for the keys. */
export const install = () => window.addEventListener("keydown", onKeyDown);

/** Add the bar to #transport; only the first call counts. */
export function buildTransport() {
  const bar = document.getElementById("transport");
  if (!bar || isBuilt) return;
  isBuilt = true;
  const restart = makeControl("", say("Restart"), startAgain, { className: "restart" });
  setIcon(restart, "restart");
  const play = makeControl("", say("Play (Space)"), player.togglePlay, { className: "play" });
  const [scrub, count, speed] = [makeScrubber(), makeElement("output", { ariaLive: "off" }), makeSpeedChoice()];
  bar.append(
    restart,
    makeStepper("−10", say("Back 10 steps (Shift + Left)"), -10, { className: "few" }),
    makeStepper("−1", say("Back 1 step (Left)"), -1),
    play,
    makeStepper("+1", say("Forward 1 step (Right)"), 1),
    makeStepper("+10", say("Forward 10 steps (Shift + Right)"), 10, { className: "few" }),
    makeTimeline(scrub),
    count,
    speed,
  );
  player.onChange(() => show({ play, scrub, count, speed }));
}

/**
 * @param {string} label
 * @param {string} title
 * @param {() => void} act
 * @param {Record<string, string>} [properties]
 */
function makeControl(label, title, act, properties) {
  const button = makeElement("button", { title, "aria-label": title, ...properties }, label);
  button.addEventListener("click", act);
  return button;
}

/**
 * @param {string} label
 * @param {string} title
 * @param {number} steps by which the button moves the clock
 * @param {Record<string, string>} [properties]
 */
function makeStepper(label, title, steps, properties = {}) {
  return makeControl(label, title, () => player.stepBy(steps), { "data-part": "stepping", ...properties });
}

/**
 * @param {HTMLButtonElement} button
 * @param {keyof typeof ICONS} icon
 */
function setIcon(button, icon) {
  button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
  button.dataset.icon = icon;
}

function startAgain() {
  player.seek(0);
  player.play();
}

function makeScrubber() {
  const properties = { type: "range", min: 0, value: 0, step: 1, className: "scrub" };
  const scrub = makeElement("input", { ...properties, "aria-label": say("Step") });
  scrub.addEventListener("input", () => player.pauseAt(Number(scrub.value)));
  return scrub;
}

/**
 * Return the scrubber with marks above it where runs reach the target, in the runs' colours.
 * @param {HTMLInputElement} scrub
 */
function makeTimeline(scrub) {
  const marks = makeElement("div", { className: "arrivals", "data-part": "scoreboard" });
  /** @type {Race | null} */
  let marked = null;
  player.onChange(() => {
    if (marked === player.race) return;
    marked = player.race;
    marks.replaceChildren(...(marked ? marked.runs.flatMap((run) => makeArrival(run, shownSteps())) : []));
  });
  return makeElement("div", { className: "timeline" }, scrub, marks);
}

const shownSteps = () => player.shownRace().steps;

/**
 * Return the mark of a run's arrival, [] if it does not reach the target.
 * @param {Run} run
 * @param {number} steps of the race
 */
function makeArrival(run, steps) {
  const step = medianArrivalStep(run);
  if (step < 0) return [];
  const mark = makeElement("i", { title: say("{run} reaches the target at step {n}", { run: run.title, n: step }) });
  mark.style.left = `${(100 * step) / steps}%`;
  mark.style.background = run.colour;
  return [mark];
}

function makeSpeedChoice() {
  const properties = { "aria-label": say("Speed in steps per second"), "data-part": "speed" };
  const speed = makeElement("select", properties, ...SPEEDS.map(makeSpeedOption));
  speed.addEventListener("change", () => player.setSpeed(Number(speed.value)));
  return speed;
}

/** @param {number} speed */
const makeSpeedOption = (speed) => new Option(plural(speed, "{n} step/s", "{n} steps/s"), String(speed));

/** @param {Parts} parts */
function show({ play, scrub, count, speed }) {
  const { race, playing, shownStep } = player;
  if (!race) return;
  const icon = playing ? "pause" : "play";
  if (play.dataset.icon !== icon) {
    setIcon(play, icon);
    play.title = playing ? say("Pause (Space)") : say("Play (Space)");
    play.setAttribute("aria-label", play.title);
  }
  if (Number(scrub.max) !== race.steps) scrub.max = String(race.steps);
  scrub.value = String(shownStep);
  count.textContent = `${shownStep} / ${race.steps}`;
  const isOffered = [...speed.options].some(({ value }) => Number(value) === player.speed);
  if (!isOffered) speed.append(makeSpeedOption(player.speed));
  speed.value = String(player.speed);
}

/** @param {KeyboardEvent} event */
function onKeyDown(event) {
  if (!isPageKey(event, event.key === " " ? SPACE_CONTROLS : ARROW_CONTROLS)) return;
  const act = keyAction(event);
  if (!act) return;
  event.preventDefault();
  act();
}

/**
 * Return the action of a key, or undefined if it has none.
 * @param {KeyboardEvent} event
 * @returns {(() => void) | undefined}
 */
function keyAction({ key, shiftKey }) {
  const steps = shiftKey ? 10 : 1;
  /** @type {Record<string, () => void>} */
  const actions = {
    " ": player.togglePlay,
    ArrowLeft: () => player.stepBy(-steps),
    ArrowRight: () => player.stepBy(steps),
    Home: () => player.pauseAt(0),
    End: () => player.pauseAt(player.shownRace().steps),
  };
  return actions[key];
}
