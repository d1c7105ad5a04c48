/** This tab's role in a class: the presenter has the class's key, a student only its code. */
import { jsonRequest } from "fallline/core/server.js";
import { readStored, writeStored } from "fallline/core/storage.js";
import { requestClass } from "fallline/classroom/class_server.js";

/** @typedef {{ code: string, key?: string, away?: boolean }} Role `away`: a student's page that does not follow now */

const ROLE_KEY = "fallline.class"; // of sessionStorage
const STUDENT_KEY = "fallline.student"; // of sessionStorage

/** This tab's role; null outside a class. */
export let role = /** @type {Role | null} */ (readStored(ROLE_KEY, "sessionStorage"));
let student = "";
/** @type {(role: Role | null) => void} */
let listener = () => {};

/**
 * Set the function that is called with each new role.
 * @param {(role: Role | null) => void} callback
 */
export function setRoleListener(callback) {
  listener = callback;
}

/**
 * Set this tab's role and store it, so that it survives a reload; null leaves the class.
 * @param {Role | null} newRole
 */
export function setRole(newRole) {
  role = writeStored(ROLE_KEY, newRole, "sessionStorage");
  document.documentElement.dataset.class = roleName(newRole);
  listener(newRole);
}

/** @param {Role | null} someRole */
function roleName(someRole) {
  if (!someRole) return "";
  if (someRole.key) return "presenter";
  return someRole.away ? "away" : "student";
}

/**
 * Return whether this page follows a presenter's.
 * @returns {boolean}
 */
export const isFollowing = () => Boolean(role && !role.key && !role.away);

/**
 * Return the random id, 16 hexadecimal digits, that the server counts this tab by. It survives a reload, so that no
 * student is counted twice.
 * @returns {string}
 */
export function studentId() {
  student ||= readStored(STUDENT_KEY, "sessionStorage") || writeStored(STUDENT_KEY, makeRandomId(), "sessionStorage");
  return student;
}

function makeRandomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Return the address of a request about a class.
 * @param {Role} role
 * @param {string} rest of the address, after the class's code
 * @returns {string}
 */
export const classAddress = ({ code }, rest) => `/class/${code}${rest}`;

/**
 * Send a student's prediction to the server; a failed request is not repeated.
 * @param {string} place of the lesson's page, "id,page"
 * @param {unknown} value
 */
export function sendGuess(place, value) {
  if (!role || role.key) return;
  requestClass(classAddress(role, "/guess"), jsonRequest({ student: studentId(), place, value })).catch(() => {});
}
