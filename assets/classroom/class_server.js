/** Requests to the server about classes, whose answers need their HTTP status. */

/**
 * The server's answer: `data` is not null with status 200 only; status 204 means that there is nothing new.
 * @template Data
 * @typedef {{ status: number, data: Data | null, problem: string }} ClassAnswer
 */

/**
 * Send a request about a class.
 * @param {string} address
 * @param {RequestInit} [options] of `fetch`
 * @returns {Promise<ClassAnswer<any>>}
 * @throws if the server does not answer, or not with JSON
 */
export async function requestClass(address, options) {
  const answer = await fetch(address, options);
  const { status } = answer;
  if (status === 204) return { status, data: null, problem: "" };
  const body = await answer.json();
  return { status, data: status === 200 ? body : null, problem: body.problem };
}
