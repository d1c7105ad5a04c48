/** Requests to the server about classes, whose answers need their HTTP status. */

/**
 * The server's answer: `data` is not null with status 200 only; status 204 means that there is nothing new. `waitMs` is
 * the time after which a busy server wants to be asked again, 0 if it names none.
 * @template Data
 * @typedef {{ status: number, data: Data | null, problem: string, waitMs: number }} ClassAnswer
 */

const TIMEOUT_MS = 10_000; // of a request: nothing is computed for it
const OVER_STATUSES = [404, 410]; // of a class that is unknown, such as one long ago, and of one that has ended

/**
 * Send a request about a class.
 * @param {string} address
 * @param {RequestInit} [options] of `fetch`
 * @returns {Promise<ClassAnswer<any>>}
 * @throws if the server does not answer within TIMEOUT_MS, or not with JSON
 */
export async function requestClass(address, options = {}) {
  const answer = await fetch(address, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const { status } = answer;
  const waitMs = 1000 * (Number(answer.headers.get("Retry-After")) || 0);
  if (status === 204) return { status, data: null, problem: "", waitMs };
  const body = await answer.json();
  return { status, data: status === 200 ? body : null, problem: body.problem, waitMs };
}

/**
 * Return whether an answer says that the class is over, so that the page need not ask again.
 * @param {ClassAnswer<any>} answer
 * @returns {boolean}
 */
export const isOver = ({ status }) => OVER_STATUSES.includes(status);

/**
 * Return whether a later request may succeed: the server is busy, or limits how often it is asked.
 * @param {ClassAnswer<any>} answer
 * @returns {boolean}
 */
export const isTemporary = ({ status }) => status === 429 || status >= 500;
