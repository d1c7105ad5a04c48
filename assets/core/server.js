/** Requests to the server. An answer is JSON; its `problem`, if it has one, is a sentence on what went wrong. */
import { say } from "fallline/core/text.js";
import { sleep } from "fallline/core/page.js";

/** @import { Busy, Problem } from "fallline/types.js" */

const BUSY_DELAY_MS = 300; // before a busy server is asked again, with up to 50 % of jitter

/**
 * Return an address with a query string.
 * @param {string} address
 * @param {Record<string, any>} [query]
 * @returns {string}
 */
export function withQuery(address, query = {}) {
  const text = String(new URLSearchParams(query));
  return text ? `${address}?${text}` : address;
}

/**
 * Send a GET request and return the JSON of the answer; `{ problem }` if the server does not answer.
 * @param {string} address
 * @param {Record<string, any>} [query]
 * @returns {Promise<any>}
 */
export const getJson = (address, query) => readAnswer(fetch(withQuery(address, query)));

/**
 * Send a POST request with a JSON body and return the JSON of the answer; `{ problem }` if the server does not answer.
 * @param {string} address
 * @param {unknown} body
 * @param {Record<string, string>} [headers]
 * @returns {Promise<any>}
 */
export const postJson = (address, body, headers = {}) => readAnswer(fetch(address, jsonRequest(body, headers)));

/**
 * Return the options with which `fetch` sends a POST request with a JSON body.
 * @param {unknown} body
 * @param {Record<string, string>} [headers]
 * @returns {RequestInit}
 */
export const jsonRequest = (body, headers = {}) => ({
  method: "POST",
  headers: { "Content-Type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/**
 * Return the JSON of a response; `{ problem }` if there is none.
 * @param {Promise<Response>} response
 * @returns {Promise<any>}
 */
const readAnswer = async (response) => (await readAnswerOrNull(response)) ?? noAnswerProblem();

/**
 * Return the JSON of a response; null if there is none, to tell this from a problem that the server reports.
 * @param {Promise<Response>} response
 * @returns {Promise<any>}
 */
export const readAnswerOrNull = (response) => response.then((received) => received.json()).catch(() => null);

/**
 * Return the problem to report when the server does not answer.
 * @returns {Problem}
 */
export const noAnswerProblem = () => ({ problem: say("The server does not answer; try again.") });

/**
 * Send a GET request, again and again while the server says that it is busy, and return the JSON of the answer.
 * @param {string} address
 * @param {Record<string, any>} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 * @throws {Error} with the server's problem as its message; an AbortError if `signal` ends the request
 */
export async function getWhenFree(address, query, signal) {
  for (;;) {
    const response = await fetch(withQuery(address, query), { signal });
    /** @type {Busy & Partial<Problem>} */
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.problem || noAnswerProblem().problem);
    if (!answer.busy) return answer;
    await sleep(BUSY_DELAY_MS * (0.5 + Math.random()));
  }
}
