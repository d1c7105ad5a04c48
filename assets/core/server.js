/** Questions to the server. An answer is JSON; what is wrong stands in it as `problem`, a sentence for the reader. */
import { say } from "fallline/core/text.js";
import { rest } from "fallline/core/page.js";

/** @import { Busy, Problem } from "fallline/types.js" */

const AGAIN = 300; // ms after which a busy server is asked again

/**
 * An address with words behind it.
 * @param {string} address
 * @param {Record<string, any>} [words]
 * @returns {string}
 */
export function addressOf(address, words = {}) {
  const query = String(new URLSearchParams(words));
  return query ? `${address}?${query}` : address;
}

/**
 * What the server answers to GET; `{ problem }` where it does not answer.
 * @param {string} address
 * @param {Record<string, any>} [words]
 * @returns {Promise<any>}
 */
export const get = (address, words) => answered(fetch(addressOf(address, words)));

/**
 * What the server answers to a body of JSON; `{ problem }` where it does not answer.
 * @param {string} address
 * @param {unknown} body
 * @param {Record<string, string>} [headers]
 * @returns {Promise<any>}
 */
export const post = (address, body, headers = {}) => answered(fetch(address, posted(body, headers)));

/**
 * A question with a body of JSON, for `fetch`.
 * @param {unknown} body
 * @param {Record<string, string>} [headers]
 * @returns {RequestInit}
 */
export const posted = (body, headers = {}) => ({
  method: "POST",
  headers: { "Content-Type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/**
 * The JSON of an answer.
 * @param {Promise<Response>} asked
 * @returns {Promise<any>}
 */
const answered = (asked) => asked.then((answer) => answer.json()).catch(noAnswer);

/** @returns {Problem} */
const noAnswer = () => ({ problem: say("The server does not answer; try again.") });

/**
 * What the server answers to GET, asked for again while it says that it is busy.
 * @param {string} address
 * @param {Record<string, any>} words
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 * @throws {Error} whose message says what is wrong; an AbortError if `signal` ends it
 */
export async function whenFree(address, words, signal) {
  for (;;) {
    const answer = await fetch(addressOf(address, words), { signal });
    /** @type {Busy & Partial<Problem>} */
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.problem || say("The server does not answer."));
    if (!told.busy) return told;
    await rest(AGAIN * (0.5 + Math.random()));
  }
}
