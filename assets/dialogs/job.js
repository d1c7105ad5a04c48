/** Long work on the server, such as a film: asked for, looked after while the page goes on, cancelled, done. */
import { make } from "fallline/core/dom.js";
import { sleep } from "fallline/core/page.js";
import { answerOrNull, posted } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { buttonWords, isRunning } from "fallline/dialogs/job_text.js";
import { showStatus } from "fallline/dialogs/job_view.js";
import { link } from "fallline/player/link.js";

/** @import { JobQuestion } from "fallline/types.js" */
/** @import { Status } from "fallline/dialogs/job_text.js" */
/**
 * @typedef {object} About what the page says on a kind of work
 * @property {string} idle a sentence, before anything was asked for
 * @property {string} lost a sentence, where the server does not answer any more
 * @property {string} step what is counted
 * @property {string} button the id of the page's button that tells how far the work is
 * @property {string} title what the button calls the work
 * @property {(made: Status) => Node[]} made what shows the work when it is done
 */

const OFTEN = 500; // ms between two looks
const PATIENCE = 20; // looks without an answer, after which the work counts as lost
const visitor = String(Math.random()).slice(2);

/** A kind of work. There is one job of a kind at a time; it goes on where its dialog is closed. */
export class Job {
  #name;
  #about;
  /** @type {Status} */
  #status = { state: "none" };
  #question = 0; // which question the status is of; answers to older ones are passed over
  #begun = 0; // when it was asked for
  #usual = ""; // what else stands on the page's button
  #show = () => {}; // shows the status in the open dialog

  /**
   * @param {string} name of the kind of work, as the server calls it
   * @param {About} about
   */
  constructor(name, about) {
    this.#name = name;
    this.#about = about;
  }

  /**
   * Asks for the work on the race on show, and looks after it until it is done.
   * @param {Omit<JobQuestion, "link" | "visitor">} words
   * @returns {Promise<void>}
   */
  async ask(words) {
    const mine = ++this.#question;
    this.#begun = performance.now();
    this.#become({ state: "asked" });
    const answer = await answered(fetch(`/jobs/${this.#name}`, posted({ link: link(), visitor, ...words })));
    if (mine === this.#question) await this.#follow(mine, answer);
    else if (answer?.key) this.#endUnlessWanted(answer.key); // cancelled while it was being asked for
  }

  /** Ends the work; nothing of it is kept. */
  cancel() {
    this.#question += 1;
    if (this.#status.key) this.#end(this.#status.key);
    this.#become({ state: "failed", problem: say("Cancelled; nothing was kept.") });
  }

  /**
   * Where the status is shown, for a dialog.
   * @param {HTMLButtonElement} start the button that asks
   * @returns {HTMLElement}
   */
  result(start) {
    const place = make("div", { className: "result", role: "status" });
    this.#show = () => {
      start.disabled = isRunning(this.#status);
      const seconds = (performance.now() - this.#begun) / 1000;
      showStatus(place, this.#status, this.#about, seconds, () => this.cancel());
    };
    this.#show();
    return place;
  }

  /**
   * @param {number} mine
   * @param {Status | null} answer the first one
   */
  async #follow(mine, answer) {
    if (answer) this.#become(answer);
    for (let missed = answer ? 0 : PATIENCE + 1; isRunning(this.#status); ) {
      if (missed > PATIENCE) return this.#become({ state: "failed", problem: this.#about.lost });
      await sleep(OFTEN);
      if (mine !== this.#question) return undefined;
      const { key = "" } = this.#status;
      const next = await answered(fetch(this.#address(key)));
      if (mine !== this.#question) return this.#endUnlessWanted(key);
      missed = next ? 0 : missed + 1;
      if (next) this.#become(next);
    }
    return undefined;
  }

  /**
   * Ends a job that was cancelled while a question about it was under way, since the server may have taken the question as
   * one of a visitor who waits; unless the same job was asked for again meanwhile.
   * @param {string} key
   */
  #endUnlessWanted(key) {
    const isWanted = isRunning(this.#status) && (this.#status.key === undefined || this.#status.key === key);
    if (!isWanted) this.#end(key);
  }

  /** @param {Status} status */
  #become(status) {
    this.#status = status;
    this.#show();
    const button = document.getElementById(this.#about.button);
    if (!button) return;
    this.#usual ||= button.textContent ?? "";
    button.textContent = buttonWords(status, this.#about.title, this.#usual);
  }

  /** @param {string} key */
  #end(key) {
    fetch(this.#address(key), { method: "DELETE" });
  }

  /** @param {string} key */
  #address(key) {
    return `/jobs/${this.#name}/${key}?visitor=${visitor}`;
  }
}

/**
 * The server's answer: how far a job is, or what is wrong. Without any answer, null.
 * @param {Promise<Response>} question
 * @returns {Promise<Status | null>}
 */
async function answered(question) {
  const answer = await answerOrNull(question);
  return answer?.problem && !answer.state ? { state: "failed", problem: answer.problem } : answer;
}
