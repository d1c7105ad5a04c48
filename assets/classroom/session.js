/** This tab's role in a class: the presenter has the class's key, a student only its code. */
import { jsonRequest, noAnswerProblem } from "fallline/core/server.js";
import { readStored, writeStored } from "fallline/core/storage.js";
import { requestClass } from "fallline/classroom/class_server.js";

/** @typedef {{ code: string, away?: boolean }} StoredRole `away`: a student's page that does not follow now */
/** @typedef {StoredRole & { key?: string }} Role `key`: the presenter's */

const ROLE_KEY = "fallline.class"; // of sessionStorage
const KEYS_KEY = "fallline.keys"; // of sessionStorage
const STUDENT_KEY = "fallline.student"; // of sessionStorage

/** The keys of the classes that this tab presents, by code. @type {Record<string, string>} */
const keys = readStored(KEYS_KEY, "sessionStorage") ?? {};

/** This tab's role; null outside a class. */
export let role = withKey(/** @type {StoredRole | null} */ (readStored(ROLE_KEY, "sessionStorage")));
let student = "";
/** @type {(role: Role | null) => void} */
let listener = () => {};

/**
 * Return a role with the key of its class, if this tab presents it.
 * @param {StoredRole | null} stored
 * @returns {Role | null}
 */
function withKey(stored) {
  return stored && keys[stored.code] ? { code: stored.code, key: keys[stored.code] } : stored;
}

/**
 * Set the function that is called with each new role.
 * @param {(role: Role | null) => void} callback
 */
export function setRoleListener(callback) {
  listener = callback;
}

/**
 * Set this tab's role and store it, so that it survives a reload; null leaves the class. In a class whose key this tab
 * has, its role is the presenter's.
 * @param {StoredRole | null} newRole
 */
export function setRole(newRole) {
  writeStored(ROLE_KEY, newRole && { code: newRole.code, away: newRole.away }, "sessionStorage");
  showRole(withKey(newRole));
}

/** @param {Role | null} newRole */
function showRole(newRole) {
  role = newRole;
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
 * Present a class in this tab from now on.
 * @param {string} code
 * @param {string} key
 */
export function presentClass(code, key) {
  keys[code] = key;
  writeStored(KEYS_KEY, keys, "sessionStorage");
  setRole({ code });
}

/** Leave a class that is over, and forget its key, if this tab presented it. */
export function leaveEndedClass() {
  if (role) delete keys[role.code];
  writeStored(KEYS_KEY, keys, "sessionStorage");
  setRole(null);
}

/**
 * Return the role of a presenter, and have none until the next one is set; the stored role stays. Null if this tab's
 * role is another one.
 * @returns {Role | null}
 */
export function pausePresenting() {
  const presenter = role?.key ? role : null;
  if (presenter) showRole(null);
  return presenter;
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
 * @returns {Promise<string>} the problem, "" if the prediction is counted
 */
export async function sendGuess(place, value) {
  if (!role || role.key) return "";
  const request = jsonRequest({ student: studentId(), place, value });
  const answer = await requestClass(classAddress(role, "/guess"), request).catch(() => null);
  if (!answer) return noAnswerProblem().problem;
  return answer.status === 200 ? "" : answer.problem;
}
