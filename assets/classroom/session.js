/** This tab's part in a class: the presenter, who has the key, or a student, who has the code alone. */
import { posted } from "fallline/core/server.js";
import { keep, kept } from "fallline/core/storage.js";
import { ask } from "fallline/classroom/class_server.js";

/** @typedef {{ code: string, key?: string, away?: boolean }} Role `away`: a student who has broken away */

const KEY = "fallline.class";
const STUDENT = "fallline.student";

/** This tab's role; null outside of a class. */
export let role = /** @type {Role | null} */ (kept(KEY, "sessionStorage"));
let student = "";
/** @type {(role: Role | null) => void} */
let hear = () => {};

/**
 * Names what hears of each new role.
 * @param {(role: Role | null) => void} heard
 */
export function onRole(heard) {
  hear = heard;
}

/**
 * Takes a role, also after a reload; null leaves the class.
 * @param {Role | null} next
 */
export function become(next) {
  role = keep(KEY, next, "sessionStorage");
  document.documentElement.dataset.class = nameOf(next);
  hear(next);
}

/** @param {Role | null} next */
function nameOf(next) {
  if (!next) return "";
  if (next.key) return "presenter";
  return next.away ? "away" : "student";
}

/**
 * Whether this page follows a presenter's.
 * @returns {boolean}
 */
export const following = () => Boolean(role && !role.key && !role.away);

/**
 * The number by which this tab is counted: the same after a reload, so that nobody is counted twice.
 * @returns {string}
 */
export function studentNumber() {
  student ||= kept(STUDENT, "sessionStorage") || keep(STUDENT, randomNumber(), "sessionStorage");
  return student;
}

function randomNumber() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Where the server is asked about a class.
 * @param {Role} member
 * @param {string} rest
 * @returns {string}
 */
export const address = ({ code }, rest) => `/class/${code}${rest}`;

/**
 * Sends a student's prediction to be counted; what gets lost is not counted.
 * @param {string} place of the page that asks
 * @param {unknown} value
 */
export function guess(place, value) {
  if (!role || role.key) return;
  ask(address(role, "/guess"), posted({ student: studentNumber(), place, value })).catch(() => {});
}
