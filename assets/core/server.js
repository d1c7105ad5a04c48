/**
 * Requests to the server. An answer is JSON; its `problem`, if it has one, is a sentence on what went wrong. A request is
 * repeated if the server is busy or does not answer, unless a comment says otherwise.
 */
import { sendWithRetries } from "fallline/core/retry.js";
import { say } from "fallline/core/text.js";

/** @import { Problem } from "fallline/types.js" */

const COMPUTING_TIMEOUT_MS = 120_000; // of a request that computes a part of a map

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
export const getJson = (address, query) => readAnswer(sendWithRetries(() => fetch(withQuery(address, query))));

/**
 * Send a POST request with a JSON body, once, and return the JSON of the answer; `{ problem }` if the server does not
 * answer.
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
 * Send a GET request, without end while the server says that it is busy, and return the JSON of the answer.
 * @param {string} address
 * @param {Record<string, any>} query
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 * @throws {Error} with the server's problem as its message; an AbortError if `signal` ends the request
 */
export async function getWhenFree(address, query, signal) {
  const send = () => {
    const timeout = AbortSignal.timeout(COMPUTING_TIMEOUT_MS); // of this request; the next one may find its result
    return fetch(withQuery(address, query), { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  };
  const response = await sendWithRetries(send, { isPatient: true, signal });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.problem || noAnswerProblem().problem);
  return answer;
}

/**
 * Show the picture at an address in an image, unless a newer call for the same image takes over meanwhile.
 * @param {HTMLImageElement} image
 * @param {string} address
 * @returns {Promise<string>} the server's problem, "" if there is none
 */
export async function showPicture(image, address) {
  image.dataset.address = address;
  const response = await sendWithRetries(() => fetch(address)).catch(() => null);
  const content = response?.ok ? await response.blob().catch(() => null) : null;
  const refusal = response && !response.ok ? await readAnswerOrNull(Promise.resolve(response)) : null;
  if (image.dataset.address !== address) return "";
  if (!content) return (refusal ?? noAnswerProblem()).problem;
  const src = URL.createObjectURL(content);
  for (const event of ["load", "error"]) image.addEventListener(event, () => URL.revokeObjectURL(src), { once: true });
  image.src = src;
  return "";
}
