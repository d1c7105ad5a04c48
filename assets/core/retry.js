/**
 * Repetition of requests that failed or met a busy server. An answer depends on its request alone, so sending a request
 * twice is harmless.
 */
import { sleep } from "fallline/core/page.js";

const DELAYS_MS = [300, 700, 1500, 3000, 5000]; // before each repetition, with up to 25 % of jitter
const RETRY_STATUSES = [429, 502, 503, 504];

/**
 * Send a request until it is answered, at most six times.
 * @param {() => Promise<Response>} send
 * @returns {Promise<Response>} the last response, which may still say that the server is busy
 * @throws the last failure, if there was no response; an AbortError at once
 */
export async function sendWithRetries(send) {
  for (const delay of DELAYS_MS) {
    try {
      const response = await send();
      if (!RETRY_STATUSES.includes(response.status)) return response;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
    }
    await sleep(delay * (0.75 + 0.5 * Math.random()));
  }
  return send();
}
