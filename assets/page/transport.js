/** The transport bar and its keys: play, pause, step, scrub, speed. */
import { closest, make } from "fallline/core/dom.js";
import { plural, say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { isForPage } from "fallline/page/keys.js";

/**
 * @typedef {object} Parts
 * @property {HTMLButtonElement} play
 * @property {HTMLInputElement} scrub
 * @property {HTMLOutputElement} count
 * @property {HTMLSelectElement} speed
 */

const SPEEDS = [5, 15, 30, 60, 120, 240, 480, 960];
const ICONS = {
  restart: "M2 2h2.5v5L14 2v12L4.5 9v5H2z",
  play: "M3 1.5 14 8 3 14.5z",
  pause: "M3 2h3.6v12H3zM9.4 2H13v12H9.4z",
};
const CHOOSING = "[role=radio], [role=option]";
const PRESSING = "button, summary, a";

let built = false;

/** Hears the keys. */
export const install = () => window.addEventListener("keydown", press);

/** Builds the bar into #transport, once. */
export function buildTransport() {
  const bar = document.getElementById("transport");
  if (!bar || built) return;
  built = true;
  const restart = control("", say("Restart"), startAgain);
  draw(restart, "restart");
  const play = control("", say("Play (Space)"), player.toggle, { className: "play" });
  const [scrub, count, speed] = [scrubber(), make("output"), speeds()];
  bar.append(
    restart,
    stepper("−10", say("Back 10 steps (Shift + Left)"), -10, { className: "few" }),
    stepper("−1", say("Back 1 step (Left)"), -1),
    play,
    stepper("+1", say("Forward 1 step (Right)"), 1),
    stepper("+10", say("Forward 10 steps (Shift + Right)"), 10, { className: "few" }),
    scrub,
    count,
    speed,
  );
  player.onChange(() => show({ play, scrub, count, speed }));
}

/**
 * @param {string} label
 * @param {string} title
 * @param {() => void} act
 * @param {Record<string, string>} [facts]
 */
function control(label, title, act, facts) {
  const made = make("button", { title, "aria-label": title, ...facts }, label);
  made.addEventListener("click", act);
  return made;
}

/**
 * @param {string} label
 * @param {string} title
 * @param {number} by steps
 * @param {Record<string, string>} [facts]
 */
function stepper(label, title, by, facts = {}) {
  return control(label, title, () => player.step(by), { "data-part": "stepping", ...facts });
}

/**
 * Puts an icon into a button.
 * @param {HTMLButtonElement} place
 * @param {keyof typeof ICONS} icon
 */
function draw(place, icon) {
  place.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
  place.dataset.icon = icon;
}

function startAgain() {
  player.seek(0);
  player.play();
}

function scrubber() {
  const facts = { type: "range", min: 0, value: 0, step: 1, className: "scrub" };
  const scrub = make("input", { ...facts, "aria-label": say("Step") });
  scrub.addEventListener("input", () => player.jump(Number(scrub.value)));
  return scrub;
}

function speeds() {
  const facts = { "aria-label": say("Speed in steps per second"), "data-part": "speed" };
  const speed = make("select", facts, ...SPEEDS.map(speedOption));
  speed.addEventListener("change", () => player.setSpeed(Number(speed.value)));
  return speed;
}

/** @param {number} each */
const speedOption = (each) => new Option(plural(each, "{n} step/s", "{n} steps/s"), String(each));

/** @param {Parts} parts */
function show({ play, scrub, count, speed }) {
  const { race, playing, t } = player;
  if (!race) return;
  const icon = playing ? "pause" : "play";
  if (play.dataset.icon !== icon) {
    draw(play, icon);
    play.title = playing ? say("Pause (Space)") : say("Play (Space)");
    play.setAttribute("aria-label", play.title);
  }
  if (Number(scrub.max) !== race.steps) scrub.max = String(race.steps);
  scrub.value = String(t);
  count.textContent = `${t} / ${race.steps}`;
  if (![...speed.options].some(({ value }) => Number(value) === player.speed)) speed.append(speedOption(player.speed));
  speed.value = String(player.speed);
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (!isForPage(event, CHOOSING)) return;
  const act = actOf(event);
  if (!act || (event.key === " " && closest(event, PRESSING))) return;
  event.preventDefault();
  act();
}

/**
 * What a key does; undefined if nothing.
 * @param {KeyboardEvent} event
 * @returns {(() => void) | undefined}
 */
function actOf({ key, shiftKey }) {
  const far = shiftKey ? 10 : 1;
  /** @type {Record<string, () => void>} */
  const acts = {
    " ": player.toggle,
    ArrowLeft: () => player.step(-far),
    ArrowRight: () => player.step(far),
    Home: () => player.jump(0),
    End: () => player.jump(player.shownRace().steps),
  };
  return acts[key];
}
