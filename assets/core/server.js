/** Questions to the server. An answer is JSON; what is wrong stands in it as `problem`, a sentence for the reader. */
import { say } from "fallline/core/text.js";
import { sleep } from "fallline/core/page.js";

/** @import { Busy, Problem } from "fallline/types.js" */

const AGAIN = 300; // ms after which a busy server is asked again

/**
 * An address with a query string.
 * @param {string} address
 * @param {Record<string, any>} [query]
 * @returns {string}
 */
export function addressOf(address, query = {}) {
  const text = String(new URLSearchParams(query));
  return text ? `${address}?${text}` : address;
}

/**
 * What the server answers to GET; `{ problem }` where it does not answer.
 * @param {string} address
 * @param {Record<string, any>} [query]
 * @returns {Promise<any>}
 */
export const get = (address, query) => answered(fetch(addressOf(address, query)));

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
const answered = async (asked) => (await answerOrNull(asked)) ?? noAnswer();

/**
 * The JSON of an answer; null where there is none, so that this and a problem that the server names are told apart.
 * @param {Promise<Response>} asked
 * @returns {Promise<any>}
 */
export const answerOrNull = (asked) => asked.then((answer) => answer.json()).catch(() => null);

/**
 * What stands for an answer where there is none.
 * @returns {Problem}
 */
export const noAnswer = () => ({ problem: say("The server does not answer; try again.") });

/**
 * What the server answers to GET, asked for again while it says that it is busy.
 * @param {string} address
 * @param {Record<string, any>} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 * @throws {Error} whose message says what is wrong; an AbortError if `signal` ends it
 */
export async function whenFree(address, query, signal) {
  for (;;) {
    const answer = await fetch(addressOf(address, query), { signal });
    /** @type {Busy & Partial<Problem>} */
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.problem || noAnswer().problem);
    if (!told.busy) return told;
    await sleep(AGAIN * (0.5 + Math.random()));
  }
}
