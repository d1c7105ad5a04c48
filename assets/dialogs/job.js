/** Jobs: long computations on the server, such as a film, that this page requests, polls and cancels. */
import { makeElement } from "fallline/core/dom.js";
import { sleep } from "fallline/core/page.js";
import { sendWithRetries } from "fallline/core/retry.js";
import { jsonRequest, readAnswerOrNull } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { buttonText, isRunning } from "fallline/dialogs/job_text.js";
import { showStatus } from "fallline/dialogs/job_view.js";
import { currentLink } from "fallline/player/link.js";

/** @import { JobRequest } from "fallline/types.js" */
/** @import { Status } from "fallline/dialogs/job_text.js" */
/**
 * @typedef {object} JobTexts
 * @property {string} idle a sentence, shown before a job is requested
 * @property {string} lost a sentence, shown when the server does not answer any more
 * @property {string} step the name of what is counted, such as "frame"
 * @property {string} button the id of the page's button that shows the progress
 * @property {string} title of the job on that button
 * @property {(status: Status) => Node[]} makeResult makes the elements that show a finished job
 */

const POLL_INTERVAL_MS = 500;
const POLL_TIMEOUT_MS = 10_000; // after which a poll is missed, and the next one is sent
const CLOCK_INTERVAL_MS = 1000; // between two updates of the time that has passed
const MAX_MISSED = 20; // polls in a row without an answer; with more the job counts as lost
const BUSY_STATUS = 503; // HTTP
const visitor = String(Math.random()).slice(2); // by which the server tells this page from others

/** The jobs of one kind. At most one is running at a time; it goes on when its dialog is closed. */
export class Job {
  #kind;
  #texts;
  /** @type {Status} */
  #status = { state: "none" };
  #request = 0; // the number of the request that the status belongs to; answers to older ones are ignored
  #requestedAt = 0; // ms
  #answeredAt = 0; // ms; the time of the request until there is an answer
  #buttonLabel = ""; // of the page's button while there is no progress to show
  #show = () => {}; // shows the status in the open dialog

  /**
   * @param {string} kind of job, as in the server's addresses
   * @param {JobTexts} texts
   */
  constructor(kind, texts) {
    this.#kind = kind;
    this.#texts = texts;
  }

  /**
   * Request a job for the race on the screen, and poll its status until it has ended.
   * @param {Omit<JobRequest, "link" | "visitor">} request
   * @returns {Promise<void>}
   */
  async start(request) {
    const mine = ++this.#request;
    this.#requestedAt = this.#answeredAt = performance.now();
    this.#setStatus({ state: "asked" });
    const body = jsonRequest({ link: currentLink(), visitor, ...request });
    const clock = window.setInterval(() => this.#show(), CLOCK_INTERVAL_MS); // the texts have the time that has passed
    const answer = await readStatus(sendWithRetries(() => fetch(`/jobs/${this.#kind}`, body)));
    if (mine === this.#request) await this.#poll(mine, answer);
    else if (answer?.key) this.#deleteUnlessWanted(answer.key); // cancelled before the answer
    window.clearInterval(clock);
  }

  /** Cancel the job and delete what it has computed. */
  cancel() {
    this.#request += 1;
    if (this.#status.key) this.#delete(this.#status.key);
    this.#setStatus({ state: "failed", problem: say("Cancelled; nothing was kept.") });
  }

  /**
   * Make the element of a dialog that shows the status.
   * @param {HTMLButtonElement} startButton disabled while a job is running
   * @returns {HTMLElement}
   */
  makeStatusElement(startButton) {
    const container = makeElement("div", { className: "result", role: "status" });
    this.#show = () => {
      startButton.disabled = isRunning(this.#status);
      const [since, silent] = [this.#requestedAt, this.#answeredAt].map((at) => (performance.now() - at) / 1000);
      showStatus(container, this.#status, this.#texts, { since, silent }, () => this.cancel());
    };
    this.#show();
    return container;
  }

  /**
   * Poll a job's status until it has ended, or a newer request is made.
   * @param {number} mine the number of the request
   * @param {Status | null} answer to the request
   */
  async #poll(mine, answer) {
    if (answer) this.#setAnswer(answer);
    for (let missed = answer ? 0 : MAX_MISSED + 1; isRunning(this.#status); ) {
      if (missed > MAX_MISSED) return this.#setStatus({ state: "failed", problem: this.#texts.lost });
      await sleep(POLL_INTERVAL_MS);
      if (mine !== this.#request) return undefined;
      const { key = "" } = this.#status;
      const poll = fetch(this.#address(key), { signal: AbortSignal.timeout(POLL_TIMEOUT_MS) });
      const status = await readStatus(poll.then(failIfBusy));
      if (mine !== this.#request) return this.#deleteUnlessWanted(key);
      missed = status ? 0 : missed + 1;
      if (status) this.#setAnswer(status);
    }
    return undefined;
  }

  /**
   * Delete a job that was cancelled while a poll was under way, since the server takes a poll as a sign that the
   * visitor wants the job; unless the same job was requested again meanwhile.
   * @param {string} key
   */
  #deleteUnlessWanted(key) {
    const isWanted = isRunning(this.#status) && (this.#status.key === undefined || this.#status.key === key);
    if (!isWanted) this.#delete(key);
  }

  /** @param {Status} status that the server has answered */
  #setAnswer(status) {
    this.#answeredAt = performance.now();
    this.#setStatus(status);
  }

  /** @param {Status} status */
  #setStatus(status) {
    this.#status = status;
    this.#show();
    const button = document.getElementById(this.#texts.button);
    if (!button) return;
    this.#buttonLabel ||= button.textContent ?? "";
    button.textContent = buttonText(status, this.#texts.title, this.#buttonLabel);
    if (!button.closest("#menu-items")) return;
    document.getElementById("menu")?.toggleAttribute("data-job", isRunning(status) || status.state === "made");
  }

  /** @param {string} key */
  #delete(key) {
    fetch(this.#address(key), { method: "DELETE" });
  }

  /** @param {string} key */
  #address(key) {
    return `/jobs/${this.#kind}/${key}?visitor=${visitor}`;
  }
}

/**
 * Return a response, or throw if the server cannot read its queue at the moment: that poll is missed.
 * @param {Response} response
 * @returns {Response}
 */
function failIfBusy(response) {
  if (response.status === BUSY_STATUS) throw new Error("the server is busy");
  return response;
}

/**
 * Return a job's status from the server's answer, "failed" if the server reports a problem, or null without an answer.
 * @param {Promise<Response>} response
 * @returns {Promise<Status | null>}
 */
async function readStatus(response) {
  const answer = await readAnswerOrNull(response);
  return answer?.problem && !answer.state ? { state: "failed", problem: answer.problem } : answer;
}
