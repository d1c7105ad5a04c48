/**
 * Repetition of requests that failed or met a busy server. An answer depends on its request alone, so sending a request
 * twice is harmless.
 */
const DELAYS_MS = [300, 700, 1500, 3000, 5000]; // before each repetition, or up to 50 % more, unless the server says
const BUSY_STATUSES = [429, 503];
const RETRY_STATUSES = [...BUSY_STATUSES, 502, 504];

/**
 * Send a request until it is answered, at most six times. A server that is busy is asked again after the seconds of its
 * header Retry-After, or up to 50 % more.
 * @param {() => Promise<Response>} send
 * @param {object} [options]
 * @param {boolean} [options.isPatient] whether a busy server is asked again without end
 * @param {(response: Response) => void} [options.onBusy] called with each response that says that the server is busy
 * @param {AbortSignal} [options.signal] ends the wait before a repetition; `send` must fail once it has ended
 * @returns {Promise<Response>} the last response, which may still say that the server is busy
 * @throws the last failure, if there was no response; an AbortError at once
 */
export async function sendWithRetries(send, { isPatient = false, onBusy, signal } = {}) {
  for (let tries = 1; ; tries++) {
    const isLast = tries > DELAYS_MS.length;
    let retryAfterMs = 0;
    try {
      const response = await send();
      const isBusy = BUSY_STATUSES.includes(response.status);
      if (!RETRY_STATUSES.includes(response.status) || (isLast && !(isPatient && isBusy))) return response;
      retryAfterMs = readRetryAfterMs(response);
      if (isBusy) onBusy?.(response);
    } catch (error) {
      if (isLast || (error instanceof DOMException && error.name === "AbortError")) throw error;
    }
    const delay = retryAfterMs || DELAYS_MS[Math.min(tries, DELAYS_MS.length) - 1];
    await wait(delay * (1 + 0.5 * Math.random()), signal);
  }
}

/** @param {Response} response */
const readRetryAfterMs = (response) => 1000 * (Number(response.headers.get("Retry-After")) || 0);

/**
 * @param {number} ms
 * @param {AbortSignal} [signal] ends the wait
 * @returns {Promise<void>}
 */
const wait = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    setTimeout(resolve, ms);
    return signal?.addEventListener("abort", () => resolve(), { once: true });
  });
